/**
 * Holds fields against a schema and says what is wrong in the caller's own terms.
 *
 * @module
 */

import type { z } from "zod";
import { failure, Refusal } from "../failure.ts";

/** How to speak of the fields. */
export interface ParseOptions {
  /** The caller's spelling of a field, where it differs. */
  readonly spelling?: Readonly<Record<string, string>>;
}

/** Longest part of a refused value that is quoted back. */
const MAX_SHOWN = 60;

/**
 * Parses fields that a caller sent.
 *
 * @throws {Refusal} `invalid_request`, naming the first field at fault
 */
export function parseFields<T>(
  schema: z.ZodType<T>,
  fields: Readonly<Record<string, unknown>>,
  { spelling = {} }: ParseOptions = {},
): T {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw parsed.error;
  const [name = "", ...inside] = issue.path.map(String);
  const param = [spelling[name] ?? name, ...inside].reduce(nest);
  const value = valueAt(fields, issue.path);
  throw new Refusal(
    value === undefined
      ? failure("invalid_request", `${param} is missing: ${issue.message}`, {
        param,
        code: "missing_required_parameter",
      })
      : failure("invalid_request", `${param} is ${show(value)}: ${issue.message}`, {
        param,
        code: codeOf(issue),
      }),
  );
}

/** A value as it may be quoted in a message. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** `images` and `0` make `images[0]`; `mask` and `url` make `mask.url`. */
function nest(outer: string, inner: string): string {
  return /^\d+$/.test(inner) ? `${outer}[${inner}]` : `${outer}.${inner}`;
}

function valueAt(fields: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null) return undefined;
    return new Map(Object.entries(value)).get(String(key));
  }, fields);
}

/** OpenAI's name for what is wrong. */
function codeOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
    case "invalid_union":
      return "invalid_type";
    case "too_big":
      return issue.origin === "string" ? "string_above_max_length" : "integer_above_max_value";
    case "too_small":
      return "integer_below_min_value";
    default:
      return "invalid_value";
  }
}
