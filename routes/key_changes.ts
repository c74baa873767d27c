/**
 * What administrators can do to keys, whoever asks: the API, or the cockpit's page. Each is one
 * commit with its entry in the audit log.
 *
 * @module
 */

import type { z } from "zod";
import type { Act, Actor } from "../access/audit.ts";
import type { ContentRules } from "../access/content_rules.ts";
import { type AccessKey, newKey, revoke, rotate, withTerms } from "../access/key.ts";
import { problemIn } from "../access/rule_check.ts";
import { newKeyId, newToken } from "../access/token.ts";
import { failure, type Json, Refusal } from "../failure.ts";
import type { AppContext, Services } from "./context.ts";
import { changedTerms, termsOf } from "./key_view.ts";
import { parseFields, show } from "./parse.ts";
import { KeyBody, KeyChanges, RotateKeyBody } from "./schemas/access_key.ts";

/** What is changed with. */
export type KeyServices = Pick<Services, "access" | "runtime">;

/** What is asked for, as it was said, and by whom. */
export interface KeyOrder {
  readonly fields: Readonly<Record<string, Json>>;
  readonly actor: Actor;
}

/** A key and its new text, which is shown this once. */
export interface KeyAndText {
  readonly key: AccessKey;
  readonly text: string;
}

/** A key is one record, which has 64 KiB; longer lists are for all, in `CONTENT_RULES`. */
const MOST_RULE_BYTES = 24_000;

/**
 * Makes a key.
 *
 * @throws {Refusal} when a field cannot be used
 */
export async function createKey(
  { fields, actor }: KeyOrder,
  { access: { keys }, runtime }: KeyServices,
): Promise<KeyAndText> {
  const body = parseStrictly(KeyBody, fields);
  await requireUsable(body.content_rules);
  const id = newKeyId();
  const token = newToken(id);
  const key = newKey(id, { terms: termsOf(body), token, now: runtime.now() });
  await keys.add(key, { action: "key.created", detail: fields }, actor);
  return { key, text: token.text };
}

/** @throws {Refusal} when there is none */
export async function findKey(id: string, { access: { keys } }: KeyServices): Promise<AccessKey> {
  return await keys.find(id) ?? refuseUnknownKey(id);
}

/**
 * Changes what is said, and leaves the rest; null takes a limit away.
 *
 * @throws {Refusal} when there is no such key, or a field cannot be used
 */
export async function changeKey(
  id: string,
  { fields, actor }: KeyOrder,
  services: KeyServices,
): Promise<AccessKey> {
  const body = parseStrictly(KeyChanges, fields);
  await requireUsable(body.content_rules);
  const now = services.runtime.now();
  const next = (key: AccessKey) => withTerms(key, changedTerms(key, body), now);
  return await update(services, { id, action: "key.changed", detail: fields, next, actor });
}

/**
 * Gives a key a new text.
 *
 * @throws {Refusal} when there is no such key, or it was revoked
 */
export async function rotateKey(
  id: string,
  { fields, actor }: KeyOrder,
  services: KeyServices,
): Promise<KeyAndText> {
  const body = parseStrictly(RotateKeyBody, fields);
  const now = services.runtime.now();
  const token = newToken(id);
  const overlapMs = body.overlap_seconds * 1_000;
  const next = (key: AccessKey) =>
    key.revokedAt === undefined ? rotate(key, { token, overlapMs, now }) : key;
  const key = await update(services, { id, action: "key.rotated", detail: fields, next, actor });
  if (key.revokedAt !== undefined) refuseRevoked(id);
  return { key, text: token.text };
}

/**
 * Ends a key for good.
 *
 * @throws {Refusal} when there is no such key
 */
export async function revokeKey(
  id: string,
  actor: Actor,
  services: KeyServices,
): Promise<AccessKey> {
  const now = services.runtime.now();
  const next = (key: AccessKey) => revoke(key, now);
  return await update(services, { id, action: "key.revoked", detail: {}, next, actor });
}

/** Who acts, by which request. */
export function actorOf(c: AppContext): Actor {
  return { owner: c.get("caller").owner, requestId: c.get("requestId") };
}

/** @throws {Refusal} always */
export function refuseUnknownKey(id: string, param = "id"): never {
  throw new Refusal(failure("not_found", `There is no key ${show(id)}`, { param }));
}

interface Update extends Omit<Act, "subject"> {
  readonly id: string;
  readonly actor: Actor;
  next(key: AccessKey): AccessKey;
}

async function update(
  { access: { keys, doorkeeper } }: KeyServices,
  { id, actor, ...change }: Update,
): Promise<AccessKey> {
  const key = await keys.update(id, change, actor) ?? refuseUnknownKey(id);
  doorkeeper.changed(id);
  return key;
}

/** A misspelt limit must not become a key without one: what is not known is refused. */
function parseStrictly<T>(
  schema: z.ZodType<T> & z.ZodObject,
  fields: KeyOrder["fields"],
): T {
  const known = Object.keys(schema.shape);
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const message = `${show(unknown)} is no field here: use ${known.join(", ")}`;
    const more = { param: unknown.slice(0, 100), code: "unknown_parameter" };
    throw new Refusal(failure("invalid_request", message, more));
  }
  return parseFields(schema, fields);
}

/** @throws {Refusal} when an expression among the rules cannot be used */
async function requireUsable(rules: ContentRules | null | undefined): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(rules ?? [])).length;
  const problem = bytes > MOST_RULE_BYTES
    ? `they have ${bytes} bytes as JSON, use at most ${MOST_RULE_BYTES}`
    : await problemIn(rules ?? []);
  if (problem === undefined) return;
  const message = `content_rules cannot be used: ${problem}`;
  throw new Refusal(failure("invalid_request", message, { param: "content_rules" }));
}

function refuseRevoked(id: string): never {
  const message = `Key ${show(id)} was revoked: make another one`;
  throw new Refusal(failure("invalid_request", message, { param: "id" }));
}
