/**
 * What the models behind OpenAI's image API take, told from their ids.
 *
 * Sizes and words as in the `openai` package 7.55.0 (2026-11-10) and OpenAI's API specification of
 * 2026-08-21.
 *
 * @module
 */

import type { Size } from "../../images/request.ts";
import type { Capabilities, SizeRule } from "../provider.ts";

/** Models that are asked in the same way. */
export interface Family {
  readonly capabilities: Capabilities;
  /**
   * GPT image models take `output_format`, `output_compression` and `moderation`. They always answer
   * in base64, and refuse a request that says so.
   */
  readonly isGptImage: boolean;
}

/** The family of a model; of one that nobody knows, what servers of the same API have in common. */
export function familyOf(model: string): Family {
  const name = model.slice(model.lastIndexOf("/") + 1);
  return FAMILIES.find(({ ids }) => ids.test(name))?.family ?? OTHERS;
}

/** Whether OpenAI itself makes pictures with it. */
export function isImageModel(model: string): boolean {
  return familyOf(model) !== OTHERS;
}

const CLASSIC_SIZES = listed([1024, 1024], [1536, 1024], [1024, 1536]);

/**
 * Any multiples of 16 between 655,360 and 8,294,400 pixels in all and no longer than 3:1. A rule for
 * one side cannot say that; these sides never leave it.
 */
const FREE_SIZES: SizeRule = {
  kind: "range",
  minPx: 816,
  maxPx: 2432,
  stepPx: 16,
  default: { widthPx: 1024, heightPx: 1024 },
};

/** No server of this API is known to read AVIF. */
const INPUT_TYPES = ["image/png", "image/jpeg", "image/webp"] as const;

const GPT_IMAGE: Family = {
  capabilities: {
    operations: ["generate", "edit"],
    maxImages: 10,
    maxInputImages: 16,
    sizes: CLASSIC_SIZES,
    honours: ["quality", "background", "mask", "partialImages", "moderation"],
    inputTypes: INPUT_TYPES,
    qualities: { standard: "auto", hd: "high", xhigh: "high", max: "high" },
  },
  isGptImage: true,
};

const GPT_IMAGE_2: Family = {
  ...GPT_IMAGE,
  capabilities: { ...GPT_IMAGE.capabilities, sizes: FREE_SIZES },
};

const GPT_IMAGE_2_5: Family = {
  ...GPT_IMAGE_2,
  capabilities: { ...GPT_IMAGE_2.capabilities, qualities: { standard: "auto", hd: "high" } },
};

const DALL_E_3: Family = {
  capabilities: {
    operations: ["generate"],
    maxImages: 1,
    maxInputImages: 0,
    sizes: listed([1024, 1024], [1792, 1024], [1024, 1792]),
    honours: ["quality", "style"],
    qualities: {
      auto: "standard",
      low: "standard",
      medium: "standard",
      high: "hd",
      xhigh: "hd",
      max: "hd",
    },
  },
  isGptImage: false,
};

const DALL_E_2: Family = {
  capabilities: {
    operations: ["generate", "edit"],
    maxImages: 10,
    maxInputImages: 1,
    sizes: listed([1024, 1024], [512, 512], [256, 256]),
    honours: ["mask"],
    inputTypes: ["image/png"],
  },
  isGptImage: false,
};

/** Many of these servers pass over `n`, so that each picture is asked for by itself. */
const OTHERS: Family = {
  capabilities: {
    operations: ["generate", "edit"],
    maxImages: 1,
    maxInputImages: 16,
    sizes: {
      kind: "range",
      minPx: 256,
      maxPx: 2048,
      stepPx: 8,
      default: { widthPx: 1024, heightPx: 1024 },
    },
    honours: ["seed", "quality", "mask"],
    inputTypes: INPUT_TYPES,
  },
  isGptImage: false,
};

const FAMILIES: readonly { readonly ids: RegExp; readonly family: Family }[] = [
  { ids: /^(gpt-image-1|chatgpt-image-)/, family: GPT_IMAGE },
  { ids: /^gpt-image-2(-|$)/, family: GPT_IMAGE_2 },
  { ids: /^gpt-image-/, family: GPT_IMAGE_2_5 },
  { ids: /^dall-e-3(-|$)/, family: DALL_E_3 },
  { ids: /^dall-e-2(-|$)/, family: DALL_E_2 },
];

function listed(...sides: readonly (readonly [widthPx: number, heightPx: number])[]): SizeRule {
  const sizes: Size[] = sides.map(([widthPx, heightPx]) => ({ widthPx, heightPx }));
  return { kind: "list", sizes };
}
