import { assertEquals } from "./tests/assert.ts";
import { follow } from "./follow.ts";

Deno.test("follow() aborts with any of the signals, also with one that has aborted before", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const [follower, late] = [new AbortController(), new AbortController()];
  follow(follower, [one.signal, other.signal]);
  assertEquals(follower.signal.aborted, false);
  other.abort();
  assertEquals(follower.signal.aborted, true);
  follow(late, [other.signal]);
  assertEquals(late.signal.aborted, true);
});

Deno.test("follow() lets go of the signals when told to", () => {
  const [source, follower] = [new AbortController(), new AbortController()];
  const letGo = follow(follower, [source.signal]);
  letGo();
  source.abort();
  assertEquals(follower.signal.aborted, false);
});
