/**
 * Replicate's official models: `models/replicate.json`, and what a row is made into.
 *
 * @module
 */

import { z } from "zod";
import { honouredFields } from "../field_names.ts";
import { rowsOf, tableOf } from "../model_table.ts";
import table from "../models/replicate.json" with { type: "json" };
import { sizesOf } from "../offered_sizes.ts";
import type { Capabilities, ModelCard } from "../provider.ts";

/** How a model takes a picture. */
const PictureField = z.strictObject({
  field: z.string(),
  /** Its word for how far to go from the picture; `inverse`: how much of it to keep. */
  strength: z.strictObject({ field: z.string(), inverse: z.boolean() }).optional(),
  /** It gives the result the picture's own ratio. */
  keepsRatio: z.boolean(),
});
/** See {@linkcode PictureField}. */
export type PictureField = z.infer<typeof PictureField>;

/** Sizes within bounds are asked for as they are, others as a ratio. */
const ReplicateTable = tableOf({
  /** `owner/name`. */
  name: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  /** It is asked for `1024x1024` instead of a ratio. */
  writesSize: z.boolean().default(false),
  /** More than one: it takes `num_outputs`. */
  maxImages: z.int().positive(),
  /** None: it cannot be told. */
  formats: z.array(z.enum(["png", "jpeg", "webp"])),
  /** Absent: any that we have. */
  maxSeed: z.int().optional(),
  picture: PictureField.optional(),
});
/** What a model is called, and what its input looks like. */
export type ReplicateModel = z.infer<typeof ReplicateTable>["models"][string];

/** By our ids: what clients of the AI SDK demo call `replicate/…`, without that. */
export function replicateModels(): Readonly<Record<string, ReplicateModel>> {
  return rowsOf(ReplicateTable.parse(table));
}

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
