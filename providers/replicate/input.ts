/**
 * Our request as the input of a model at Replicate. Pure.
 *
 * @module
 */

import { formatDataUrl } from "../../images/base64.ts";
import { formatSize } from "../../images/size.ts";
import { namedFields } from "../field_names.ts";
import type { JsonBody } from "../http.ts";
import { formatFor } from "../output_format.ts";
import type { UpstreamRequest } from "../provider.ts";
import { isRange, ratioFor } from "../offered_sizes.ts";
import type { PictureField, ReplicateModel } from "./models.ts";

type Input = Readonly<Record<string, JsonBody | undefined>>;

/** Of 1 to 6, for callers who ask for a lenient filter; 2 is the models' default. */
const LENIENT = 5;

/** The field `input` of a prediction. */
export function toInput(request: UpstreamRequest, model: ReplicateModel): Input {
  const { prompt, n, inputs: [picture] } = request;
  return {
    prompt,
    ...(model.picture && picture ? pictureFields(request, model.picture) : {}),
    ...(picture && model.picture?.keepsRatio ? {} : sizeFields(request, model)),
    ...(model.maxImages > 1 ? { num_outputs: n } : {}),
    ...(model.formats.length > 0 ? { output_format: format(request, model) } : {}),
    ...optionalFields(request, model),
  };
}

function sizeFields({ size }: UpstreamRequest, { sizes, writesSize }: ReplicateModel): Input {
  if (isRange(sizes)) {
    return { aspect_ratio: "custom", width: size.widthPx, height: size.heightPx };
  }
  return writesSize ? { size: formatSize(size) } : { aspect_ratio: ratioFor(size, sizes) };
}

function format(request: UpstreamRequest, { formats }: ReplicateModel): string {
  const wanted = formatFor(request, formats);
  return wanted === "jpeg" ? "jpg" : wanted;
}

function optionalFields(request: UpstreamRequest, { fields, maxSeed }: ReplicateModel): Input {
  const { seed, negativePrompt, steps, guidanceScale, moderation } = request;
  const values = {
    seed: maxSeed === undefined ? seed : seed % (maxSeed + 1),
    negativePrompt,
    steps,
    guidanceScale,
    moderation: moderation === "low" ? LENIENT : undefined,
  };
  return namedFields(fields, values);
}

function pictureFields(
  { inputs: [picture], strength }: UpstreamRequest,
  { field, strength: word }: PictureField,
): Input {
  if (picture === undefined) return {};
  const far = word && strength !== undefined
    ? { [word.field]: word.inverse ? 1 - strength : strength }
    : {};
  return { [field]: formatDataUrl(picture.bytes, picture.mediaType), ...far };
}
