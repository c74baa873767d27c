/**
 * Asks a service that speaks OpenAI's Moderations API what it thinks of a prompt.
 *
 * @module
 */

import { z } from "zod";
import { readText } from "../providers/read_body.ts";
import type { Runtime } from "../runtime.ts";

/** Where it is asked. */
export interface ModerationSettings {
  /** Of the operation itself, such as `https://api.openai.com/v1/moderations`. */
  readonly url: string;
  readonly key?: string;
  readonly model?: string;
}

/** What it says. */
export type Verdict =
  | { readonly kind: "fine" }
  | { readonly kind: "flagged"; readonly categories: readonly string[] }
  /** It gave no answer that could be read. */
  | { readonly kind: "unknown"; readonly why: string };

/** Asks about a text. It never rejects. */
export type Moderate = (text: string) => Promise<Verdict>;

const Answer = z.object({
  results: z.array(z.object({
    flagged: z.boolean(),
    categories: z.record(z.string(), z.unknown()).default({}),
  })).min(1),
});

/** A caller waits for it. */
const LONGEST_MS = 10_000;

const MOST_BYTES = 256 * 1_024;

/** Creates it. */
export function createModeration(
  { url, key, model }: ModerationSettings,
  { fetch, sleep }: Pick<Runtime, "fetch" | "sleep">,
): Moderate {
  async function ask(text: string, signal: AbortSignal): Promise<Verdict> {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ input: text, ...(model === undefined ? {} : { model }) }),
      redirect: "error",
      signal,
    });
    const body = await readText(response, MOST_BYTES);
    if (!response.ok) return { kind: "unknown", why: `status ${response.status}` };
    return read(body ?? "");
  }

  return async function moderate(text) {
    const done = new AbortController();
    const late = new AbortController();
    const alarm = sleep(LONGEST_MS, done.signal).then(() => late.abort());
    try {
      return await ask(text, late.signal);
    } catch (error) {
      const why = late.signal.aborted && !done.signal.aborted ? "time-out" : String(error);
      return { kind: "unknown", why };
    } finally {
      done.abort();
      await alarm;
    }
  };
}

function read(body: string): Verdict {
  const parsed = Answer.safeParse(parse(body));
  if (!parsed.success) return { kind: "unknown", why: "an answer in another form" };
  const flagged = parsed.data.results.filter((result) => result.flagged);
  if (flagged.length === 0) return { kind: "fine" };
  const categories = flagged.flatMap(({ categories }) =>
    Object.entries(categories).filter(([, is]) => is === true).map(([name]) => name)
  );
  return { kind: "flagged", categories: [...new Set(categories)] };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // the schema says that it is nothing
  }
}
