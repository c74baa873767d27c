/**
 * The models of Replicate that we offer, from the table `models/replicate.json`.
 *
 * Input fields as in the models' API pages of autumn 2026; where the table names no price, the
 * operator's `MODEL_PRICES` may.
 *
 * @module
 */

import { z } from "zod";
import { honouredFields } from "../field_names.ts";
import { tableOf } from "../model_table.ts";
import table from "../models/replicate.json" with { type: "json" };
import { sizesOf } from "../offered_sizes.ts";
import type { Capabilities, ModelCard } from "../provider.ts";

const Picture = z.strictObject({
  field: z.string().min(1),
  /** Its word for how far to go from the picture; `inverse`: how much of it to keep. */
  strength: z.strictObject({ field: z.string().min(1), inverse: z.boolean() }).optional(),
  /** It gives the result the picture's own ratio. */
  keepsRatio: z.boolean(),
});
/** How a model takes a picture. */
export type PictureField = z.infer<typeof Picture>;

const Table = tableOf({
  /** `owner/name`. */
  name: z.string().regex(/^[^/]+\/[^/]+$/),
  /** It is asked for `1024x1024` where it has a list of ratios; bounds are asked for as they are. */
  writesSize: z.boolean().default(false),
  /** More than one: it takes `num_outputs`. */
  maxImages: z.int().positive(),
  /** None: it cannot be told. */
  formats: z.array(z.enum(["webp", "jpeg", "png"])),
  /** Absent: any that we have. */
  maxSeed: z.int().positive().optional(),
  picture: Picture.optional(),
});
/** What a model is called, and what its input looks like. */
export type ReplicateModel = z.infer<typeof Table>["models"][string];

/** By our ids: what clients of the AI SDK demo call `replicate/…`, without that. */
export const REPLICATE_MODELS: Readonly<Record<string, ReplicateModel>> = Table.parse(table).models;

/** The model as callers see it. */
export function cardOf(model: ReplicateModel): ModelCard {
  const { title, name, about, price } = model;
  return {
    title: `${title} (Replicate)`,
    description: `${name} at Replicate. ${about}`,
    createdAt: Date.UTC(2026, 10, 1),
    capabilities: capabilitiesOf(model),
    ...(price ? { price } : {}),
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
