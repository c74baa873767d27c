/**
 * Our request in the words of Black Forest Labs. Pure.
 *
 * @module
 */

import { toBase64 } from "../../images/base64.ts";
import { namedFields } from "../field_names.ts";
import type { JsonBody } from "../http.ts";
import { formatFor } from "../output_format.ts";
import type { UpstreamRequest } from "../provider.ts";
import { isRange, ratioFor } from "../offered_sizes.ts";
import type { BflModel, BflPictures } from "./models.ts";

type Fields = Readonly<Record<string, JsonBody | undefined>>;

/** Of 0 to 5, or to 6, for callers who ask for a lenient filter; 2 is the models' default. */
const LENIENT = 5;

/** The body of a submit. */
export function toBody(request: UpstreamRequest, model: BflModel): Fields {
  return {
    prompt: request.prompt,
    ...sizeFields(request, model),
    output_format: formatFor(request, ["jpeg", "png"]),
    ...optionalFields(request, model),
    ...pictureFields(request, model.pictures),
  };
}

function sizeFields({ size }: UpstreamRequest, { sizes }: BflModel): Fields {
  return isRange(sizes)
    ? { width: size.widthPx, height: size.heightPx }
    : { aspect_ratio: ratioFor(size, sizes) };
}

function optionalFields(request: UpstreamRequest, { fields }: BflModel): Fields {
  const { seed, steps, guidanceScale, moderation } = request;
  const values = {
    seed,
    steps,
    guidanceScale,
    moderation: moderation === "low" ? LENIENT : undefined,
  };
  return namedFields(fields, values);
}

function pictureFields(
  { inputs, strength }: UpstreamRequest,
  { field, keepField }: BflPictures,
): Fields {
  const pictures = inputs.map(({ bytes }, index) => [
    index === 0 ? field : `${field}_${index + 1}`,
    toBase64(bytes),
  ]);
  const keep = keepField && inputs.length > 0 && strength !== undefined
    ? { [keepField]: 1 - strength }
    : {};
  return { ...Object.fromEntries(pictures), ...keep };
}
