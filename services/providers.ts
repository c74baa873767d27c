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
import { createBedrock } from "../providers/bedrock.ts";
import { createBfl } from "../providers/bfl.ts";
import { createComfyui } from "../providers/comfyui.ts";
import { createDeepinfra } from "../providers/deepinfra.ts";
import { createDreamifly } from "../providers/dreamifly.ts";
import { createFal } from "../providers/fal.ts";
import { createFireworks } from "../providers/fireworks.ts";
import { createGemini } from "../providers/gemini.ts";
import { createOpenai } from "../providers/openai.ts";
import { createReplicate } from "../providers/replicate.ts";
import { createSdwebui } from "../providers/sdwebui.ts";
import { createStability } from "../providers/stability.ts";
import { createStudio } from "../providers/studio.ts";
import { createTogether } from "../providers/together.ts";
import { createVertex } from "../providers/vertex.ts";
import { createXai } from "../providers/xai.ts";
import type { Provider } from "../providers/provider.ts";

/** In the order in which they are tried for a model that several of them offer. */
export function configuredProviders(
  { studioLatencyMs, upstreams }: Config,
  raster: Raster,
): readonly Provider[] {
  const { openai, sdwebui, comfyui, replicate, fal, bfl } = upstreams;
  const { vertex, gemini, together, fireworks, stability, xai, deepinfra, bedrock } = upstreams;
  const { dreamifly, arting, aiimagetoimage, aiSdkDemo } = upstreams;
  return [
    createStudio({ raster, latencyMs: studioLatencyMs }),
    ...(openai ? [createOpenai(openai)] : []),
    ...(sdwebui ? [createSdwebui({ ...sdwebui, raster })] : []),
    ...(comfyui ? [createComfyui(comfyui)] : []),
    // Before the demo, which has the ids "replicate/…", "fireworks/…" and "vertex/…" too.
    ...(replicate ? [createReplicate(replicate)] : []),
    ...(fal ? [createFal(fal)] : []),
    ...(bfl ? [createBfl(bfl)] : []),
    ...(vertex ? [createVertex(vertex)] : []),
    ...(gemini ? [createGemini(gemini)] : []),
    ...(together ? [createTogether(together)] : []),
    ...(fireworks ? [createFireworks(fireworks)] : []),
    ...(stability ? [createStability(stability)] : []),
    ...(xai ? [createXai(xai)] : []),
    ...(deepinfra ? [createDeepinfra(deepinfra)] : []),
    ...(bedrock ? [createBedrock(bedrock)] : []),
    ...(dreamifly ? [createDreamifly(dreamifly)] : []),
    ...(arting ? [createArting(arting)] : []),
    ...(aiimagetoimage ? [createAiimagetoimage(aiimagetoimage)] : []),
    ...(aiSdkDemo ? [createAiSdkDemo(aiSdkDemo)] : []),
  ];
}
