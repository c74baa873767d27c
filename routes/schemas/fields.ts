/**
 * Building blocks of request schemas. Each takes what clients really send (numbers as strings, from
 * forms and from careless code) and says, when it refuses, what would have been right.
 *
 * @module
 */

import { z } from "zod";

/** Lowest and highest value allowed, both included. */
export interface Limits {
  readonly min: number;
  readonly max: number;
}

/** A whole number, also as text. */
export function integer({ min, max }: Limits) {
  const error = `use a whole number from ${min} to ${max}`;
  return z.preprocess(toNumber, z.int({ error }).min(min, { error }).max(max, { error }));
}

/** A number, also as text. */
export function decimal({ min, max }: Limits) {
  const error = `use a number from ${min} to ${max}`;
  return z.preprocess(toNumber, z.number({ error }).min(min, { error }).max(max, { error }));
}

/** A boolean, also as `"true"`, `"1"`, `1` and their opposites. */
export function flag() {
  return z.preprocess(toBoolean, z.boolean({ error: "use true or false" }));
}

/** One of the words, in any case; a synonym counts as the word it stands for. */
export function oneOf<const Word extends string>(
  words: readonly Word[],
  synonyms: Readonly<Record<string, Word>> = {},
) {
  const error = `use ${list(words)}`;
  return z.preprocess((value) => toWord(value, synonyms), z.enum(words, { error }));
}

/** Text of at most so many characters; numbers count as text. */
export function text(maxCharacters: number) {
  return z.preprocess(
    toText,
    z.string({ error: "use a text" })
      .max(maxCharacters, { error: `use at most ${maxCharacters} characters` }),
  );
}

/** Text that has to be there. */
export function requiredText(maxCharacters: number) {
  const error = `use a text of 1 to ${maxCharacters} characters`;
  return z.string({ error }).regex(/\S/, { error }).max(maxCharacters, { error });
}

function toNumber(value: unknown): unknown {
  if (typeof value !== "string" || value.trim() === "") return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

function toBoolean(value: unknown): unknown {
  const word = typeof value === "string" ? value.trim().toLowerCase() : value;
  if (word === "true" || word === "1" || word === 1) return true;
  if (word === "false" || word === "0" || word === 0) return false;
  return value;
}

function toWord(value: unknown, synonyms: Readonly<Record<string, string>>): unknown {
  if (typeof value !== "string") return value;
  const word = value.trim().toLowerCase();
  return Object.hasOwn(synonyms, word) ? synonyms[word] : word;
}

function toText(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function list(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(", ").replace(/, ([^,]*)$/, " or $1");
}
