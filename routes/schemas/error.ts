/**
 * The wire shape of every error.
 *
 * @module
 */

import { z } from "zod";

/** OpenAI's error envelope; all four keys are always there. */
export const ErrorBody = z.object({
  error: z.object({
    message: z.string().meta({
      description: "One sentence: what failed, the value seen, what would be right.",
      example: "n is 11: use a whole number from 1 to 10",
    }),
    type: z.string().meta({ example: "invalid_request_error" }),
    param: z.string().nullable().meta({
      description: "The request field at fault, as the caller spelt it.",
      example: "n",
    }),
    code: z.string().nullable().meta({ example: "integer_above_max_value" }),
  }),
}).meta({ id: "Error", description: "What every refusal and every failure looks like." });
/** See {@linkcode ErrorBody}. */
export type ErrorBody = z.infer<typeof ErrorBody>;
