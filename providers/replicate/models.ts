/**
 * The models of Replicate that we offer, as data.
 *
 * Input fields as in the models' API pages of autumn 2026, prices as on Replicate's price list of
 * 2026-10-07; where it names none, the operator's `MODEL_PRICES` may.
 *
 * @module
 */

import { type FieldNames, honouredFields } from "../field_names.ts";
import type { UpstreamFormat } from "../output_format.ts";
import type { Capabilities, ModelCard } from "../provider.ts";
import {
  FOUR_MEGAPIXELS,
  ONE_MEGAPIXEL,
  type RatioSizes,
  sidesUpTo,
  type SizeRange,
  sizesOf,
} from "../offered_sizes.ts";

/** How a model takes a picture. */
export interface PictureField {
  readonly field: string;
  /** Its word for how far to go from the picture; `inverse`: how much of it to keep. */
  readonly strength?: { readonly field: string; readonly inverse: boolean };
  /** It gives the result the picture's own ratio. */
  readonly keepsRatio: boolean;
}

/** What a model is called, and what its input looks like. */
export interface ReplicateModel {
  /** `owner/name`. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Sizes within bounds are asked for as they are, others as a ratio. */
  readonly sizes: SizeRange | RatioSizes;
  /** It is asked for `1024x1024` instead. */
  readonly writesSize?: true;
  /** More than one: it takes `num_outputs`. */
  readonly maxImages: number;
  /** None: it cannot be told. */
  readonly formats: readonly UpstreamFormat[];
  /** Its words for ours. */
  readonly fields: FieldNames;
  /** @default {any that we have} */
  readonly maxSeed?: number;
  readonly picture?: PictureField;
  /** For one picture. */
  readonly usd?: number;
}

const ALL_FORMATS = ["webp", "jpeg", "png"] as const;

const REDUX: PictureField = { field: "image_prompt", keepsRatio: false };

const IMAGE_TO_IMAGE: PictureField = {
  field: "image",
  strength: { field: "prompt_strength", inverse: false },
  keepsRatio: true,
};

const FLUX_PRO = {
  about: "Takes any size up to 1440 px, and a picture as a model for its composition.",
  sizes: sidesUpTo(1440, { minPx: 256, stepPx: 32 }),
  maxImages: 1,
  formats: ALL_FORMATS,
  fields: { seed: "seed", moderation: "safety_tolerance" },
  picture: REDUX,
} as const;

const IDEOGRAM = {
  about: "Good at lettering. Takes words only.",
  sizes: {
    "1:1": [1024, 1024],
    "16:9": [1312, 736],
    "9:16": [736, 1312],
    "4:3": [1152, 864],
    "3:4": [864, 1152],
    "3:2": [1248, 832],
    "2:3": [832, 1248],
    "16:10": [1280, 800],
    "10:16": [800, 1280],
    "3:1": [1536, 512],
    "1:3": [512, 1536],
  },
  maxImages: 1,
  formats: [],
  fields: { seed: "seed", negativePrompt: "negative_prompt" },
  maxSeed: 2_147_483_647,
} as const;

const PHOTON = {
  about: "Takes ratios, of about these sizes, and a picture to go by.",
  sizes: {
    "1:1": [1024, 1024],
    "16:9": [1344, 768],
    "9:16": [768, 1344],
    "4:3": [1152, 896],
    "3:4": [896, 1152],
    "21:9": [1536, 640],
    "9:21": [640, 1536],
  },
  maxImages: 1,
  formats: [],
  fields: { seed: "seed" },
  picture: {
    field: "image_reference",
    strength: { field: "image_reference_weight", inverse: true },
    keepsRatio: false,
  },
} as const;

const RECRAFT_SIZES: RatioSizes = {
  "1:1": [1024, 1024],
  "4:3": [1365, 1024],
  "3:4": [1024, 1365],
  "3:2": [1536, 1024],
  "2:3": [1024, 1536],
  "16:9": [1820, 1024],
  "9:16": [1024, 1820],
  "2:1": [2048, 1024],
  "1:2": [1024, 2048],
  "7:5": [1434, 1024],
  "5:7": [1024, 1434],
  "5:4": [1280, 1024],
  "4:5": [1024, 1280],
  "5:3": [1707, 1024],
  "3:5": [1024, 1707],
};

const STABLE_DIFFUSION = {
  about: "Draws at about one megapixel, or goes by a picture and keeps its ratio.",
  sizes: ONE_MEGAPIXEL,
  maxImages: 1,
  formats: ALL_FORMATS,
  picture: IMAGE_TO_IMAGE,
} as const;

/** By our ids: what clients of the AI SDK demo call `replicate/…`, without that. */
export const REPLICATE_MODELS: Readonly<Record<string, ReplicateModel>> = {
  "flux-1.1-pro-ultra": {
    name: "black-forest-labs/flux-1.1-pro-ultra",
    title: "FLUX 1.1 Pro Ultra",
    about: "Draws four megapixels, and takes a picture as a model for its composition.",
    sizes: FOUR_MEGAPIXELS,
    maxImages: 1,
    formats: ["jpeg", "png"],
    fields: { seed: "seed", moderation: "safety_tolerance" },
    picture: { ...REDUX, strength: { field: "image_prompt_strength", inverse: true } },
  },
  "flux-1.1-pro": {
    ...FLUX_PRO,
    name: "black-forest-labs/flux-1.1-pro",
    title: "FLUX 1.1 Pro",
    usd: 0.04,
  },
  "flux-pro": { ...FLUX_PRO, name: "black-forest-labs/flux-pro", title: "FLUX Pro" },
  "flux-dev": {
    name: "black-forest-labs/flux-dev",
    title: "FLUX.1 dev",
    about: "Draws one megapixel, or goes by a picture and keeps its ratio.",
    sizes: ONE_MEGAPIXEL,
    maxImages: 4,
    formats: ALL_FORMATS,
    fields: { seed: "seed", steps: "num_inference_steps", guidanceScale: "guidance" },
    picture: IMAGE_TO_IMAGE,
    usd: 0.025,
  },
  "flux-schnell": {
    name: "black-forest-labs/flux-schnell",
    title: "FLUX.1 schnell",
    about: "Fast: four steps, one megapixel. Takes words only.",
    sizes: ONE_MEGAPIXEL,
    maxImages: 4,
    formats: ALL_FORMATS,
    fields: { seed: "seed" },
    usd: 0.003,
  },
  "ideogram-v2": { ...IDEOGRAM, name: "ideogram-ai/ideogram-v2", title: "Ideogram 2" },
  "ideogram-v2-turbo": {
    ...IDEOGRAM,
    name: "ideogram-ai/ideogram-v2-turbo",
    title: "Ideogram 2 Turbo",
  },
  "photon": { ...PHOTON, name: "luma/photon", title: "Photon" },
  "photon-flash": { ...PHOTON, name: "luma/photon-flash", title: "Photon Flash" },
  "recraft-v3": {
    name: "recraft-ai/recraft-v3",
    title: "Recraft 3",
    about: "Good at design and long lettering. Takes words only, without a seed.",
    sizes: RECRAFT_SIZES,
    writesSize: true,
    maxImages: 1,
    formats: [],
    fields: {},
  },
  "stable-diffusion-3.5-large": {
    ...STABLE_DIFFUSION,
    name: "stability-ai/stable-diffusion-3.5-large",
    title: "Stable Diffusion 3.5 Large",
    fields: { seed: "seed", steps: "steps", guidanceScale: "cfg" },
  },
  "stable-diffusion-3.5-large-turbo": {
    ...STABLE_DIFFUSION,
    name: "stability-ai/stable-diffusion-3.5-large-turbo",
    title: "Stable Diffusion 3.5 Large Turbo",
    fields: { seed: "seed", guidanceScale: "cfg", negativePrompt: "negative_prompt" },
  },
};

/** The model as callers see it. */
export function cardOf(model: ReplicateModel): ModelCard {
  const { title, name, about, usd } = model;
  return {
    title: `${title} (Replicate)`,
    description: `${name} at Replicate. ${about}`,
    createdAt: Date.UTC(2026, 10, 1),
    capabilities: capabilitiesOf(model),
    ...(usd === undefined ? {} : { price: { usd, per: "image" } }),
  };
}

function capabilitiesOf({ sizes, maxImages, fields, picture }: ReplicateModel): Capabilities {
  const named = honouredFields(fields);
  return {
    operations: picture ? ["generate", "edit"] : ["generate"],
    maxImages,
    maxInputImages: picture ? 1 : 0,
    inputTypes: ["image/png", "image/jpeg", "image/webp"],
    sizes: sizesOf(sizes),
    honours: picture?.strength ? [...named, "strength"] : named,
  };
}
