/**
 * The models of Black Forest Labs that we offer, from the table `models/bfl.json`.
 *
 * Body fields as in its API reference of autumn 2026. FLUX.2 is billed by output and input megapixels,
 * the first dearer than the others: its price is for the operator to give (`MODEL_PRICES`).
 *
 * @module
 */

import { z } from "zod";
import { honouredFields } from "../field_names.ts";
import { tableOf } from "../model_table.ts";
import table from "../models/bfl.json" with { type: "json" };
import { sizesOf } from "../offered_sizes.ts";
import type { Capabilities, ModelCard } from "../provider.ts";

const Pictures = z.strictObject({
  field: z.enum(["input_image", "image_prompt"]),
  max: z.int().positive(),
  /** How much of the picture to keep, 0 to 1. */
  keepField: z.literal("image_prompt_strength").optional(),
});
/** How a model takes pictures: `input_image`, `input_image_2`, … or one `image_prompt`. */
export type BflPictures = z.infer<typeof Pictures>;

const Table = tableOf({ pictures: Pictures });
/** A model and what it takes. */
export type BflModel = z.infer<typeof Table>["models"][string];

/** By their own ids. */
export const BFL_MODELS: Readonly<Record<string, BflModel>> = Table.parse(table).models;

/** The model as callers see it. */
export function cardOf(model: BflModel): ModelCard {
  const { title, about, price } = model;
  return {
    title: `${title} (Black Forest Labs)`,
    description: `${title} at Black Forest Labs. ${about}`,
    createdAt: Date.UTC(2026, 10, 1),
    capabilities: capabilitiesOf(model),
    ...(price ? { price } : {}),
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
