/**
 * The provider contract for submits that go wrong.
 *
 * @module
 */

import { assertEquals, assertFalse } from "../assert.ts";
import type { Failure } from "../../failure.ts";
import { createVirtualRuntime } from "../fakes/runtime.ts";
import type { ProviderContract, WireContract } from "./provider.ts";
import { knownFaults } from "./provider_faults.ts";
import { describeFault, failureOf, withProvider } from "./provider_session.ts";

/** Registers these tests. */
export function registerSubmitTests(
  name: string,
  contract: ProviderContract,
  wire: WireContract,
): void {
  const checkSilence = (failure: Failure) => assertSilent(failure, wire.secrets);

  for (const { what, fault, kind, retryAfterMs } of knownFaults(createVirtualRuntime().now())) {
    Deno.test(`${name} calls it ${kind} when a submit meets ${what}`, () =>
      withProvider(contract, async ({ upstream, submit }) => {
        upstream.next({ ...fault, on: "submit" });
        const failure = failureOf(await submit());
        assertEquals(failure.kind, kind, failure.message);
        assertEquals(failure.retryAfterMs, retryAfterMs);
        checkSilence(failure);
      }));
  }

  for (const refusal of wire.refusals) {
    Deno.test(`${name} knows a refused prompt by ${describeFault(refusal)}`, () =>
      withProvider(contract, async ({ upstream, submit, finish }) => {
        upstream.next(refusal);
        const failure = failureOf(await finish(await submit()));
        assertEquals(failure.kind, "content_policy");
        checkSilence(failure);
      }));
  }

  const { hiddenRateLimit } = wire;
  if (hiddenRateLimit) {
    Deno.test(`${name} finds a rate limit in a 200 answer`, () =>
      withProvider(contract, async ({ upstream, submit, finish }) => {
        upstream.next(hiddenRateLimit);
        assertEquals(failureOf(await finish(await submit())).kind, "rate_limited");
      }));
  }

  Deno.test(`${name} ends a submit at once when its caller leaves`, () =>
    withProvider(contract, async ({ provider, request, hanging }) => {
      const ended = Promise.withResolvers<Failure>();
      const calling = await hanging("submit", async (context) => {
        ended.resolve(failureOf(await provider.submit(request(), context)));
      });
      calling.abort();
      assertEquals((await ended.promise).kind, "no_answer");
    }));
}

/** No part of a failure may hold a credential. */
export function assertSilent(failure: Failure, secrets: readonly string[]): void {
  const told = JSON.stringify(failure);
  for (const secret of secrets) assertFalse(told.includes(secret), told);
}
