/**
 * Styles by name: words put before a prompt, which every model understands. The names are those
 * that clients of dreamifly know, in Chinese, and ours in English; beside them OpenAI's two.
 *
 * @module
 */

interface Style {
  readonly chinese: string;
  readonly english: string;
  /** Empty for the style that changes nothing. */
  readonly prefix: string;
}

const STYLES: readonly Style[] = [
  { chinese: "无", english: "none", prefix: "" },
  { chinese: "卡通", english: "cartoon", prefix: "cartoon style, " },
  { chinese: "动漫", english: "anime", prefix: "anime style, " },
  { chinese: "油画", english: "oil-painting", prefix: "oil painting style, " },
  { chinese: "线稿", english: "line-art", prefix: "line art style, " },
  { chinese: "矢量线条", english: "vector", prefix: "vector line style, " },
  { chinese: "街机像素", english: "pixel-art", prefix: "pixel art style, " },
  { chinese: "乐高积木", english: "lego", prefix: "lego style, " },
  { chinese: "Riso噪点插画", english: "risograph", prefix: "risograph style, " },
  { chinese: "现实风格", english: "realistic", prefix: "realistic style, " },
  { chinese: "布偶风格", english: "puppet", prefix: "puppet style, " },
  { chinese: "Emoji图标风格", english: "emoji", prefix: "emoji icon style, " },
];

const PREFIXES = new Map([
  ...STYLES.map(({ chinese, prefix }) => [key(chinese), prefix] as const),
  ...STYLES.map(({ english, prefix }) => [key(english), prefix] as const),
  // OpenAI's own, which are accepted but not offered.
  ["vivid", "vivid style, "] as const,
  ["natural", "natural style, "] as const,
]);

/** A style to choose. */
export interface StyleChoice {
  /** For the field `style`; empty for the one that changes nothing. */
  readonly value: string;
  readonly chinese: string;
  readonly english: string;
}

/** The styles, each once, as people choose among them. */
export function styleChoices(): StyleChoice[] {
  return STYLES.map(({ chinese, english, prefix }) => ({
    value: prefix === "" ? "" : english,
    chinese,
    english: `${english.slice(0, 1).toUpperCase()}${english.slice(1).replaceAll("-", " ")}`,
  }));
}

/** The names to choose from: the twelve in Chinese, as their clients show them, then in English. */
export function styleNames(): readonly string[] {
  return [...STYLES.map(({ chinese }) => chinese), ...STYLES.map(({ english }) => english)];
}

/** The twelve by their English names, with the words that each puts before a prompt. */
export function listStyles(): readonly { readonly name: string; readonly prefix: string }[] {
  return STYLES.map(({ english, prefix }) => ({ name: english, prefix }));
}

/**
 * The words that a style puts before a prompt, `""` for none of them; undefined for a style that
 * is not known. Case, spaces and underscores do not matter.
 *
 * @example
 * ```ts
 * import { stylePrefix } from "./styles.ts";
 *
 * stylePrefix("Oil painting"); // "oil painting style, "
 * ```
 */
export function stylePrefix(style: string): string | undefined {
  return PREFIXES.get(key(style));
}

/**
 * The prompt in a style, for a model that knows no styles of its own. A style that is not known
 * leaves the prompt as it is.
 *
 * @example
 * ```ts
 * import { applyStyle } from "./styles.ts";
 *
 * applyStyle("a lighthouse", "油画"); // "oil painting style, a lighthouse"
 * ```
 */
export function applyStyle(prompt: string, style: string): string {
  return `${stylePrefix(style) ?? ""}${prompt}`;
}

function key(name: string): string {
  return name.trim().toLowerCase().replace(/[\s_]+/g, "-");
}
