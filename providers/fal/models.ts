/**
 * The models of fal that we offer, as data.
 *
 * Input fields and the one price as on the models' pages of autumn 2026; most are billed by the
 * megapixel started, which the operator's `MODEL_PRICES` may come near to.
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

/** How a model takes pictures. */
export interface FalEditing {
  readonly path: string;
  /** `image_urls` takes several. */
  readonly field: "image_url" | "image_urls";
  readonly maxImages: number;
  /** It gives the result the picture's own size. */
  readonly keepsSize: boolean;
}

/** A model, by words and perhaps by pictures. */
export interface FalModel {
  /** Of the endpoint: owner, application, and what may follow. */
  readonly path: string;
  readonly title: string;
  readonly about: string;
  /** Exact sizes, or those of its ratios. */
  readonly sizes: SizeRange | RatioSizes;
  /** Its words for ours. */
  readonly fields: FieldNames;
  readonly editing?: FalEditing;
  /** For one picture. */
  readonly usd?: number;
}

/** By our ids: theirs, without the owner. */
export const FAL_MODELS: Readonly<Record<string, FalModel>> = {
  "flux/schnell": {
    path: "fal-ai/flux/schnell",
    title: "FLUX.1 schnell",
    about: "Fast: four steps. Takes words only.",
    sizes: sidesUpTo(1536, { minPx: 256, stepPx: 16 }),
    fields: { seed: "seed" },
  },
  "flux/dev": {
    path: "fal-ai/flux/dev",
    title: "FLUX.1 dev",
    about: "Takes words, or one picture, whose size the result has.",
    sizes: sidesUpTo(1536, { minPx: 256, stepPx: 16 }),
    fields: {
      seed: "seed",
      steps: "num_inference_steps",
      guidanceScale: "guidance_scale",
      strength: "strength",
    },
    editing: {
      path: "fal-ai/flux/dev/image-to-image",
      field: "image_url",
      maxImages: 1,
      keepsSize: true,
    },
  },
  "flux-pro/v1.1": {
    path: "fal-ai/flux-pro/v1.1",
    title: "FLUX 1.1 Pro",
    about: "Takes words only.",
    sizes: sidesUpTo(1440, { minPx: 256, stepPx: 32 }),
    fields: { seed: "seed", moderation: "safety_tolerance" },
  },
  "flux-pro/v1.1-ultra": {
    path: "fal-ai/flux-pro/v1.1-ultra",
    title: "FLUX 1.1 Pro Ultra",
    about: "Draws four megapixels. Takes words only.",
    sizes: FOUR_MEGAPIXELS,
    fields: { seed: "seed", moderation: "safety_tolerance" },
    usd: 0.06,
  },
  "flux-pro/kontext": {
    path: "fal-ai/flux-pro/kontext/text-to-image",
    title: "FLUX.1 Kontext Pro",
    about: "Changes a picture as the words say, or draws by words alone.",
    sizes: KONTEXT,
    fields: { seed: "seed", guidanceScale: "guidance_scale" },
    editing: {
      path: "fal-ai/flux-pro/kontext",
      field: "image_url",
      maxImages: 1,
      keepsSize: false,
    },
  },
  "flux-2-pro": {
    path: "fal-ai/flux-2-pro",
    title: "FLUX.2 Pro",
    about: "Draws by words, or from up to eight pictures.",
    sizes: sidesUpTo(2048, { minPx: 512, stepPx: 16 }),
    fields: { seed: "seed", moderation: "safety_tolerance" },
    editing: {
      path: "fal-ai/flux-2-pro/edit",
      field: "image_urls",
      maxImages: 8,
      keepsSize: false,
    },
  },
};

/** The model as callers see it. */
export function cardOf(model: FalModel): ModelCard {
  const { title, path, about, usd } = model;
  return {
    title: `${title} (fal)`,
    description: `${path} at fal. ${about}`,
    createdAt: Date.UTC(2026, 10, 1),
    capabilities: capabilitiesOf(model),
    ...(usd === undefined ? {} : { price: { usd, per: "image" } }),
  };
}

/** One picture a call: its filter withholds pictures one by one. */
function capabilitiesOf({ sizes, fields, editing }: FalModel): Capabilities {
  return {
    operations: editing ? ["generate", "edit"] : ["generate"],
    maxImages: 1,
    maxInputImages: editing?.maxImages ?? 0,
    inputTypes: ["image/png", "image/jpeg", "image/webp"],
    sizes: sizesOf(sizes),
    honours: honouredFields(fields),
  };
}
