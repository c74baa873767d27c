/**
 * Rules about what prompts say: words, and regular expressions. Their shape; `rule_check.ts` holds
 * texts against them.
 *
 * @module
 */

import { z } from "zod";

/** Most rules of one key, or for all. */
const MOST_RULES = 50;

/** Most words, and expressions, of a rule. */
const MOST_WORDS = 500;
const MOST_PATTERNS = 20;

/** Longest word or expression. */
const LONGEST = 500;

/** What becomes of a request that a rule speaks of. */
export const RULE_ACTIONS = ["log", "warn", "block"] as const;
/** See {@linkcode RULE_ACTIONS}. */
export type RuleAction = (typeof RULE_ACTIONS)[number];

/** Where a rule looks. */
export const RULE_PLACES = ["prompt", "negative_prompt"] as const;
/** See {@linkcode RULE_PLACES}. */
export type RulePlace = (typeof RULE_PLACES)[number];

/** One rule. */
export const ContentRule = z.strictObject({
  name: z.string().min(1).max(100).meta({
    description: "Named in refusals, warnings and the log.",
  }),
  action: z.enum(RULE_ACTIONS, { error: "use log, warn or block" }).default("block"),
  in: z.array(z.enum(RULE_PLACES, { error: "use prompt or negative_prompt" })).min(1)
    .default([...RULE_PLACES]).meta({ description: "Where it looks." }),
  words: z.array(z.string().regex(/\S/).max(LONGEST)).max(MOST_WORDS).default([]).meta({
    description: "Words and phrases; case, width and spacing make no difference. Where a script " +
      "puts spaces between words, whole words are meant.",
  }),
  patterns: z.array(z.string().min(1).max(LONGEST)).max(MOST_PATTERNS).default([]).meta({
    description:
      "Regular expressions of RE2, without look-around and back-references; case makes " +
      "no difference.",
  }),
}).refine(({ words, patterns }) => words.length + patterns.length > 0, {
  error: "use at least one of words and patterns",
}).meta({ id: "ContentRule", description: "What prompts must not say, or may not unnoticed." });
/** See {@linkcode ContentRule}. */
export type ContentRule = z.infer<typeof ContentRule>;

/** The rules of a key, or those for all. */
export const ContentRules = z.array(ContentRule).max(MOST_RULES);
/** See {@linkcode ContentRules}. */
export type ContentRules = z.infer<typeof ContentRules>;
