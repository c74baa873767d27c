import { assertEquals } from "../tests/assert.ts";
import { retryAfterMs } from "./retry_after.ts";

const NOW = Date.UTC(2030, 0, 1);

function said(headers: Record<string, string>): number | undefined {
  return retryAfterMs(new Headers(headers), NOW);
}

Deno.test("retryAfterMs() reads seconds", () => {
  assertEquals(said({ "retry-after": "7" }), 7_000);
  assertEquals(said({ "retry-after": " 1.5 " }), 1_500);
  assertEquals(said({ "retry-after": "0" }), 0);
});

Deno.test("retryAfterMs() reads an HTTP date, in the past as no time at all", () => {
  assertEquals(said({ "retry-after": new Date(NOW + 30_000).toUTCString() }), 30_000);
  assertEquals(said({ "retry-after": new Date(NOW - 30_000).toUTCString() }), 0);
});

Deno.test("retryAfterMs() prefers retry-after-ms", () => {
  assertEquals(said({ "retry-after-ms": "250", "retry-after": "1" }), 250);
});

Deno.test("retryAfterMs() is undefined for what it cannot read", () => {
  assertEquals(said({}), undefined);
  for (const text of ["", "soon", "-5", "1e9", "0x10", "NaN"]) {
    assertEquals(said({ "retry-after": text }), undefined, text);
  }
});
