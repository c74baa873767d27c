/**
 * From a task of a job to one upstream call: the bytes, the size that the model makes, the style as
 * words where the model knows none.
 *
 * @module
 */

import type { Raster } from "../images/raster.ts";
import type { EncodedImage, StoredImage } from "../images/request.ts";
import type { UpstreamRequest } from "../providers/provider.ts";
import type { RouteChoice } from "../providers/registry.ts";
import { applyStyle } from "../providers/styles.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Job, Task } from "./job.ts";
import { targetSize } from "./target_size.ts";

/** What it takes. */
export interface RequestServices {
  readonly blobs: Blobs;
  readonly raster: Raster;
}

/**
 * What a provider is asked for. The job must have its full texts.
 *
 * @param signal rejects the rest of the work with its reason
 */
export async function upstreamRequest(
  job: Job,
  task: Task,
  { route: { model, card }, signal, blobs, raster }:
    & RequestServices
    & { readonly route: RouteChoice; readonly signal: AbortSignal },
): Promise<UpstreamRequest> {
  const { inputTypes } = card.capabilities;
  const { n: _n, model: _model, inputs, mask, seed: _seed, size: _size, ...rest } = job.request;
  const bytesOf = async (image: StoredImage): Promise<EncodedImage> => {
    const bytes = await blobs.read(image.blobId);
    if (!bytes) throw new Error(`Input image ${image.blobId} is gone before its job is`);
    if (inputTypes?.includes(image.mediaType) ?? true) return { bytes, mediaType: image.mediaType };
    const source = { kind: "encoded", bytes } as const;
    const png = await raster.run({ source, output: { format: "png" } }, { signal });
    return { bytes: png.bytes, mediaType: "image/png" };
  };
  const masked = mask ? { mask: await bytesOf(mask) } : {};
  const { style, prompt } = rest;
  const styled = style !== undefined && !card.capabilities.honours.includes("style");
  return {
    ...rest,
    prompt: styled ? applyStyle(prompt, style) : prompt,
    model,
    n: task.n,
    seed: task.seed,
    size: targetSize(job.request, card.capabilities.sizes).size,
    inputs: await Promise.all(inputs.map(bytesOf)),
    ...masked,
  };
}
