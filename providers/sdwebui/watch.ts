/**
 * Looks after a call that is still going on.
 *
 * @module
 */

import { z } from "zod";
import { callJson } from "../http.ts";
import { inlineImage } from "../inline_image.ts";
import type { CallContext, News } from "../provider.ts";

/** Progress is asked after this often at most. */
export const LOOK_EVERY_MS = 1_000;

/** Of the whole machine: it draws one thing at a time and does not say for whom. */
const Progress = z.object({ progress: z.number(), current_image: z.string().nullish() });

/** What is looked at. */
export interface WatchOptions {
  /** `…/sdapi/v1/progress` */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Pictures under way that are wanted. */
  readonly previews: number;
}

/**
 * Does the work, and reports meanwhile how far it is. The watching ends with the work, whichever way
 * that ends; that it goes wrong changes nothing. Without a `sleep` in the context nobody looks.
 */
export async function watched<T>(
  work: Promise<T>,
  options: WatchOptions,
  context: CallContext,
): Promise<T> {
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const watching = watch(options, { ...context, signal });
  try {
    return await work;
  } finally {
    over.abort();
    await watching;
  }
}

async function watch(options: WatchOptions, context: CallContext): Promise<void> {
  const { signal, sleep, report } = context;
  if (sleep === undefined) return;
  let shown = 0;
  for (;;) {
    await sleep(LOOK_EVERY_MS, signal);
    if (signal.aborted) return;
    const news = await look(options, { shown, context });
    if (news?.preview) shown++;
    if (news) report(news);
  }
}

/** Previews are spread evenly over the time, as far as the looks allow. */
async function look(
  { url, headers, previews }: WatchOptions,
  { shown, context }: { readonly shown: number; readonly context: CallContext },
): Promise<News | undefined> {
  const skip = shown >= previews;
  const answer = await callJson({
    url: `${url}?skip_current_image=${skip}`,
    headers,
    schema: Progress,
    phase: "poll",
  }, context);
  if (!answer.ok || context.signal.aborted) return undefined;
  const progress = Math.min(1, Math.max(0, answer.value.progress));
  const isDue = !skip && progress * (previews + 1) >= shown + 1;
  const preview = isDue ? inlineImage(answer.value.current_image ?? "") : undefined;
  return preview?.kind === "inline" ? { progress, preview: preview.image } : { progress };
}
