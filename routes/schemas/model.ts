/**
 * The wire shape of models: OpenAI's, with what clients of other services look for beside it.
 *
 * @module
 */

import { z } from "zod";
import { OPERATIONS } from "../../images/request.ts";

/** A model. */
export const ModelView = z.object({
  id: z.string().meta({ example: "studio" }),
  object: z.literal("model"),
  created: z.int().meta({ description: "Unix seconds." }),
  owned_by: z.string().meta({ description: "The provider that is asked first." }),
  name: z.string(),
  description: z.string(),
  type: z.literal("image"),
  alias_of: z.string().nullable().meta({ description: "The model that this id stands for." }),
  architecture: z.object({
    modality: z.string().meta({ example: "text+image->image" }),
    input_modalities: z.array(z.enum(["text", "image"])),
    output_modalities: z.array(z.literal("image")),
  }),
  supported_endpoint_types: z.array(z.string()),
  capabilities: z.object({
    operations: z.array(z.enum(OPERATIONS)),
    max_images_per_call: z.int().meta({ description: "A larger `n` takes several calls." }),
    max_input_images: z.int().meta({ description: "0: it takes words only." }),
    mask: z.boolean(),
    sizes: z.union([
      z.object({ min: z.int(), max: z.int(), step: z.int(), default: z.string() }).meta({
        description: "Limits of either side in pixels.",
      }),
      z.array(z.string()),
    ]).meta({ description: "What it draws; other sizes become the nearest." }),
  }).meta({ description: "What the first route can do." }),
  routes: z.array(z.string()).meta({
    description: "Who serves it, in order, each `provider/model`.",
    example: ["studio/studio"],
  }),
  pricing: z.object({
    usd: z.number(),
    per: z.enum(["image", "megapixel"]),
    larger: z.array(z.object({ from_px: z.int(), usd: z.number() })).optional().meta({
      description: "What one costs instead from so many pixels on.",
    }),
  }).nullable().meta({
    description: "At the first route; null where no price is known.",
  }),
  supported_parameters: z.array(z.string()).meta({
    description: "Optional request fields that have an effect.",
  }),
}).meta({ id: "Model", description: "A model that makes pictures." });
/** See {@linkcode ModelView}. */
export type ModelView = z.infer<typeof ModelView>;

/** All models, in one page. */
export const ModelList = z.object({ object: z.literal("list"), data: z.array(ModelView) })
  .meta({ id: "ModelList", description: "All models, in one page." });
/** See {@linkcode ModelList}. */
export type ModelList = z.infer<typeof ModelList>;

/** The query of a listing. */
export const ModelListQuery = z.object({
  type: z.string().optional().meta({ description: "Only models of this type.", example: "image" }),
  output_modalities: z.string().optional().meta({
    description: "Only models that can give one of these, separated by commas.",
    example: "image",
  }),
});

/** The answer of `GET /v1/styles`. */
export const StyleList = z.object({
  data: z.array(z.string()).meta({ description: "Names for the field `style`." }),
}).meta({ id: "StyleList", description: "Styles that every model takes, by name." });
/** See {@linkcode StyleList}. */
export type StyleList = z.infer<typeof StyleList>;
