import fc from "fast-check";
import { assertEquals } from "../tests/assert.ts";
import { encodeParts, jsonWithBase64, jsonWithField } from "./base64_text.ts";

Deno.test("jsonWithBase64() and encodeParts() write what JSON.stringify would", () => {
  const field = fc.record({ size: fc.string(), né: fc.integer() }, { requiredKeys: [] });
  fc.assert(fc.property(field, fc.base64String(), (fields, base64) => {
    const text = new TextDecoder().decode(encodeParts(jsonWithBase64(fields, base64)));
    assertEquals(text, JSON.stringify({ b64_json: base64, ...fields }));
  }));
});

Deno.test("jsonWithField() puts a whole value before the others, under any name", () => {
  const fields = fc.record({ size: fc.string() }, { requiredKeys: [] });
  const name = fc.string().filter((text) => text !== "size" && text !== "__proto__");
  fc.assert(fc.property(fields, name, fc.jsonValue(), (fields, name, value) => {
    const parts = jsonWithField(fields, name, [{ text: JSON.stringify(value) }]);
    assertEquals(
      JSON.parse(new TextDecoder().decode(encodeParts(parts))),
      JSON.parse(JSON.stringify({ [name]: value, ...fields })),
    );
  }));
});
