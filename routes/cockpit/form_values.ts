/**
 * From a request to the fields of the studio's form that ask for the same. Pure.
 *
 * @module
 */

import type { ImageRequest } from "../../images/request.ts";
import { WIRE_NAMES } from "../../providers/provider.ts";

/** By the fields' names on the wire; what the request leaves open is not there. */
export function formValues(request: ImageRequest): Record<string, string> {
  const { size, aspectRatio, loraIds, outputCompression } = request;
  const given: Readonly<Record<string, string | number | undefined>> = {
    prompt: request.prompt,
    model: request.model,
    n: request.n,
    width: size?.widthPx,
    height: size?.heightPx,
    aspect_ratio: aspectRatio,
    output_format: request.outputFormat,
    output_compression: outputCompression,
    [WIRE_NAMES.negativePrompt]: request.negativePrompt,
    [WIRE_NAMES.seed]: request.seed,
    [WIRE_NAMES.quality]: request.quality,
    [WIRE_NAMES.style]: request.style,
    [WIRE_NAMES.background]: request.background,
    [WIRE_NAMES.steps]: request.steps,
    [WIRE_NAMES.guidanceScale]: request.guidanceScale,
    [WIRE_NAMES.strength]: request.strength,
    [WIRE_NAMES.sampler]: request.sampler,
    [WIRE_NAMES.clipSkip]: request.clipSkip,
    [WIRE_NAMES.loraIds]: loraIds?.join(","),
    [WIRE_NAMES.loraWeight]: request.loraWeight,
    [WIRE_NAMES.moderation]: request.moderation,
  };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, String(value)]));
}
