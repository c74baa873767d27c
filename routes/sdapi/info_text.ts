/**
 * The text by which pictures tell how they were made, written and read as A1111 does: the prompt,
 * `Negative prompt: …`, and a last line of `Key: value` pairs. Pure.
 *
 * @module
 */

/** What a picture was made with. */
export interface Recipe {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** In the order of the last line; undefined values are left out. */
  readonly pairs: readonly (readonly [key: string, value: string | number | undefined])[];
}

/** A last line with fewer pairs is part of a prompt. */
const LEAST_PAIRS = 3;

const NEGATIVE = "Negative prompt:";

const PAIR = /\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)/g;

/**
 * Writes the text.
 *
 * @example
 * ```ts
 * import { writeInfoText } from "./info_text.ts";
 *
 * writeInfoText({ prompt: "a pear", negativePrompt: "fog", pairs: [["Steps", 20], ["Seed", 1]] });
 * // "a pear\nNegative prompt: fog\nSteps: 20, Seed: 1"
 * ```
 */
export function writeInfoText({ prompt, negativePrompt, pairs }: Recipe): string {
  const last = pairs.filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${quote(String(value))}`).join(", ");
  const negative = negativePrompt === "" ? [] : [`${NEGATIVE} ${negativePrompt}`];
  return [prompt, ...negative, last].join("\n");
}

/**
 * Reads a text into A1111's own keys: `Prompt`, `Negative prompt`, the pairs, and sizes as `Size-1`
 * and `Size-2`. Nothing is read from an empty text.
 */
export function readInfoText(text: string): Record<string, string> {
  if (text.trim() === "") return {};
  const lines = text.trim().split("\n");
  const pairs = [...(lines.at(-1) ?? "").matchAll(PAIR)];
  const hasPairs = pairs.length >= LEAST_PAIRS;
  const prompts = (hasPairs ? lines.slice(0, -1) : lines).map((line) => line.trim());
  const at = prompts.findIndex((line) => line.startsWith(NEGATIVE));
  const [before, after] = at < 0 ? [prompts, []] : [prompts.slice(0, at), prompts.slice(at)];
  return {
    "Prompt": before.join("\n"),
    "Negative prompt": after.join("\n").slice(NEGATIVE.length).trim(),
    ...Object.fromEntries(
      (hasPairs ? pairs : []).flatMap(([, key = "", value = ""]) => readPair(key, unquote(value))),
    ),
  };
}

function readPair(key: string, value: string): [string, string][] {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(value) ?? [];
  if (width === undefined || height === undefined) return [[key, value]];
  return [[`${key}-1`, width], [`${key}-2`, height]];
}

/** What would end a value early, or be taken for a key. */
function quote(value: string): string {
  return /[,:\n]/.test(value) ? JSON.stringify(value) : value;
}

function unquote(value: string): string {
  if (!/^".*"$/.test(value)) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value; // quotation marks of the value itself
  }
}
