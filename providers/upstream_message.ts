/**
 * The sentence in an upstream's error body, whichever of the usual shapes it has.
 *
 * @module
 */

import { z } from "zod";

/** Longest piece of an upstream's text that we pass on, in UTF-16 units. */
export const MAX_MESSAGE_LENGTH = 300;

const Said = z.string().transform(plain).pipe(z.string().min(1));

/** FastAPI's list of what does not validate; `loc` is the way to the field. */
const Invalid = z.array(z.object({
  loc: z.array(z.union([z.string(), z.number()])).nullish(),
  msg: Said,
})).min(1).transform(([first]) => {
  const field = first?.loc?.filter((part) => part !== "body").join(".");
  return field ? `${field}: ${first?.msg}` : first?.msg ?? "";
});

const Inner = z.union([Said, z.object({ message: Said }).transform(({ message }) => message)]);

const Body = z.union([
  z.object({ error: Inner }).transform(({ error }) => error),
  z.object({ detail: z.union([Inner, Invalid]) }).transform(({ detail }) => detail),
  z.object({ message: Said }).transform(({ message }) => message),
  z.object({ errors: z.array(Inner).min(1) }).transform(({ errors }) => errors[0] ?? ""),
  z.object({ error: z.object({ detail: Said }) }).transform(({ error }) => error.detail),
  z.object({ detail: z.object({ error: Said }) }).transform(({ detail }) => detail.error),
]);

/**
 * What an error body says, on one line and at most {@linkcode MAX_MESSAGE_LENGTH} long: OpenAI's
 * `{error: {message}}`, FastAPI's `{detail}` in both forms, `{error}`, `{message}`, `{errors}`.
 * Undefined for any other body.
 */
export function upstreamMessage(body: unknown): string | undefined {
  const parsed = Body.safeParse(body);
  return parsed.success ? shorten(parsed.data) : undefined;
}

/** Cuts a text to {@linkcode MAX_MESSAGE_LENGTH}. */
export function shorten(text: string): string {
  return text.length <= MAX_MESSAGE_LENGTH ? text : `${text.slice(0, MAX_MESSAGE_LENGTH - 1)}…`;
}

/** Control characters and line breaks have no place in a message of ours. */
function plain(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
