import { assertEquals, assertThrows } from "../tests/assert.ts";
import { bodyOf } from "./event.ts";

const event = { id: "evt_1", type: "batch.failed", createdAt: 1_999 } as const;

Deno.test("bodyOf() has OpenAI's shape, with seconds", () => {
  assertEquals(JSON.parse(bodyOf({ ...event, data: { id: "batch_1", failed: 2 } })), {
    object: "event",
    id: "evt_1",
    type: "batch.failed",
    created_at: 1,
    data: { id: "batch_1", failed: 2 },
  });
});

Deno.test("bodyOf() refuses contents", () => {
  const data = { id: "batch_1", picture: "漢".repeat(7_000) };
  assertThrows(() => bodyOf({ ...event, data }), RangeError, "batch_1");
});
