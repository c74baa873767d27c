import fc from "fast-check";
import { assert, assertEquals, assertMatch } from "../tests/assert.ts";
import { warningsHeader } from "./warnings.ts";

Deno.test("warningsHeader() gives every warning back through JSON, in plain ASCII", () => {
  const warnings = fc.array(fc.string({ unit: "binary", maxLength: 50 }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(fc.property(warnings, (warnings) => {
    const header = warningsHeader(warnings) ?? "";
    assertMatch(header, /^[\x20-\x7e]*$/);
    assertEquals(JSON.parse(header), warnings);
  }));
});

Deno.test("warningsHeader() stays short and counts what it leaves out", () => {
  const header = warningsHeader(Array.from({ length: 90 }, () => "x".repeat(97))) ?? "";
  assert(header.length < 4_100);
  assertEquals(JSON.parse(header).length, 41);
  assertMatch(header, /"and 50 more"\]$/);
});

Deno.test("warningsHeader() is undefined when there is nothing to say", () => {
  assertEquals(warningsHeader([]), undefined);
});
