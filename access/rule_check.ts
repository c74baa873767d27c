/**
 * Holds what prompts say against rules.
 *
 * @module
 */

import type { ContentRule, ContentRules, RuleAction, RulePlace } from "./content_rules.ts";
import { expression, LARGEST_PROGRAM } from "./expressions.ts";

/** What a rule found. */
export interface Finding {
  /** The rule's name. */
  readonly rule: string;
  readonly action: RuleAction;
  readonly place: RulePlace;
}

/** The texts of a request. */
export type Texts = Readonly<Partial<Record<RulePlace, string | undefined>>>;

/** Characters of a text that are looked at, from its beginning and from its end. */
const LOOKED_AT = 32_000;

/** What the rules find, in their order, each at most once. */
export async function findIn(texts: Texts, rules: ContentRules): Promise<Finding[]> {
  const normal = {
    prompt: normalise(texts.prompt ?? ""),
    negative_prompt: normalise(texts.negative_prompt ?? ""),
  };
  const found: Finding[] = [];
  for (const rule of rules) {
    const place = await placeOf(rule, normal);
    if (place !== undefined) found.push({ rule: rule.name, action: rule.action, place });
  }
  return found;
}

/** An expression among the rules that cannot be used, and what would be right; undefined: all can. */
export async function problemIn(rules: ContentRules): Promise<string | undefined> {
  for (const { name, patterns } of rules) {
    for (const source of patterns) {
      if (await expression(source) !== undefined) continue;
      return `the rule "${name}" has the pattern ${JSON.stringify(source)}: use a regular ` +
        "expression of RE2 (no look-around, no back-references) of at most " +
        `${LARGEST_PROGRAM} instructions`;
    }
  }
  return undefined;
}

async function placeOf(
  rule: ContentRule,
  texts: Readonly<Record<RulePlace, string>>,
): Promise<RulePlace | undefined> {
  for (const place of rule.in) {
    const text = texts[place];
    if (text !== "" && await speaksOf(rule, text)) return place;
  }
  return undefined;
}

async function speaksOf({ words, patterns }: ContentRule, text: string): Promise<boolean> {
  if (words.some((word) => hasWord(text, normalise(word)))) return true;
  for (const source of patterns) {
    if ((await expression(source))?.test(text)) return true;
  }
  return false;
}

/** One spelling of what looks alike: width, case, invisible characters, spaces. */
function normalise(text: string): string {
  return bounded(text).normalize("NFKC").toLowerCase()
    .replace(/\p{Cf}/gu, "").replace(/\s+/gu, " ").trim();
}

/** More than any model reads. */
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
    const [before, after] = [text.charAt(at - 1), text.charAt(at + word.length)];
    if (!LETTER.test(before) && !LETTER.test(after)) return true;
  }
  return false;
}
