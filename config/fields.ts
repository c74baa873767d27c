/**
 * The kinds of values that variables have.
 *
 * @module
 */

import { z } from "zod";

/** A time in seconds, fractions too. */
export function seconds(fallback: number, max: number) {
  return z.coerce.number().min(0).max(max).default(fallback);
}

/** At least one. */
export function count(fallback: number, max: number) {
  return z.coerce.number().int().min(1).max(max).default(fallback);
}

/** On or off, as people write it. */
export const switched = z.enum(["true", "false", "1", "0", "on", "off"])
  .transform((word) => word === "true" || word === "1" || word === "on");

/** Where a service is, without a trailing slash. */
export const origin = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));

/**
 * Which sites' pages may read answers: origins, separated by commas, or `*` for all. Applications have
 * origins of schemes of their own, such as `app://obsidian.md`.
 */
export const origins = z.string().default("*").transform((text, context) => {
  if (text.trim() === "*") return "all" as const;
  const given = text.split(",").map((item) => item.trim().replace(/\/+$/, ""));
  const sane = given.filter((item) => /^[a-z][a-z\d+.-]*:\/\/[^\s/*?#@]+$/i.test(item));
  if (sane.length === given.length) return new Set(sane.map((item) => item.toLowerCase()));
  context.addIssue(
    'must be "*", or origins such as "https://chat.example.com" with commas between',
  );
  return z.NEVER;
});

/** Several values, separated by commas; absent: none. */
export const list = z.string().default("")
  .transform((text) => text.split(",").map((item) => item.trim()).filter((item) => item !== ""));

/**
 * A value in JSON.
 *
 * @param rule what is right, as the end of a sentence that begins with the variable and its value
 */
export function json<T>(schema: z.ZodType<T>, rule: string) {
  return z.string().transform((text, context) => {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    context.addIssue(rule);
    return z.NEVER;
  });
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema says what is wrong
  }
}
