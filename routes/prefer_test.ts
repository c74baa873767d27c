import { assertEquals } from "../tests/assert.ts";
import { readPreference } from "./prefer.ts";

Deno.test("readPreference() reads both wishes, in any spelling", () => {
  assertEquals(readPreference("Respond-Async"), { waitMs: 0, applied: "respond-async" });
  assertEquals(readPreference('WAIT = "5"'), { waitMs: 5_000, applied: "wait=5" });
  assertEquals(readPreference("respond-async; wait=10"), { waitMs: 10_000, applied: "wait=10" });
});

Deno.test("readPreference() passes over what it does not know", () => {
  for (const prefer of [null, "", "return=minimal", "wait=soon", "wait=-1", "waiter=3"]) {
    assertEquals(readPreference(prefer), {});
  }
});
