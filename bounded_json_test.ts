import fc from "fast-check";
import { parseBoundedJson } from "./bounded_json.ts";
import { assert, assertEquals } from "./tests/assert.ts";

Deno.test("parseBoundedJson() reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      assertEquals(parseBoundedJson(text), { ok: true, value: JSON.parse(text) });
    }),
    { seed: 8, numRuns: 300 },
  );
});

Deno.test("parseBoundedJson() counts nothing that is written within strings", () => {
  const tricks = [
    "[".repeat(100),
    "\\",
    '\\"[[',
    '"',
    '"{'.repeat(70),
    ",".repeat(200_000),
    "\\\\",
  ];
  for (const value of tricks) {
    const text = JSON.stringify({ [value]: [value, value] });
    assertEquals(parseBoundedJson(text), { ok: true, value: JSON.parse(text) });
  }
});

const BOMBS: Readonly<Record<string, string>> = {
  "arrays in arrays": "[".repeat(5_000_000),
  "closed arrays in arrays": "[".repeat(100_000) + "]".repeat(100_000),
  "objects in objects": '{"a":'.repeat(1_000_000),
  "deep behind a string": `{"prompt":"a \\" b","x":${"[".repeat(65)}`,
  "many numbers": `[${"0,".repeat(200_000)}0]`,
  "many objects": `[${"{},".repeat(200_000)}0]`,
  "many fields": `{${Array.from({ length: 200_000 }, (_, index) => `"k${index}":1`)}}`,
};

for (const [what, text] of Object.entries(BOMBS)) {
  Deno.test(`parseBoundedJson() builds nothing of ${what}`, () => {
    const parsed = parseBoundedJson(text);
    assert(!parsed.ok, "it is refused");
    assertEquals(parsed.code, "json_too_large");
  });
}

Deno.test("parseBoundedJson() takes 64 levels and a picture of any length", () => {
  const picture = `"${"A".repeat(5_000_000)}"`;
  for (const text of ["[".repeat(64) + "]".repeat(64), `{"image":${picture}}`]) {
    assert(parseBoundedJson(text).ok, text.slice(0, 20));
  }
});

Deno.test("parseBoundedJson() says what is no JSON", () => {
  for (
    const text of ["", "  ", "{", '{"a"', '"abc', "]", "}}}}", "[1,]", "undefined", '"\\', "NaN"]
  ) {
    const parsed = parseBoundedJson(text);
    assert(!parsed.ok && parsed.code === "invalid_json", text);
  }
});
