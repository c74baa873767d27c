/**
 * Takes what a caller wrote out of what an upstream said: refusals like to quote it, and the log is
 * read by more people than a job is. Pure.
 *
 * @module
 */

import type { Json } from "../failure.ts";
import type { Job } from "./job.ts";

/** What stands in its place. */
const HIDDEN = "[prompt]";

/** By so much of its beginning a quotation is recognised, wherever it is cut. */
const MARK_CHARACTERS = 24;

/** Shorter texts are ordinary words, and would be cut out of ordinary sentences. */
const MIN_CHARACTERS = 4;

/** A text of the job's request. */
interface Text {
  readonly text: string;
  /** The record has only its beginning. */
  readonly isCut: boolean;
}

/** The same without the prompts of a job, in every text within. */
export function hideTexts(said: Json, { request, textsBlobId }: Job): Json {
  const texts = [request.prompt, request.negativePrompt ?? ""]
    .map((text) => ({ text: onOneLine(text), isCut: textsBlobId !== undefined }))
    .filter(({ text }) => text.length >= MIN_CHARACTERS);
  return texts.reduce(hideWithin, said);
}

function hideWithin(said: Json, text: Text): Json {
  if (typeof said === "string") return hide(said, text);
  if (Array.isArray(said)) return said.map((item) => hideWithin(item, text));
  if (typeof said !== "object" || said === null) return said;
  return Object.fromEntries(
    Object.entries(said).map(([name, value]) => [name, hideWithin(value, text)]),
  );
}

function hide(said: string, { text, isCut }: Text): string {
  const line = onOneLine(said);
  const mark = text.slice(0, MARK_CHARACTERS);
  let left = "";
  let done = 0;
  for (let at = line.indexOf(mark); at >= 0; at = line.indexOf(mark, done)) {
    const length = commonLength(line.slice(at), text);
    left += line.slice(done, at) + HIDDEN;
    done = isCut && length === text.length ? line.length : at + length;
  }
  return done === 0 ? said : left + line.slice(done);
}

function commonLength(said: string, text: string): number {
  let length = 0;
  while (length < text.length && said[length] === text[length]) length++;
  return length;
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
