/**
 * Pictures as OpenRouter's image API gives them: one path for new pictures and for changed ones,
 * always base64.
 *
 * @module
 */

import { type Job, jobImages } from "../jobs/job.ts";
import { encodeParts, jsonWithBase64, type TextPart } from "./base64_text.ts";
import { NO_TOKENS } from "./chat/answer.ts";
import type { App, AppContext, Services } from "./context.ts";
import { answerFailure, errorBody } from "./errors.ts";
import {
  answerEvents,
  commentRecord,
  dataRecord,
  DONE_RECORD,
  type Produce,
} from "./event_stream.ts";
import { waitOrHandOver } from "./hand_over.ts";
import { fatalFailure, readBase64, unixSeconds } from "./image_answer.ts";
import { type ImageEndpoint, readImageOrder } from "./image_order.ts";
import { interrupted, newPictures, type Picture } from "./image_stream.ts";
import { answerPlan, forgetUnstored, isDryRun, placeOrder } from "./place_order.ts";
import { GenerationBody } from "./schemas/image_request.ts";
import type {
  OpenrouterCompletedEvent,
  OpenrouterImages,
  OpenrouterPartialEvent,
} from "./schemas/openrouter_image.ts";
import { setWarnings } from "./warnings.ts";

type OpenrouterItem = OpenrouterImages["data"][number];

const ENDPOINT: ImageEndpoint = {
  path: "/v1/images",
  operation: "generate",
  schema: GenerationBody,
  takesForms: false,
  events: "image_generation",
};

/** Adds `POST /v1/images`. */
export function addOpenrouterImageRoute(app: App, services: Services): void {
  app.post(ENDPOINT.path, async function makeOpenrouterImages(c) {
    const { order, stream } = await readImageOrder(c, services, ENDPOINT);
    if (isDryRun(c)) return await answerPlan(c, services, order);
    const job = await placeOrder(c, services, order);
    if (!stream) return await answerWhenDone(c, services, job);
    setWarnings(c, job.warnings);
    return answerEvents(c, services, openrouterEvents(services, job));
  });
}

async function answerWhenDone(c: AppContext, services: Services, job: Job): Promise<Response> {
  const { blobs } = services;
  const awaited = await waitOrHandOver(c, services, job);
  if (awaited.kind === "later") return awaited.answer;
  const ended = awaited.job;
  setWarnings(c, ended.warnings);
  const fatal = fatalFailure(ended);
  if (fatal !== undefined) return answerFailure(c, fatal);
  const body = encodeParts(await wholeAnswer(ended, blobs));
  await forgetUnstored(services, ended);
  return c.body(body, 200, { "content-type": "application/json" });
}

async function wholeAnswer(job: Job, blobs: Services["blobs"]): Promise<TextPart[]> {
  const head = {
    created: unixSeconds(job.createdAt),
    usage: NO_TOKENS,
  } satisfies Omit<OpenrouterImages, "data">;
  const items = await Promise.all(
    jobImages(job).map(async (image) => {
      const fields: Omit<OpenrouterItem, "b64_json"> = { media_type: image.mediaType };
      return jsonWithBase64(fields, await readBase64(blobs, image));
    }),
  );
  return [
    { text: `${JSON.stringify(head).slice(0, -1)},"data":[` },
    ...items.flatMap((item, index) => index === 0 ? item : [{ text: "," }, ...item]),
    { text: "]}" },
  ];
}

/** Events have no names here, errors among them, and the stream says where it ends. */
function openrouterEvents({ engine, blobs }: Services, started: Job): Produce {
  return async function produceOpenrouterEvents(send, signal) {
    let told: Job | undefined;
    send(commentRecord("ping")); // as `imageEvents` does
    for await (const job of engine.watch(started.id, signal)) {
      for (const picture of newPictures(told, job)) {
        const base64 = await readBase64(blobs, picture.image);
        send(dataRecord(jsonWithBase64(aboutPicture(picture, job), base64)));
      }
      told = job;
    }
    const last = told ?? started;
    const fatal = last.endedAt === undefined ? interrupted(last) : fatalFailure(last);
    if (fatal !== undefined) {
      send(dataRecord([{ text: JSON.stringify({ type: "error", ...errorBody(fatal) }) }]));
    }
    for (const warning of last.warnings.slice(started.warnings.length)) {
      send(commentRecord(`warning: ${warning}`));
    }
    send(DONE_RECORD);
  };
}

function aboutPicture(
  picture: Picture,
  { createdAt }: Job,
): Omit<OpenrouterPartialEvent, "b64_json"> | Omit<OpenrouterCompletedEvent, "b64_json"> {
  if (picture.kind === "partial") {
    return { type: "image_generation.partial_image", partial_image_index: picture.index };
  }
  return {
    type: "image_generation.completed",
    media_type: picture.image.mediaType,
    created: unixSeconds(createdAt),
    usage: NO_TOKENS,
  };
}
