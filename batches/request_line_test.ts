import { assertEquals, assertMatch } from "../tests/assert.ts";
import { readRequest } from "./request_line.ts";

const ENDPOINT = "/v1/images/generations";

function read(value: unknown) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return readRequest(new TextEncoder().encode(text), ENDPOINT);
}

const good = { custom_id: "a", method: "POST", url: ENDPOINT, body: { prompt: "x" } };

Deno.test("readRequest() reads a request, and takes an empty line for none", () => {
  assertEquals(read(good), { ok: true, request: { customId: "a", body: { prompt: "x" } } });
  assertEquals(read(`  ${JSON.stringify(good)}\r`), read(good));
  assertEquals([read(""), read(" \r")], [undefined, undefined]);
});

/** What can be wrong with a line, and what is said of it. */
const WRONG: readonly (readonly [unknown, string, RegExp])[] = [
  ["{", "invalid_json_line", /not valid JSON/],
  ["[]", "invalid_json_line", /one object/],
  ["7", "invalid_json_line", /one object/],
  [{ ...good, custom_id: undefined }, "invalid_custom_id", /custom_id is missing/],
  [{ ...good, custom_id: "" }, "invalid_custom_id", /custom_id is "": use/],
  [{ ...good, custom_id: 7 }, "invalid_custom_id", /custom_id is 7/],
  [{ ...good, custom_id: "x".repeat(513) }, "invalid_custom_id", /1 to 512/],
  [{ ...good, method: "post" }, "invalid_method", /method is "post": use "POST"/],
  [{ ...good, url: "/v1/embeddings" }, "invalid_url", /is for "\/v1\/images\/generations"/],
  [{ ...good, body: [] }, "invalid_body", /body is \[\]/],
  [{ ...good, body: undefined }, "invalid_body", /body is missing/],
];

for (const [line, code, message] of WRONG) {
  Deno.test(`readRequest() says what is wrong with ${JSON.stringify(line).slice(0, 70)}`, () => {
    const wrong = read(line);
    assertEquals(wrong?.ok === false && wrong.problem.code, code);
    assertMatch(wrong?.ok === false ? wrong.problem.message : "", message);
  });
}

Deno.test("readRequest() says that a line is too long, or no UTF-8", () => {
  const long = readRequest(undefined, ENDPOINT);
  assertEquals(long?.ok === false && long.problem.code, "line_too_long");
  const broken = readRequest(Uint8Array.of(0x22, 0xff, 0x22), ENDPOINT);
  assertEquals(broken?.ok === false && broken.problem.code, "invalid_json_line");
});
