import { assertEquals } from "../tests/assert.ts";
import { createRecent } from "./recent.ts";

function memory(maxBytes = 100) {
  const clock = { now: 0 };
  return { clock, recent: createRecent<string>({ now: () => clock.now, maxBytes, maxAgeMs: 10 }) };
}

Deno.test("Recent forgets what is old", () => {
  const { clock, recent } = memory();
  recent.set("a", "A", 1);
  clock.now = 9;
  assertEquals(recent.get("a"), "A");
  clock.now = 10;
  assertEquals(recent.get("a"), undefined);
});

Deno.test("Recent forgets the oldest when there is no room", () => {
  const { recent } = memory(100);
  recent.set("a", "A", 60);
  recent.set("b", "B", 30);
  recent.set("c", "C", 30);
  assertEquals(["a", "b", "c"].map(recent.get), [undefined, "B", "C"]);
  recent.set("d", "D", 101);
  assertEquals(["b", "c", "d"].map(recent.get), [undefined, undefined, undefined]);
});

Deno.test("Recent counts a replaced or deleted value no longer", () => {
  const { recent } = memory(100);
  recent.set("a", "A", 90);
  recent.set("a", "A2", 10);
  recent.set("b", "B", 90);
  recent.delete("b");
  recent.set("c", "C", 90);
  assertEquals(["a", "b", "c"].map(recent.get), ["A2", undefined, "C"]);
});
