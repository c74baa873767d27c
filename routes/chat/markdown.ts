/**
 * Markdown pictures in a text: finding them, and writing them. Reading takes one pass, because chat
 * histories hold data URLs of many megabytes. Pure.
 *
 * @module
 */

/** One `![alt](url)`, by the places of its first character and the one after its last. */
export interface MarkdownPicture {
  readonly start: number;
  readonly end: number;
  readonly url: string;
}

/** Most characters of an alternative text that is written. */
const MAX_ALT = 60;

/** Characters that could end the brackets, or mean something inside them. */
const MARKUP = /[\\`*_{}[\]()<>#|~!"&\p{Cc}\p{Cf}]+/gu;

/**
 * All pictures of a text whose addresses can be read (http, https and data URLs), in order.
 *
 * @example
 * ```ts
 * import { findMarkdownPictures } from "./markdown.ts";
 *
 * findMarkdownPictures('see ![a cat](https://a.example/1.png "title")');
 * // [{ start: 4, end: 45, url: "https://a.example/1.png" }]
 * ```
 */
export function findMarkdownPictures(text: string): MarkdownPicture[] {
  const found: MarkdownPicture[] = [];
  let close = -1;
  for (let at = text.indexOf("!["); at >= 0; at = text.indexOf("![", at + 2)) {
    if (close < at) close = text.indexOf("](", at);
    if (close < 0) break;
    const inner = text.lastIndexOf("![", close);
    if (inner > at) at = inner;
    const end = text.indexOf(")", close);
    if (end < 0) break;
    const url = readTarget(text.slice(close + 2, end));
    if (url === undefined) continue;
    found.push({ start: at, end: end + 1, url });
    at = end - 1;
  }
  return found;
}

/** The text without its pictures. */
export function withoutMarkdownPictures(text: string): string {
  const pictures = findMarkdownPictures(text);
  const starts = [0, ...pictures.map(({ end }) => end)];
  return starts.map((start, index) => text.slice(start, pictures[index]?.start)).join("");
}

/** A picture with words of the prompt, which cannot break the markdown around them. */
export function markdownPicture(prompt: string, url: string): string {
  const words = prompt.slice(0, MAX_ALT * 4).replace(MARKUP, " ").replace(/\s+/g, " ").trim();
  const characters = Array.from(words);
  const alt = characters.length > MAX_ALT
    ? `${characters.slice(0, MAX_ALT).join("").trimEnd()}…`
    : words;
  return `![${alt || "picture"}](${url})`;
}

/** What stands between the round brackets: an address, perhaps in angle brackets, and a title. */
function readTarget(inside: string): string | undefined {
  const text = inside.trimStart().replace(/^</, "");
  // Looked at first: only what may be an address is worth reading to its end.
  if (!/^(https?:|data:image\/)/i.test(text.slice(0, 20))) return undefined;
  const end = text.search(/[\s>]/);
  return end < 0 ? text : text.slice(0, end);
}
