/**
 * The endpoints that make pictures: accept the request as a job, then wait for it or stream it.
 *
 * @module
 */

import type { Job } from "../jobs/job.ts";
import type { App, AppContext, Services } from "./context.ts";
import { answerFailure } from "./errors.ts";
import { answerEvents } from "./event_stream.ts";
import { fatalFailure, imagesResponse } from "./image_answer.ts";
import { type ImageEndpoint, type ImageOrder, readImageOrder } from "./image_order.ts";
import { imageEvents } from "./image_stream.ts";
import { costOf } from "./cost.ts";
import { waitOrHandOver } from "./hand_over.ts";
import { answerPlan, forgetUnstored, isDryRun, placeOrder } from "./place_order.ts";
import { publicUrl } from "./public_url.ts";
import { EditBody, GenerationBody, VariationBody } from "./schemas/image_request.ts";
import { setWarnings } from "./warnings.ts";

/** See OpenAI's reference for each path. */
export const IMAGE_ENDPOINTS: readonly ImageEndpoint[] = [
  {
    path: "/v1/images/generations",
    operation: "generate",
    schema: GenerationBody,
    takesForms: false,
    events: "image_generation",
  },
  {
    path: "/v1/images/edits",
    operation: "edit",
    schema: EditBody,
    takesForms: true,
    events: "image_edit",
  },
  {
    path: "/v1/images/variations",
    operation: "variation",
    schema: VariationBody,
    takesForms: true,
    events: "image_edit",
  },
];

/** Adds `POST /v1/images/generations`, `/edits` and `/variations`. */
export function addImageRoutes(app: App, services: Services): void {
  for (const endpoint of IMAGE_ENDPOINTS) {
    app.post(endpoint.path, async function makeImages(c) {
      const asked = await readImageOrder(c, services, endpoint);
      if (isDryRun(c)) return await answerPlan(c, services, asked.order);
      const job = await placeOrder(c, services, asked.order);
      if (!asked.stream) return await answerWhenDone(c, services, { job, asked });
      setWarnings(c, job.warnings);
      const { safetyIdentifier } = asked;
      const produce = imageEvents(services, job, { events: endpoint.events, safetyIdentifier });
      return answerEvents(c, services, async (send, signal) => {
        await produce(send, signal);
        if (!signal.aborted) await forgetUnstored(services, job);
      });
    });
  }
}

interface Waiting {
  readonly job: Job;
  readonly asked: ImageOrder;
}

async function answerWhenDone(
  c: AppContext,
  services: Services,
  { job, asked }: Waiting,
): Promise<Response> {
  const { config, blobs } = services;
  const awaited = await waitOrHandOver(c, services, job);
  if (awaited.kind === "later") return awaited.answer;
  const ended = awaited.job;
  setWarnings(c, ended.warnings);
  const fatal = fatalFailure(ended);
  if (fatal !== undefined) return answerFailure(c, fatal);
  const body = await imagesResponse(ended, {
    responseField: asked.responseField,
    base: publicUrl(config, c.req.raw),
    blobs,
    safetyIdentifier: asked.safetyIdentifier,
    costUsd: costOf(c, ended),
  });
  if (asked.responseField === "b64_json") await forgetUnstored(services, ended);
  return c.body(body, 200, { "content-type": "application/json" });
}
