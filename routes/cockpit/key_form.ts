/**
 * Between the form about a key and the API's fields. Pure.
 *
 * @module
 */

import type { AccessKey } from "../../access/key.ts";
import { SCOPES } from "../../access/scope.ts";
import type { Json } from "../../failure.ts";
import { type KeyForm, LIMITS } from "../../ui/keys/keys_view.ts";
import { viewKey } from "../key_view.ts";

/** The API's fields. */
export type KeyFields = Readonly<Record<string, Json>>;

const NUMBERS = [...LIMITS, "max_priority"] as const;

/** A key's terms, as its form has them. */
export function formOf(key: AccessKey, now: number): KeyForm {
  const view = viewKey(key, now);
  const { expires_at: end } = view;
  return {
    name: view.name,
    models: view.models?.join(" ") ?? "",
    ...scopeBoxes(view.scopes),
    ...Object.fromEntries(NUMBERS.map((name) => [name, String(view[name] ?? "")])),
    expires_on: end === null ? "" : new Date(end * 1_000).toISOString().slice(0, 10),
  };
}

/** The boxes that are ticked, by their names. */
export function scopeBoxes(scopes: readonly string[]): KeyForm {
  return Object.fromEntries(scopes.map((scope) => [`scope:${scope}`, "on"]));
}

/** What a form says of a new key: what is left empty is not said. */
export function fieldsOf(form: KeyForm): KeyFields {
  return Object.fromEntries(Object.entries(readForm(form)).filter(([, value]) => value !== null));
}

/** What a form says that is not so already; what it leaves out stays. */
export function changesOf(form: KeyForm, before: KeyForm): KeyFields {
  const old = readForm(before);
  return Object.fromEntries(
    Object.entries(readForm(form)).filter(([name, value]) =>
      JSON.stringify(value) !== JSON.stringify(old[name])
    ),
  );
}

/** What is said of a new text. */
export function overlapOf({ overlap_seconds: seconds }: KeyForm): KeyFields {
  return seconds === undefined ? {} : { overlap_seconds: numberOrText(seconds) };
}

/** Empty texts are null. */
function readForm(form: KeyForm): KeyFields {
  const { name, models, expires_on: end } = form;
  const ids = models?.split(/[\s,]+/).filter((id) => id !== "") ?? [];
  return {
    ...(name === undefined ? {} : { name }),
    scopes: SCOPES.filter((scope) => form[`scope:${scope}`] !== undefined),
    ...(models === undefined ? {} : { models: ids.length === 0 ? null : ids }),
    ...Object.fromEntries(NUMBERS.flatMap((field) => {
      const text = form[field];
      return text === undefined ? [] : [[field, numberOrText(text)]];
    })),
    ...(end === undefined ? {} : { expires_at: end === "" ? null : secondsAt(end) }),
  };
}

/** What is no number is left to be refused by its schema, which quotes it. */
function numberOrText(text: string): Json {
  if (text.trim() === "") return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function secondsAt(day: string): Json {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? day : ms / 1_000;
}
