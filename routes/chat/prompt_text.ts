/**
 * From what stands in a chat message to the words that are to be drawn. Pure.
 *
 * @module
 */

import { withoutMarkdownPictures } from "./markdown.ts";

/** Names of the elements in which clients keep what a model thought. */
const THOUGHTS = ["think", "thinking", "reasoning"] as const;

/** Clients show reasoning as quotes, and send it back as such. */
const QUOTE = /^\s*>\s?/;

/**
 * A message's text without pictures, thoughts and quoted lines. A message of nothing but quotes
 * keeps their words: somebody wants something drawn.
 *
 * @example
 * ```ts
 * import { promptText } from "./prompt_text.ts";
 *
 * promptText("> Drawing: 40 %\n\n![a](https://a.example/1.png)\nmake it blue"); // "make it blue"
 * ```
 */
export function promptText(text: string): string {
  const spoken = THOUGHTS.reduce(withoutElement, withoutMarkdownPictures(text));
  const lines = spoken.split(/\r?\n/);
  const own = joined(lines.filter((line) => !QUOTE.test(line)));
  return own === "" ? joined(lines.map((line) => line.replace(QUOTE, ""))) : own;
}

function joined(lines: readonly string[]): string {
  return lines.join("\n").replace(/\n{3,}/g, "\n\n").trim();
}

/** Only what is closed is taken out: a lone tag is a word like others. */
function withoutElement(text: string, name: string): string {
  const [open, close] = [`<${name}>`, `</${name}>`];
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start < 0 ? -1 : text.indexOf(close, start);
    if (end < 0) return kept.join("") + text.slice(at);
    kept.push(text.slice(at, start));
    at = end + close.length;
  }
}
