import { assert, assertEquals, assertFalse } from "../tests/assert.ts";
import { disable, enable, type Endpoint, rotate, secretsOf, wants } from "./endpoint.ts";
import type { EventType } from "./event.ts";

const DAY = 24 * 3_600_000;

const endpoint: Endpoint = {
  id: "whe_1",
  name: "mine",
  url: "https://a.test/",
  eventTypes: [],
  secret: "old",
  createdAt: 0,
  updatedAt: 0,
};

Deno.test("wants() takes no list for all types, and a list for its own", () => {
  const choosy = { ...endpoint, eventTypes: ["batch.completed"] satisfies EventType[] };
  assert(wants(endpoint, "image.generation.failed"));
  assert(wants(choosy, "batch.completed"));
  assertFalse(wants(choosy, "image.generation.failed"));
  assertFalse(wants(disable(endpoint, 1), "batch.completed"));
});

Deno.test("rotate() keeps the old secret for a day where that is asked for", () => {
  const kept = rotate(endpoint, { secret: "new", keepOld: true, now: 10 });
  assertEquals(secretsOf(kept, 10 + DAY - 1), ["new", "old"]);
  assertEquals(secretsOf(kept, 10 + DAY), ["new"]);
  assertEquals(kept.updatedAt, 10);
});

Deno.test("rotate() drops every older secret where it is not", () => {
  const kept = rotate(endpoint, { secret: "new", keepOld: true, now: 10 });
  const dropped = rotate(kept, { secret: "newest", keepOld: false, now: 20 });
  assertEquals(secretsOf(dropped, 20), ["newest"]);
  assertFalse(JSON.stringify(dropped).includes("old"));
});

Deno.test("disable() keeps its first time, and enable() takes it away", () => {
  const disabled = disable(disable(endpoint, 1), 2);
  assertEquals(disabled.disabledAt, 1);
  assertEquals(enable(disabled, 3), { ...endpoint, updatedAt: 3 });
  assertEquals(enable(endpoint, 3), endpoint);
});
