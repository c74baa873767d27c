/**
 * The models of fal that we offer, from the table `models/fal.json`.
 *
 * Input fields as on the models' pages of autumn 2026. Most are billed by the megapixel begun: where
 * the table names no price, the operator's `MODEL_PRICES` may come near to one.
 *
 * @module
 */

import { z } from "zod";
import { honouredFields } from "../field_names.ts";
import { tableOf } from "../model_table.ts";
import table from "../models/fal.json" with { type: "json" };
import { sizesOf } from "../offered_sizes.ts";
import type { Capabilities, ModelCard } from "../provider.ts";

/** Of an endpoint: owner, application, and what may follow. */
const Path = z.string().regex(/^[^/]+\/[^/]+/);

const Editing = z.strictObject({
  path: Path,
  /** `image_urls` takes several. */
  field: z.enum(["image_url", "image_urls"]),
  maxImages: z.int().positive(),
  /** It gives the result the picture's own size. */
  keepsSize: z.boolean(),
});
/** How a model takes pictures. */
export type FalEditing = z.infer<typeof Editing>;

const Table = tableOf({ path: Path, editing: Editing.optional() });
/** A model, by words and perhaps by pictures. */
export type FalModel = z.infer<typeof Table>["models"][string];

/** By our ids: theirs, without the owner. */
export const FAL_MODELS: Readonly<Record<string, FalModel>> = Table.parse(table).models;

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
