import type { FailureKind } from "../failure.ts";
import { FAILURES } from "../failure.ts";
import { assertEquals, assertFalse, assertStringIncludes } from "../tests/assert.ts";
import { failureOfStatus, type Phase, type UpstreamRefusal } from "./status.ts";

const NOW = Date.UTC(2030, 0, 1);

function refusal(status: number, more: Partial<UpstreamRefusal> = {}): UpstreamRefusal {
  return { status, headers: new Headers(), body: undefined, isHtml: false, ...more };
}

function kindOf(status: number, phase: Phase = "submit"): FailureKind {
  return failureOfStatus(refusal(status), { phase, now: NOW }).kind;
}

Deno.test("failureOfStatus() tells what was not accepted from what may have been", () => {
  const table: Readonly<Partial<Record<FailureKind, readonly number[]>>> = {
    invalid_request: [400, 404, 405, 406, 409, 410, 413, 415, 422],
    upstream_auth: [401, 403],
    upstream_quota: [402],
    rate_limited: [429],
    unavailable: [408, 425, 503, 529],
    no_answer: [500, 501, 502, 504, 520, 522, 524],
    bad_response: [301, 302, 304, 307, 308],
  };
  for (const [kind, statuses] of Object.entries(table)) {
    for (const status of statuses) assertEquals(kindOf(status), kind, `status ${status}`);
  }
});

Deno.test("failureOfStatus() gives up a polled job only when the upstream does not know it", () => {
  for (const phase of ["poll", "cancel"] as const) {
    assertEquals(kindOf(404, phase), "generation_failed");
    assertEquals(kindOf(410, phase), "generation_failed");
    for (const status of [302, 400, 401, 402, 403, 409, 422, 429, 500, 502, 503, 504, 520, 529]) {
      assertEquals(FAILURES[kindOf(status, phase)].scope, "call", `status ${status}`);
    }
  }
});

Deno.test("failureOfStatus() takes a challenge page for no verdict on our key", () => {
  const answer = refusal(403, { isHtml: true });
  const { kind, message } = failureOfStatus(answer, { phase: "submit", now: NOW });
  assertEquals(kind, "unavailable");
  assertStringIncludes(message, "challenge page");
});

Deno.test("failureOfStatus() passes on what the upstream says of the request", () => {
  const answer = refusal(422, { body: { detail: "n must be at most 4." } });
  const { message } = failureOfStatus(answer, { phase: "submit", now: NOW });
  assertEquals(message, "The upstream refused the request: n must be at most 4");
});

Deno.test("failureOfStatus() keeps to itself what the upstream says of our account", () => {
  const answer = refusal(401, { body: { error: "Key ABC of Jane Doe has expired" } });
  const { message } = failureOfStatus(answer, { phase: "submit", now: NOW });
  assertFalse(message.includes("Jane"));
});

Deno.test("failureOfStatus() carries Retry-After", () => {
  for (const status of [429, 503]) {
    const answer = refusal(status, { headers: new Headers({ "retry-after": "7" }) });
    assertEquals(failureOfStatus(answer, { phase: "submit", now: NOW }).retryAfterMs, 7_000);
  }
  assertFalse("retryAfterMs" in failureOfStatus(refusal(429), { phase: "submit", now: NOW }));
});
