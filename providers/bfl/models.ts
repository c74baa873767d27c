/**
 * The models of Black Forest Labs that we offer: `models/bfl.json`, and what a row is made into.
 *
 * FLUX.2 has no price there: it is billed by output and input megapixels, the first dearer than the
 * others, which the operator's `MODEL_PRICES` may come near to.
 *
 * @module
 */

import { z } from "zod";
import { honouredFields } from "../field_names.ts";
import { rowsOf, tableOf } from "../model_table.ts";
import table from "../models/bfl.json" with { type: "json" };
import { sizesOf } from "../offered_sizes.ts";
import type { Capabilities, ModelCard } from "../provider.ts";

/** How a model takes pictures: `input_image`, `input_image_2`, … or one `image_prompt`. */
const BflPictures = z.strictObject({
  field: z.enum(["input_image", "image_prompt"]),
  max: z.int().positive(),
  /** How much of the picture to keep, 0 to 1. */
  keepField: z.literal("image_prompt_strength").optional(),
});
/** See {@linkcode BflPictures}. */
export type BflPictures = z.infer<typeof BflPictures>;

const BflTable = tableOf({ pictures: BflPictures });
/** A model and what it takes. */
export type BflModel = z.infer<typeof BflTable>["models"][string];

/** By their own ids. */
export function bflModels(): Readonly<Record<string, BflModel>> {
  return rowsOf(BflTable.parse(table));
}

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
