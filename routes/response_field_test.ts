import { assertEquals } from "../tests/assert.ts";
import { responseField, type ResponseFieldHints } from "./response_field.ts";

const CASES: readonly (readonly [string, ResponseFieldHints, "b64_json" | "url"])[] = [
  ["an explicit b64_json wins over dall-e", hints("dall-e-3", [], "b64_json"), "b64_json"],
  ["an explicit url wins over gpt-image", hints("gpt-image-1", [], "url"), "url"],
  ["gpt-image ids are answered with base64", hints("gpt-image-1.5"), "b64_json"],
  ["gpt-image ids with a prefix too", hints("openai/gpt-image-1"), "b64_json"],
  ["gpt-image wins over SiliconFlow fields", hints("gpt-image-1", ["image_size"]), "b64_json"],
  ["dall-e ids are answered with URLs", hints("dall-e-3"), "url"],
  ["SiliconFlow bodies are answered with URLs", hints("studio", ["batch_size"]), "url"],
  ["everything else is answered with base64", hints("studio", ["prompt"]), "b64_json"],
  ["no model at all is everything else", { fieldNames: [] }, "b64_json"],
];

for (const [promise, given, expected] of CASES) {
  Deno.test(`responseField(): ${promise}`, () => assertEquals(responseField(given), expected));
}

function hints(
  model: string,
  fieldNames: readonly string[] = [],
  responseFormat?: "b64_json" | "url",
): ResponseFieldHints {
  return { model, fieldNames, responseFormat };
}
