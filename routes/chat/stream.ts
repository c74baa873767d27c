/**
 * A chat answer as it comes about: how far the pictures are, the pictures, the end.
 *
 * @module
 */

import type { Failure } from "../../failure.ts";
import { OVER } from "../../follow.ts";
import { type Job, jobImages } from "../../jobs/job.ts";
import type { Services } from "../context.ts";
import { errorBody } from "../errors.ts";
import { dataRecord, DONE_RECORD, type Produce, type Send } from "../event_stream.ts";
import { fatalFailure } from "../image_answer.ts";
import { interrupted, newPictures } from "../image_stream.ts";
import { fileUrl } from "../public_url.ts";
import type { ChatDelta } from "../schemas/chat_response.ts";
import {
  type AnswerHead,
  chunk,
  type Finish,
  missingLine,
  refusalMessage,
  usageChunk,
  withImages,
} from "./answer.ts";
import type { ChosenModel } from "./body.ts";
import { markdownPicture } from "./markdown.ts";
import { progressWords } from "./progress_words.ts";

/** How a stream speaks. */
export interface ChatStreamOptions {
  readonly head: AnswerHead;
  readonly carry: ChosenModel["carry"];
  /** Our address, for links. */
  readonly base: string;
  readonly includeUsage: boolean;
}

type StreamServices = Pick<Services, "engine" | "blobs" | "config" | "runtime">;

/** How often there may be something to tell; what is over sooner needs no words. */
const TELL_MS = 1_000;

/** Writes the pieces of an answer made of words. */
export function wordEvents(
  words: string,
  options: Pick<ChatStreamOptions, "head" | "includeUsage">,
): Produce {
  return (send) => {
    const speaker = createSpeaker(send, options);
    speaker.begin();
    speaker.say({ content: words });
    speaker.finish("stop");
    return Promise.resolve();
  };
}

/** Writes the pieces of an answer made of pictures, until their job has ended. */
export function chatEvents(
  services: StreamServices,
  started: Job,
  options: ChatStreamOptions,
): Produce {
  return async function produceChatEvents(send, signal) {
    const speaker = createSpeaker(send, options);
    speaker.begin();
    let newest = started;
    const progress = new AbortController();
    const telling = tellProgress(services, () => newest, { speaker, signal: progress.signal });
    let told: Job | undefined;
    try {
      for await (const job of services.engine.watch(started.id, signal)) {
        newest = job;
        const links = linksOf(told, job, options);
        // Clients take reasoning that comes after an answer for another answer.
        if (links.length > 0 || job.endedAt !== undefined) progress.abort(OVER);
        for (const content of links) speaker.say({ content });
        told = job;
      }
    } finally {
      progress.abort(OVER);
      await telling;
    }
    const settled = newest.endedAt !== undefined && jobImages(newest).length > 0;
    if (!settled && !signal.aborted) await services.engine.expectRepeat(newest);
    await sayEnd(speaker, newest, { ...options, blobs: services.blobs });
  };
}

/** Says things in a stream's own form. */
interface Speaker {
  begin(): void;
  say(delta: ChatDelta): void;
  /** Says the pictures themselves, all at once: SDKs keep only the last such piece. */
  show(job: Job, blobs: Services["blobs"]): Promise<void>;
  finish(reason: Finish): void;
  fail(failure: Failure): void;
}

function createSpeaker(
  send: Send,
  { head, includeUsage }: Pick<ChatStreamOptions, "head" | "includeUsage">,
): Speaker {
  const options = { nullUsage: includeUsage };
  const write = (value: object) => send(dataRecord([{ text: JSON.stringify(value) }]));
  return {
    begin: () => write(chunk(head, { role: "assistant", content: "", refusal: null }, options)),
    say: (delta) => write(chunk(head, delta, options)),

    async show(job, blobs) {
      const empty = chunk(head, { content: missingLine(job) ?? "" }, options);
      send(dataRecord(await withImages(empty, jobImages(job), blobs)));
    },

    finish(reason) {
      write(chunk(head, {}, { ...options, finish: reason }));
      if (includeUsage) write(usageChunk(head));
      send(DONE_RECORD);
    },

    fail(failure) {
      write(errorBody(failure));
      send(DONE_RECORD);
    },
  };
}

interface Telling {
  readonly speaker: Speaker;
  /** Aborts when there is nothing more to tell. */
  readonly signal: AbortSignal;
}

async function tellProgress(
  { config, runtime }: StreamServices,
  newest: () => Job,
  { speaker, signal }: Telling,
): Promise<void> {
  if (!config.chatProgress) return;
  let told = "";
  for (;;) {
    await runtime.sleep(TELL_MS, signal);
    if (signal.aborted) return;
    const { news, text } = progressWords(newest(), runtime.now());
    if (news !== told) speaker.say({ reasoning_content: text });
    told = news;
  }
}

/** Links to the pictures that have come since, with a blank line between any two of the answer. */
function linksOf(told: Job | undefined, job: Job, { carry, base }: ChatStreamOptions): string[] {
  if (carry === "images") return [];
  const shown = told === undefined ? 0 : jobImages(told).length;
  const pictures = newPictures(told, job).filter(({ kind }) => kind === "completed");
  return pictures.map(({ image }, index) => {
    const link = markdownPicture(job.request.prompt, fileUrl(base, image));
    return shown + index === 0 ? link : `\n\n${link}`;
  });
}

interface Ending extends ChatStreamOptions {
  readonly blobs: Services["blobs"];
}

async function sayEnd(speaker: Speaker, job: Job, { carry, blobs }: Ending): Promise<void> {
  if (job.endedAt === undefined) return speaker.fail(interrupted(job));
  const fatal = fatalFailure(job);
  if (fatal?.kind === "content_policy") {
    speaker.say(refusalMessage(fatal));
    return speaker.finish("content_filter");
  }
  if (fatal !== undefined) return speaker.fail(fatal);
  if (carry === "images") await speaker.show(job, blobs);
  else sayMissing(speaker, job);
  speaker.finish("stop");
}

function sayMissing(speaker: Speaker, job: Job): void {
  const missing = missingLine(job);
  if (missing !== undefined) speaker.say({ content: `\n\n${missing}` });
}
