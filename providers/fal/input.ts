/**
 * Our request as the input of a model at fal. Pure.
 *
 * @module
 */

import { formatDataUrl } from "../../images/base64.ts";
import { namedFields } from "../field_names.ts";
import type { JsonBody } from "../http.ts";
import { formatFor } from "../output_format.ts";
import type { UpstreamRequest } from "../provider.ts";
import { isRange, ratioFor } from "../offered_sizes.ts";
import type { FalEditing, FalModel } from "./models.ts";

/** A call of one endpoint. */
export interface FalCall {
  readonly path: string;
  readonly input: Fields;
}

type Fields = Readonly<Record<string, JsonBody | undefined>>;

/** Of 1 to 6, for callers who ask for a lenient filter; 2 is the models' default. */
const LENIENT = "5";

/** Which endpoint is called, and with what. */
export function toCall(request: UpstreamRequest, model: FalModel): FalCall {
  const editing = request.inputs.length > 0 ? model.editing : undefined;
  const input = {
    prompt: request.prompt,
    ...(editing ? pictureFields(request, editing) : {}),
    ...(editing?.keepsSize ? {} : sizeFields(request, model)),
    output_format: formatFor(request, ["jpeg", "png"]),
    ...optionalFields(request, model),
  };
  return { path: editing?.path ?? model.path, input };
}

function sizeFields({ size }: UpstreamRequest, { sizes }: FalModel): Fields {
  return isRange(sizes)
    ? { image_size: { width: size.widthPx, height: size.heightPx } }
    : { aspect_ratio: ratioFor(size, sizes) };
}

function optionalFields(request: UpstreamRequest, { fields }: FalModel): Fields {
  const { seed, steps, guidanceScale, moderation, inputs, strength } = request;
  const values = {
    seed,
    steps,
    guidanceScale,
    strength: inputs.length > 0 ? strength : undefined,
    moderation: moderation === "low" ? LENIENT : undefined,
  };
  return namedFields(fields, values);
}

function pictureFields({ inputs }: UpstreamRequest, { field }: FalEditing): Fields {
  const urls = inputs.map(({ bytes, mediaType }) => formatDataUrl(bytes, mediaType));
  return { [field]: field === "image_urls" ? urls : urls[0] };
}
