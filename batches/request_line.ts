/**
 * One line of an input file: what it asks for, or what is wrong with it. Pure.
 *
 * @module
 */

import { z } from "zod";
import { parseBoundedJson } from "../bounded_json.ts";
import type { BatchProblem, Endpoint } from "./batch.ts";

/** A request in OpenAI's form. */
export interface BatchRequest {
  readonly customId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A line, read. */
export type ReadLine =
  | { readonly ok: true; readonly request: BatchRequest }
  | { readonly ok: false; readonly problem: Omit<BatchProblem, "line"> };

/** Longest line: a few pictures in base64 fit. */
export const MAX_LINE_BYTES = 8 * 1_024 * 1_024;

const MAX_ID_CHARACTERS = 512;
const MAX_SHOWN = 60;

const CustomId = z.string().min(1).max(MAX_ID_CHARACTERS);
const Body = z.record(z.string(), z.unknown());
const Fields = z.record(z.string(), z.unknown());

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Reads a line; undefined: it is empty. `bytes` is undefined for a line that is too long. */
export function readRequest(
  bytes: Uint8Array | undefined,
  endpoint: Endpoint,
): ReadLine | undefined {
  if (bytes === undefined) {
    const limit = `${MAX_LINE_BYTES / 1_024 / 1_024} MB`;
    return wrong("line_too_long", `The line is longer than ${limit}: use URLs or file_id`);
  }
  const fields = parse(bytes);
  if (fields === "empty") return undefined;
  if (fields === undefined) {
    return wrong("invalid_json_line", "The line is not valid JSON: write one object per line");
  }
  const { custom_id, method, url, body } = fields;
  const id = CustomId.safeParse(custom_id);
  if (!id.success) {
    const right = `use a text of 1 to ${MAX_ID_CHARACTERS} characters`;
    return wrong("invalid_custom_id", `custom_id ${seen(custom_id)}: ${right}`, "custom_id");
  }
  if (method !== "POST") {
    return wrong("invalid_method", `method ${seen(method)}: use "POST"`, "method");
  }
  if (url !== endpoint) {
    const message = `url ${seen(url)}: the batch is for "${endpoint}"`;
    return wrong("invalid_url", message, "url");
  }
  const content = Body.safeParse(body);
  if (!content.success || Array.isArray(body)) {
    return wrong("invalid_body", `body ${seen(body)}: use an object`, "body");
  }
  return { ok: true, request: { customId: id.data, body: content.data } };
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | "empty" | undefined {
  try {
    const text = decoder.decode(bytes).trim();
    if (text === "") return "empty";
    const parsed = parseBoundedJson(text);
    const fields = Fields.safeParse(parsed.ok ? parsed.value : undefined);
    return fields.success ? fields.data : undefined;
  } catch {
    return undefined; // not UTF-8: the caller is told so
  }
}

function wrong(code: string, message: string, param?: string): ReadLine {
  return { ok: false, problem: { code, message, ...(param === undefined ? {} : { param }) } };
}

function seen(value: unknown): string {
  if (value === undefined) return "is missing";
  const text = JSON.stringify(value);
  return `is ${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}`;
}
