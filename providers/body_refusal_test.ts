import type { FailureKind } from "../failure.ts";
import { assertEquals, assertLessOrEqual, assertStringIncludes } from "../tests/assert.ts";
import { failureOfCode, failureOfJob, Sentence } from "./body_refusal.ts";
import { MAX_MESSAGE_LENGTH } from "./upstream_message.ts";

const NOW = Date.UTC(2030, 0, 1);

function failureOf(code: number, message = "", headers = new Headers()) {
  return failureOfCode({ code, message, headers }, NOW);
}

Deno.test("Sentence reads a text, and of several languages the English one", () => {
  assertEquals(Sentence.parse("busy"), "busy");
  assertEquals(Sentence.parse({ zh: "忙", en: "busy" }), "busy");
  assertEquals(Sentence.parse({ zh: "忙" }), "忙");
  for (const other of [undefined, null, 7, {}, ["busy"], { en: 7 }]) {
    assertEquals(Sentence.parse(other), "");
  }
});

Deno.test("failureOfCode() takes an HTTP status for what it is", () => {
  const kinds: readonly [number, FailureKind][] = [
    [400, "invalid_request"],
    [401, "upstream_auth"],
    [402, "upstream_quota"],
    [429, "rate_limited"],
    [500, "no_answer"],
    [503, "unavailable"],
  ];
  for (const [code, kind] of kinds) assertEquals(failureOf(code).kind, kind);
});

Deno.test("failureOfCode() reads Retry-After", () => {
  const failure = failureOf(429, "limit reached", new Headers({ "retry-after": "9" }));
  assertEquals(failure.retryAfterMs, 9_000);
});

Deno.test("failureOfCode() calls any other code unavailable, in the upstream's words", () => {
  for (const code of [-1, 0, 201, 1_001, 100_001]) {
    const failure = failureOf(code, "The line is full");
    assertEquals(failure.kind, "unavailable");
    assertStringIncludes(failure.message, "The line is full");
    assertEquals(failure.detail, { code });
  }
  assertStringIncludes(failureOf(1_001).message, "code 1001");
});

Deno.test("failureOfCode() hears a refusal of the content under any code", () => {
  const sentences = ["The prompt contains sensitive words", "NSFW is prohibited", "内容违规"];
  for (const message of sentences) {
    for (const code of [400, 403, 100_004]) {
      assertEquals(failureOf(code, message).kind, "content_policy");
    }
  }
});

Deno.test("failureOfJob() tells a refusal of the content from other failures", () => {
  assertEquals(failureOfJob("Blocked by content policy").kind, "content_policy");
  const failure = failureOfJob("Out of memory");
  assertEquals(failure.kind, "generation_failed");
  assertStringIncludes(failure.message, "Out of memory");
  assertEquals(failureOfJob("").message, "The upstream failed: without a reason");
});

Deno.test("failureOfCode() and failureOfJob() keep messages short and on one line", () => {
  const long = `first\nsecond ${"x".repeat(1_000)}`;
  for (const { message } of [failureOf(400, long), failureOf(1, long), failureOfJob(long)]) {
    assertLessOrEqual(message.length, MAX_MESSAGE_LENGTH);
    assertEquals(message.includes("\n"), false);
  }
});
