/**
 * The provider contract for polls and cancels that go wrong: the handle, which may be paid for, is
 * given up only when the upstream says that it knows the job no longer.
 *
 * @module
 */

import { type Failure, FAILURES } from "../../failure.ts";
import { assertEquals } from "../assert.ts";
import { createVirtualRuntime } from "../fakes/runtime.ts";
import type { ProviderContract, WireContract } from "./provider.ts";
import { knownFaults } from "./provider_faults.ts";
import { failureOf, withProvider } from "./provider_session.ts";
import { assertSilent } from "./provider_submits.ts";

/** Registers these tests. */
export function registerPollTests(
  name: string,
  contract: ProviderContract,
  wire: WireContract,
): void {
  for (const { what, fault, retryAfterMs } of knownFaults(createVirtualRuntime().now())) {
    Deno.test(`${name} keeps its handle when a poll meets ${what}`, () =>
      withProvider(contract, async ({ upstream, handle, poll, finish }) => {
        const paidFor = await handle();
        upstream.next({ ...fault, on: "poll" });
        const failure = failureOf(await poll(paidFor));
        assertEquals(FAILURES[failure.kind].scope, "call", failure.message);
        assertEquals(failure.retryAfterMs, retryAfterMs);
        assertSilent(failure, wire.secrets);
        assertEquals((await finish(await poll(paidFor))).kind, "done");
      }));
  }

  const { expired } = wire;
  if (expired) {
    Deno.test(`${name} gives up a job that the upstream does not know`, () =>
      withProvider(contract, async ({ upstream, handle, poll }) => {
        const paidFor = await handle();
        upstream.next({ ...expired, on: "poll" });
        assertEquals(failureOf(await poll(paidFor)).kind, "generation_failed");
      }));
  }

  Deno.test(`${name} ends a poll at once when its caller leaves`, () =>
    withProvider(contract, async ({ handle, poll, hanging }) => {
      const paidFor = await handle();
      const ended = Promise.withResolvers<Failure>();
      const calling = await hanging("poll", async (context) => {
        ended.resolve(failureOf(await poll(paidFor, context)));
      });
      calling.abort();
      assertEquals(FAILURES[(await ended.promise).kind].scope, "call");
    }));

  Deno.test(`${name} does not mind when a cancel goes wrong`, () =>
    withProvider(contract, async ({ upstream, handle, cancel }) => {
      const job = await handle();
      for (const { fault } of knownFaults(0)) {
        upstream.next({ ...fault, on: "cancel" });
        await cancel(job);
      }
    }));

  Deno.test(`${name} ends a cancel at once when its caller leaves`, () =>
    withProvider(contract, async ({ handle, cancel, hanging, provider, context }) => {
      const job = await handle();
      const left = context();
      left.abort();
      await cancel(job, left);
      if (provider.cancel === undefined) return;
      const ended = Promise.withResolvers<void>();
      const calling = await hanging("cancel", async (context) => {
        await cancel(job, context);
        ended.resolve();
      });
      calling.abort();
      await ended.promise;
    }));
}
