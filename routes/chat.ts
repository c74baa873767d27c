/**
 * Pictures for chat clients: accept the request as a job, then wait for it or stream it.
 *
 * @module
 */

import { type Job, jobImages } from "../jobs/job.ts";
import { encodeParts, type TextPart } from "./base64_text.ts";
import {
  completion,
  completionId,
  missingLine,
  refusalMessage,
  withImages,
} from "./chat/answer.ts";
import { markdownPicture } from "./chat/markdown.ts";
import { type ChatRequest, readChatRequest } from "./chat/request.ts";
import { chatEvents, wordEvents } from "./chat/stream.ts";
import type { App, AppContext, Services } from "./context.ts";
import { answerFailure } from "./errors.ts";
import { answerEvents } from "./event_stream.ts";
import { waitOrHandOver } from "./hand_over.ts";
import { fatalFailure, unixSeconds } from "./image_answer.ts";
import { answerPlan, isDryRun, placeOrder } from "./place_order.ts";
import { fileUrl, publicUrl } from "./public_url.ts";
import { setWarnings } from "./warnings.ts";

/** Adds `POST /v1/chat/completions`. */
export function addChatRoutes(app: App, services: Services): void {
  app.post("/v1/chat/completions", async function answerChat(c) {
    const asked = await readChatRequest(c, services);
    const { wanted } = asked;
    if (wanted.kind === "words") return answerWords(c, services, { asked, words: wanted.words });
    if (isDryRun(c)) return await answerPlan(c, services, wanted.order);
    const job = await placeOrder(c, services, wanted.order);
    if (!asked.stream) return await answerWhenDone(c, services, { job, asked });
    setWarnings(c, job.warnings);
    const { carry, includeUsage } = asked;
    const base = publicUrl(services.config, c.req.raw);
    const options = { head: headOf(job, asked), carry, base, includeUsage };
    return answerEvents(c, services, chatEvents(services, job, options));
  });
}

interface Words {
  readonly asked: ChatRequest;
  readonly words: string;
}

function answerWords(c: AppContext, services: Services, { asked, words }: Words): Response {
  const { runtime } = services;
  const { model, stream, includeUsage } = asked;
  const head = { id: completionId(runtime.uuid()), created: unixSeconds(runtime.now()), model };
  if (stream) return answerEvents(c, services, wordEvents(words, { head, includeUsage }));
  return c.json(completion(head, { content: words, refusal: null }));
}

interface Waiting {
  readonly job: Job;
  readonly asked: ChatRequest;
}

async function answerWhenDone(
  c: AppContext,
  services: Services,
  { job, asked }: Waiting,
): Promise<Response> {
  const awaited = await waitOrHandOver(c, services, job);
  if (awaited.kind === "later") return awaited.answer;
  const ended = awaited.job;
  setWarnings(c, ended.warnings);
  const fatal = fatalFailure(ended);
  if (fatal?.kind === "content_policy") {
    return c.json(completion(headOf(job, asked), refusalMessage(fatal), "content_filter"));
  }
  if (fatal !== undefined) return answerFailure(c, fatal);
  const base = publicUrl(services.config, c.req.raw);
  const body = await pictureAnswer(ended, asked, { base, blobs: services.blobs });
  return c.body(encodeParts(body), 200, { "content-type": "application/json" });
}

interface Carrying {
  readonly base: string;
  readonly blobs: Services["blobs"];
}

async function pictureAnswer(
  job: Job,
  asked: ChatRequest,
  { base, blobs }: Carrying,
): Promise<TextPart[]> {
  const images = jobImages(job);
  const missing = missingLine(job);
  const head = headOf(job, asked);
  if (asked.carry === "images") {
    const answer = completion(head, { content: missing ?? "", refusal: null });
    return await withImages(answer, images, blobs);
  }
  const links = images.map((image) => markdownPicture(job.request.prompt, fileUrl(base, image)));
  const content = [...links, ...(missing === undefined ? [] : [missing])].join("\n\n");
  return [{ text: JSON.stringify(completion(head, { content, refusal: null })) }];
}

function headOf({ id, createdAt }: Job, { model }: ChatRequest) {
  return { id: completionId(id), created: unixSeconds(createdAt), model };
}
