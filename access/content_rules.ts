/**
 * Rules about what prompts say: words, and regular expressions. Pure.
 *
 * Expressions are RE2's, without look-around and back-references, and run in time that grows with
 * the length of the text alone: none can be made to hang by what is written in a prompt.
 *
 * @module
 */

import { RE2JS } from "re2js";
import { z } from "zod";

/** Most rules of one key, or for all. */
const MOST_RULES = 50;

/** Most words of a rule. */
const MOST_WORDS = 500;

/** Longest word or expression. */
const LONGEST = 500;

/** Instructions of a compiled expression: what each character of a text may cost. */
const LARGEST_PROGRAM = 500;

/** Characters of a text that are looked at, from its beginning and from its end. */
const LOOKED_AT = 32_000;

/** What becomes of a request that a rule speaks of. */
export const RULE_ACTIONS = ["log", "warn", "block"] as const;
/** See {@linkcode RULE_ACTIONS}. */
export type RuleAction = (typeof RULE_ACTIONS)[number];

const pattern = z.string().min(1).max(LONGEST)
  .refine((source) => compile(source) !== undefined, {
    error: "use a regular expression as RE2 has them (no look-around, no back-references), " +
      `of at most ${LARGEST_PROGRAM} instructions`,
  })
  .meta({ description: "A regular expression of RE2; case makes no difference." });

/** One rule. */
export const ContentRule = z.strictObject({
  name: z.string().min(1).max(100).meta({
    description: "Named in refusals, warnings and the log.",
  }),
  action: z.enum(RULE_ACTIONS).default("block"),
  words: z.array(z.string().regex(/\S/).max(LONGEST)).max(MOST_WORDS).default([]).meta({
    description: "Words and phrases; case and spacing make no difference. Where a script puts " +
      "spaces between words, whole words are meant.",
  }),
  patterns: z.array(pattern).max(MOST_RULES).default([]),
}).refine(({ words, patterns }) => words.length + patterns.length > 0, {
  error: "use at least one of words and patterns",
}).meta({ id: "ContentRule", description: "What prompts must not say, or may not unnoticed." });
/** See {@linkcode ContentRule}. */
export type ContentRule = z.infer<typeof ContentRule>;

/** The rules of a key, or those for all. */
export const ContentRules = z.array(ContentRule).max(MOST_RULES);
/** See {@linkcode ContentRules}. */
export type ContentRules = z.infer<typeof ContentRules>;

/** What a rule found. */
export interface Finding {
  readonly rule: string;
  readonly action: RuleAction;
}

/** Holds texts against rules; in the order of the rules, each at most once. */
export function findIn(texts: readonly string[], rules: ContentRules): Finding[] {
  const normal = texts.map(normalise);
  return rules.filter((rule) => normal.some((text) => breaks(text, rule)))
    .map(({ name, action }) => ({ rule: name, action }));
}

function breaks(text: string, { words, patterns }: ContentRule): boolean {
  return words.some((word) => hasWord(text, normalise(word))) ||
    patterns.some((source) => compile(source)?.test(text) ?? false);
}

/** One spelling of what looks alike: width, case, invisible characters, spaces. */
function normalise(text: string): string {
  return bounded(text).normalize("NFKC").toLowerCase()
    .replace(/\p{Cf}/gu, "").replace(/\s+/gu, " ").trim();
}

/** No route takes longer prompts whole; what hides behind so much text stands at its end. */
function bounded(text: string): string {
  if (text.length <= 2 * LOOKED_AT) return text;
  return `${text.slice(0, LOOKED_AT)} ${text.slice(-LOOKED_AT)}`;
}

/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const LETTER = /[\p{L}\p{N}]/u;

function hasWord(text: string, word: string): boolean {
  if (UNSPACED.test(word)) return text.includes(word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.charAt(at + word.length);
    if (!LETTER.test(before) && !LETTER.test(after)) return true;
  }
  return false;
}

const compiled = new Map<string, RE2JS | undefined>();

/** Expressions that are kept compiled at a time. */
const MOST_COMPILED = 1_000;

/** Undefined: it is none, or too large a one. */
function compile(source: string): RE2JS | undefined {
  if (compiled.has(source)) return compiled.get(source);
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const expression = compileAnew(source);
  compiled.set(source, expression);
  return expression;
}

function compileAnew(source: string): RE2JS | undefined {
  try {
    const expression = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
    return expression.programSize() <= LARGEST_PROGRAM ? expression : undefined;
  } catch {
    return undefined; // not an expression: the schema says so
  }
}
