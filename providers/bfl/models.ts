/**
 * The models of Black Forest Labs that we offer, as data.
 *
 * Body fields as in its API reference of autumn 2026. Prices are for the operator to give
 * (`MODEL_PRICES`): FLUX.2 is billed by output and input megapixels, the first dearer than the others.
 *
 * @module
 */

import { type FieldNames, honouredFields } from "../field_names.ts";
import {
  FOUR_MEGAPIXELS,
  KONTEXT,
  type RatioSizes,
  sidesUpTo,
  type SizeRange,
  sizesOf,
} from "../offered_sizes.ts";
import type { Capabilities, ModelCard } from "../provider.ts";

/** How a model takes pictures: `input_image`, `input_image_2`, … or one `image_prompt`. */
export interface BflPictures {
  readonly field: "input_image" | "image_prompt";
  readonly max: number;
  /** How much of the picture to keep, 0 to 1. */
  readonly keepField?: "image_prompt_strength";
}

/** A model and what it takes. */
export interface BflModel {
  readonly title: string;
  readonly about: string;
  /** Exact sizes, or those of its ratios. */
  readonly sizes: SizeRange | RatioSizes;
  /** Its words for ours. */
  readonly fields: FieldNames;
  readonly pictures: BflPictures;
}

const PLAIN_FIELDS = { seed: "seed", moderation: "safety_tolerance" } as const;

const FLUX_2 = {
  about: "Draws up to four megapixels by words, or from up to eight pictures.",
  sizes: sidesUpTo(2048, { minPx: 256, stepPx: 16 }),
  fields: PLAIN_FIELDS,
  pictures: { field: "input_image", max: 8 },
} as const;

const KLEIN = {
  ...FLUX_2,
  about: "Fast and small. Draws by words, or from up to four pictures.",
  pictures: { field: "input_image", max: 4 },
} as const;

/** Its filter cannot be told for pictures, so it is not told at all. */
const FLUX_KONTEXT = {
  about: "Changes a picture as the words say, or draws by words alone.",
  sizes: KONTEXT,
  fields: { seed: "seed" },
  pictures: { field: "input_image", max: 1 },
} as const;

/** By their own ids. */
export const BFL_MODELS: Readonly<Record<string, BflModel>> = {
  "flux-2-max": { ...FLUX_2, title: "FLUX.2 Max" },
  "flux-2-pro": { ...FLUX_2, title: "FLUX.2 Pro" },
  "flux-2-flex": {
    ...FLUX_2,
    title: "FLUX.2 Flex",
    fields: { ...PLAIN_FIELDS, steps: "steps", guidanceScale: "guidance" },
  },
  "flux-2-klein-9b": { ...KLEIN, title: "FLUX.2 Klein 9B" },
  "flux-2-klein-4b": { ...KLEIN, title: "FLUX.2 Klein 4B" },
  "flux-kontext-max": { ...FLUX_KONTEXT, title: "FLUX.1 Kontext Max" },
  "flux-kontext-pro": { ...FLUX_KONTEXT, title: "FLUX.1 Kontext Pro" },
  "flux-pro-1.1-ultra": {
    title: "FLUX 1.1 Pro Ultra",
    about: "Draws four megapixels, and takes a picture as a model for its composition.",
    sizes: FOUR_MEGAPIXELS,
    fields: PLAIN_FIELDS,
    pictures: { field: "image_prompt", max: 1, keepField: "image_prompt_strength" },
  },
  "flux-pro-1.1": {
    title: "FLUX 1.1 Pro",
    about: "Takes any size up to 1440 px, and a picture as a model for its composition.",
    sizes: sidesUpTo(1440, { minPx: 256, stepPx: 32 }),
    fields: PLAIN_FIELDS,
    pictures: { field: "image_prompt", max: 1 },
  },
};

/** The model as callers see it. */
export function cardOf(model: BflModel): ModelCard {
  const { title, about } = model;
  return {
    title: `${title} (Black Forest Labs)`,
    description: `${title} at Black Forest Labs. ${about}`,
    createdAt: Date.UTC(2026, 10, 1),
    capabilities: capabilitiesOf(model),
  };
}

function capabilitiesOf({ sizes, fields, pictures }: BflModel): Capabilities {
  const named = honouredFields(fields);
  return {
    operations: ["generate", "edit"],
    maxImages: 1,
    maxInputImages: pictures.max,
    inputTypes: ["image/png", "image/jpeg", "image/webp"],
    sizes: sizesOf(sizes),
    honours: pictures.keepField ? [...named, "strength"] : named,
  };
}
