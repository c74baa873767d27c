/**
 * The wire shape of models: OpenAI's, with what clients of other services look for beside it.
 *
 * @module
 */

import { z } from "zod";

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
