/**
 * The models of fal that we offer: `models/fal.json`, and what a row is made into.
 *
 * @module
 */

import { z } from "zod";
import { honouredFields } from "../field_names.ts";
import { rowsOf, tableOf } from "../model_table.ts";
import table from "../models/fal.json" with { type: "json" };
import { sizesOf } from "../offered_sizes.ts";
import type { Capabilities, ModelCard } from "../provider.ts";

/** How a model takes pictures. */
const FalEditing = z.strictObject({
  path: z.string(),
  /** `image_urls` takes several. */
  field: z.enum(["image_url", "image_urls"]),
  maxImages: z.int().positive(),
  /** It gives the result the picture's own size. */
  keepsSize: z.boolean(),
});
/** See {@linkcode FalEditing}. */
export type FalEditing = z.infer<typeof FalEditing>;

const FalTable = tableOf({
  /** Of the endpoint: owner, application, and what may follow. */
  path: z.string().min(1),
  editing: FalEditing.optional(),
});
/** A model, by words and perhaps by pictures. */
export type FalModel = z.infer<typeof FalTable>["models"][string];

/** By our ids: theirs, without the owner. */
export function falModels(): Readonly<Record<string, FalModel>> {
  return rowsOf(FalTable.parse(table));
}

/** The model as callers see it. */
export function cardOf(model: FalModel): ModelCard {
  const { title, path, about, price } = model;
  return {
    title: `${title} (fal)`,
    description: `${path} at fal. ${about}`,
    createdAt: Date.UTC(2026, 10, 1),
    capabilities: capabilitiesOf(model),
    ...(price ? { price } : {}),
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
