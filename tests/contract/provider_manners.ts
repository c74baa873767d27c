/**
 * The provider contract for what goes out: what is asked for, who asks, and whose keys are shown.
 *
 * @module
 */

import { assert, assertEquals, assertFalse, assertMatch } from "../assert.ts";
import type { ProviderContract, WireContract } from "./provider.ts";
import { type Sent, type Session, withProvider } from "./provider_session.ts";

/** Headers by which a program claims to be a browser, or somebody else. */
const PRETENCES = [
  "cookie",
  "origin",
  "referer",
  "forwarded",
  "x-forwarded-for",
  "x-real-ip",
  "cf-connecting-ip",
  "upgrade-insecure-requests",
  "x-requested-with",
];

/** Registers these tests. */
export function registerManners(
  name: string,
  contract: ProviderContract,
  wire: WireContract,
): void {
  Deno.test(`${name} sends seed 0 as 0`, () =>
    withProvider(contract, async (session) => {
      await session.submit({ seed: 0 });
      const { seed } = await lastSubmit(session, wire);
      assertEquals(seed, session.capabilities.honours.includes("seed") ? 0 : undefined);
    }));

  Deno.test(`${name} asks for as many pictures as it was told to`, () =>
    withProvider(contract, async (session) => {
      const n = session.capabilities.maxImages;
      await session.submit({ n });
      const facts = await lastSubmit(session, wire);
      assertEquals(facts.n ?? 1, n);
    }));

  Deno.test(`${name} says who it is and pretends to be nobody else`, () =>
    withProvider(contract, async (session) => {
      await wholeLife(session, contract);
      session.sent.forEach(checkManners);
    }));

  Deno.test(`${name} shows its credentials to the upstream's own origin only`, () =>
    withProvider(contract, async (session) => {
      await wholeLife(session, contract);
      const home = session.sent[0]?.url.origin;
      for (const { url, headers } of session.sent.filter(({ url }) => url.origin !== home)) {
        const shown = JSON.stringify([url.href, ...headers]);
        for (const secret of wire.secrets) assertFalse(shown.includes(secret), url.origin);
      }
    }));

  Deno.test(`${name} says truly whether one key is one work`, () =>
    withProvider(contract, async ({ submit, context, provider, countWorks }) => {
      assertEquals(provider.idempotentSubmit, wire.idempotent);
      if (!wire.idempotent) return;
      for (const key of ["key-1", "key-1", "key-2"]) await submit({}, context(key));
      assertEquals(countWorks(), 2);
    }));
}

/** Every kind of call there is. */
async function wholeLife(session: Session, { polled }: ProviderContract): Promise<void> {
  const { submit, finish, cancel } = session;
  const outcome = await submit();
  await finish(outcome);
  if (polled && outcome.kind === "pending") await cancel(outcome.handle);
  assert(session.sent.length > 0, "Something was sent");
}

/** A request says that we are Darkroom, and claims to come from nobody else. */
export function checkManners({ headers }: Pick<Sent, "headers">): void {
  assertMatch(headers.get("user-agent") ?? "", /^darkroom\/\d+\.\d+\.\d+$/);
  checkPretences({ headers });
}

/** No header claims that a browser or somebody else is asking. */
export function checkPretences({ headers }: Pick<Sent, "headers">): void {
  for (const [header] of headers) {
    assertFalse(PRETENCES.includes(header) || header.startsWith("sec-"), header);
  }
}

async function lastSubmit({ upstream }: Session, { readSubmit }: WireContract) {
  const call = upstream.calls.findLast(({ door }) => door === "submit");
  assert(call, "There was a submit");
  return await readSubmit({ ...call, request: call.request.clone() });
}
