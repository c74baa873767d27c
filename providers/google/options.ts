/**
 * Our request in the words of the AI SDK, for Gemini's image models. Pure.
 *
 * @module
 */

import { type SdkModel, shapeFor } from "../ai_sdk/model.ts";
import { commonOptions, type OwnOptions, type SdkOptions } from "../ai_sdk/options.ts";
import type { UpstreamRequest } from "../provider.ts";

/** Seeds are signed there. */
const SEEDS = 2 ** 31;

/** The options of one call; `namespace` is where the library looks for those of its own. */
export function geminiOptions(
  request: UpstreamRequest,
  { model, namespace }: { readonly model: SdkModel; readonly namespace: string },
): SdkOptions {
  const shape = shapeFor(request.size, model);
  const imageConfig: OwnOptions = shape.kind === "ratio" ? { imageSize: shape.scale } : {};
  return {
    ...commonOptions(request, model),
    n: 1,
    seed: request.seed % SEEDS,
    providerOptions: { [namespace]: { imageConfig } },
  };
}
