import { assertEquals } from "../../tests/assert.ts";
import { isOurPage } from "./session.ts";

const BASE = "https://pictures.example";

/** What a browser says of who is asking, and whether its cookie counts for GET and for POST. */
const CASES: readonly [string, Record<string, string>, boolean, boolean][] = [
  ["our page", { "sec-fetch-site": "same-origin", origin: BASE }, true, true],
  ["the address bar", { "sec-fetch-site": "none" }, true, false],
  ["another port", { "sec-fetch-site": "same-site", origin: `${BASE}:81` }, false, false],
  [
    "another site",
    { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    false,
    false,
  ],
  ["a lie about the origin", { "sec-fetch-site": "cross-site", origin: BASE }, false, false],
  ["our page over plain http", { origin: BASE }, true, true],
  ["our page behind a proxy", { origin: "http://inner:8000" }, true, true],
  ["another site over plain http", { origin: "https://evil.example" }, false, false],
  ["a sandboxed frame", { origin: "null" }, false, false],
  ["a program that says nothing", {}, true, false],
];

for (const [who, said, mayRead, mayChange] of CASES) {
  Deno.test(`isOurPage() knows ${who}`, () => {
    const headers = { host: "inner:8000", ...said };
    const ask = (method: string) =>
      isOurPage(new Request("http://inner:8000/v1/jobs", { method, headers }), BASE);
    assertEquals([ask("GET"), ask("POST"), ask("DELETE")], [mayRead, mayChange, mayChange]);
  });
}
