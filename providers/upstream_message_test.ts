import { assertEquals } from "../tests/assert.ts";
import { MAX_MESSAGE_LENGTH, upstreamMessage } from "./upstream_message.ts";

Deno.test("upstreamMessage() reads the usual error bodies", () => {
  const bodies = [
    { error: { message: "Size is wrong", type: "invalid_request_error", code: null } },
    { error: "Size is wrong" },
    { detail: "Size is wrong" },
    { detail: { message: "Size is wrong" } },
    { detail: { error: "Size is wrong" } },
    { message: "Size is wrong", code: 40_001 },
    { errors: ["Size is wrong", "and more"] },
    { errors: [{ message: "Size is wrong" }] },
    { success: false, error: null, message: " Size\n\tis wrong " },
  ];
  for (const body of bodies) assertEquals(upstreamMessage(body), "Size is wrong");
});

Deno.test("upstreamMessage() names the field that FastAPI rejects", () => {
  const detail = [{ loc: ["body", "size", 0], msg: "must be positive", type: "value_error" }];
  assertEquals(upstreamMessage({ detail }), "size.0: must be positive");
  assertEquals(upstreamMessage({ detail: [{ msg: "must be positive" }] }), "must be positive");
});

Deno.test("upstreamMessage() is undefined for other bodies", () => {
  for (const body of [undefined, null, "text", 5, [], {}, { error: {} }, { message: "" }]) {
    assertEquals(upstreamMessage(body), undefined);
  }
});

Deno.test("upstreamMessage() shortens long texts", () => {
  const message = upstreamMessage({ error: "x".repeat(5_000) }) ?? "";
  assertEquals(message.length, MAX_MESSAGE_LENGTH);
  assertEquals(message.endsWith("x…"), true);
});
