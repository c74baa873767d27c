import fc from "fast-check";
import { assertEquals } from "../tests/assert.ts";
import { encodeParts, jsonWithBase64 } from "./base64_text.ts";

Deno.test("jsonWithBase64() and encodeParts() write what JSON.stringify would", () => {
  const field = fc.record({ size: fc.string(), né: fc.integer() }, { requiredKeys: [] });
  fc.assert(fc.property(field, fc.base64String(), (fields, base64) => {
    const text = new TextDecoder().decode(encodeParts(jsonWithBase64(fields, base64)));
    assertEquals(text, JSON.stringify({ b64_json: base64, ...fields }));
  }));
});
