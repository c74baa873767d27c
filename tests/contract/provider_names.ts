/**
 * The provider contract for works that have the names we gave them: a submit whose answer was lost is
 * found again.
 *
 * @module
 */

import type { CallContext } from "../../providers/provider.ts";
import { assert, assertEquals, assertNotEquals } from "../assert.ts";
import type { ProviderContract } from "./provider.ts";
import { failureOf, type Session, withProvider } from "./provider_session.ts";

/** Registers these tests. */
export function registerNameTests(name: string, contract: ProviderContract): void {
  Deno.test(`${name} finds the work again whose submit was not answered`, () =>
    withProvider(contract, async (session) => {
      const { upstream, submit, finish, context, restart } = session;
      const calling = context();
      upstream.next({ on: "submit", cut: true, accepts: true });
      failureOf(await submit({}, calling));
      const handle = expectedHandle(session, calling);
      const outcome = await finish({ kind: "pending", handle, pollAfterMs: 1 }, restart());
      assertEquals(outcome.kind, "done");
      assertEquals(countSubmits(session), 1);
    }));

  Deno.test(`${name} knows that a submit never arrived`, () =>
    withProvider(contract, async (session) => {
      const { upstream, submit, poll, context } = session;
      const calling = context();
      upstream.next({ on: "submit", cut: true });
      failureOf(await submit({}, calling));
      const failure = failureOf(await poll(expectedHandle(session, calling)));
      assertEquals(failure.kind, "generation_failed");
    }));

  Deno.test(`${name} can cancel the work whose submit was not answered`, () =>
    withProvider(contract, async (session) => {
      const { upstream, submit, provider, context, poll } = session;
      await submit({}, context("another")); // which is before it, in whatever line there is
      const calling = context();
      upstream.next({ on: "submit", cut: true, accepts: true });
      failureOf(await submit({}, calling));
      const handle = expectedHandle(session, calling);
      assert(await provider.cancel?.(handle, context()), "The upstream says that it has stopped");
      assertEquals((await poll(handle)).kind, "failed");
    }));

  Deno.test(`${name} gives each try a name of its own`, () =>
    withProvider(contract, (session) => {
      const names = ["job-0-1", "job-0-2", "job-1-1"]
        .map((attemptId) => expectedHandle(session, { ...session.context(), attemptId }));
      const again = expectedHandle(session, { ...session.context(), attemptId: "job-0-1" });
      assertEquals(names[0], again);
      for (const other of names.slice(1)) assertNotEquals(names[0], other);
      return Promise.resolve();
    }));
}

function expectedHandle({ provider, request }: Session, calling: CallContext) {
  const handle = provider.expectedHandle?.(request(), calling);
  assert(handle !== undefined, "The handle can be told");
  return handle;
}

function countSubmits({ upstream }: Session): number {
  return upstream.calls.filter(({ door }) => door === "submit").length;
}
