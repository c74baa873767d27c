/// <reference lib="deno.worker" />
/**
 * The worker's side of the raster: takes jobs one at a time, posts an answer to each.
 *
 * @module
 */

import type { RasterAnswer, RasterJob } from "./raster_job.ts";
import { render } from "./raster_render.ts";
import { BadSourceError } from "./raster_source.ts";

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = async (message: MessageEvent<RasterJob>) => {
  const answer = await answerTo(message.data);
  self.postMessage(answer, answer.kind === "image" ? [answer.image.bytes.buffer] : []);
};

async function answerTo(job: RasterJob): Promise<RasterAnswer> {
  try {
    return { kind: "image", image: await render(job) };
  } catch (error) {
    if (error instanceof BadSourceError) return { kind: "bad_source", message: error.message };
    return { kind: "bug", message: String(error) };
  }
}
