/**
 * Which field of `data` the pictures come in. Every client can live with exactly one of them; which
 * one follows from the request alone.
 *
 * @module
 */

/** See the API's `response_format`. */
export type ResponseField = "b64_json" | "url";

/** What the rule goes by. */
export interface ResponseFieldHints {
  /** The caller's own choice. */
  readonly responseFormat?: ResponseField | undefined;
  /** The model id as the caller wrote it. */
  readonly model?: string | undefined;
  /** The names of the body's fields, as the caller wrote them. */
  readonly fieldNames: readonly string[];
}

/** Only SiliconFlow's clients write these, and they read nothing but URLs. */
const SILICONFLOW_FIELDS: readonly string[] = ["image_size", "batch_size"];

/**
 * The caller's choice; else what the clients of the model's family read; else base64, because
 * clients that expect it cannot do without (the AI SDK's schema requires it). Never both: some
 * clients then show each picture twice.
 */
export function responseField(hints: ResponseFieldHints): ResponseField {
  const model = hints.model?.toLowerCase() ?? "";
  if (hints.responseFormat !== undefined) return hints.responseFormat;
  if (model.includes("gpt-image")) return "b64_json";
  if (model.includes("dall-e")) return "url";
  return SILICONFLOW_FIELDS.some((name) => hints.fieldNames.includes(name)) ? "url" : "b64_json";
}
