/**
 * The providers that the configuration switches on.
 *
 * @module
 */

import type { Config } from "../config.ts";
import type { Raster } from "../images/raster.ts";
import { createAiSdkDemo } from "../providers/ai_sdk_demo.ts";
import { createAiimagetoimage } from "../providers/aiimagetoimage.ts";
import { createArting } from "../providers/arting.ts";
import { createBfl } from "../providers/bfl.ts";
import { createComfyui } from "../providers/comfyui.ts";
import { createDreamifly } from "../providers/dreamifly.ts";
import { createFal } from "../providers/fal.ts";
import { createOpenai } from "../providers/openai.ts";
import { createReplicate } from "../providers/replicate.ts";
import { createSdwebui } from "../providers/sdwebui.ts";
import { createStudio } from "../providers/studio.ts";
import type { Provider } from "../providers/provider.ts";

/** In the order in which they are tried for a model that several of them offer. */
export function configuredProviders(
  { studioLatencyMs, upstreams }: Config,
  raster: Raster,
): readonly Provider[] {
  const { openai, sdwebui, comfyui, replicate, fal, bfl } = upstreams;
  const { dreamifly, arting, aiimagetoimage, aiSdkDemo } = upstreams;
  return [
    createStudio({ raster, latencyMs: studioLatencyMs }),
    ...(openai ? [createOpenai(openai)] : []),
    ...(sdwebui ? [createSdwebui({ ...sdwebui, raster })] : []),
    ...(comfyui ? [createComfyui(comfyui)] : []),
    // Before the demo, which has the ids "replicate/…" too: both are routes of those.
    ...(replicate ? [createReplicate(replicate)] : []),
    ...(fal ? [createFal(fal)] : []),
    ...(bfl ? [createBfl(bfl)] : []),
    ...(dreamifly ? [createDreamifly(dreamifly)] : []),
    ...(arting ? [createArting(arting)] : []),
    ...(aiimagetoimage ? [createAiimagetoimage(aiimagetoimage)] : []),
    ...(aiSdkDemo ? [createAiSdkDemo(aiSdkDemo)] : []),
  ];
}
