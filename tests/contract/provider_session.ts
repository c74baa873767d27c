/**
 * One provider in one test of its contract: called as the engine calls it, in virtual time.
 *
 * @module
 */

import type { Failure, Json } from "../../failure.ts";
import {
  type Capabilities,
  type Outcome,
  type Provider,
  SOLE_ACCOUNT,
  type UpstreamRequest,
} from "../../providers/provider.ts";
import { assert, assertEquals, assertLessOrEqual, fail } from "../assert.ts";
import { type TestContext, testContext } from "../fakes/call_context.ts";
import type { FakeUpstream } from "../fakes/fake_upstream.ts";
import type { Door, Fault } from "../fakes/faults.ts";
import { createVirtualRuntime, type VirtualRuntime } from "../fakes/runtime.ts";
import type { ProviderContract, ProviderUnderTest } from "./provider.ts";

/** A request as an adapter sees it go out. */
export interface Sent {
  readonly url: URL;
  readonly headers: Headers;
}

/** A provider at work. */
export interface Session {
  readonly provider: Provider;
  readonly capabilities: Capabilities;
  readonly upstream: FakeUpstream;
  countWorks(): number;
  /** All that went out through `fetch`. */
  readonly sent: readonly Sent[];
  /** Another instance, as a restarted process has it. */
  restart(): Provider;
  context(idempotencyKey?: string): TestContext;
  request(more?: Partial<UpstreamRequest>): UpstreamRequest;
  submit(more?: Partial<UpstreamRequest>, context?: TestContext): Promise<Outcome>;
  /** Submits, and gives the handle to poll with. */
  handle(): Promise<Json>;
  poll(handle: Json, context?: TestContext): Promise<Outcome>;
  cancel(handle: Json, context?: TestContext): Promise<void>;
  /** Lets the upstream's time pass and polls until there is no more to wait for. */
  finish(outcome: Outcome, provider?: Provider): Promise<Outcome>;
  /** Lets the upstream's time pass. */
  pass(ms: number): Promise<void>;
  /** Lets a call begin that hangs at the upstream. */
  hanging(door: Door, call: (context: TestContext) => Promise<unknown>): Promise<TestContext>;
}

/** Far more polls than any upstream needs. */
const MAX_POLLS = 200;

/** The largest handle that fits into a job's record; see `jobs/run.ts`. */
const MAX_HANDLE_BYTES = 3_000;

/** Runs a test with a provider of its own. */
export async function withProvider(
  contract: ProviderContract,
  test: (session: Session) => Promise<void>,
): Promise<void> {
  const runtime = createVirtualRuntime();
  const opened = contract.open(runtime);
  try {
    await test(createSession(contract, opened, runtime));
  } finally {
    opened.upstream?.release();
    await opened.close?.();
  }
}

function createSession(
  { model }: ProviderContract,
  { create, upstream, countWorks }: ProviderUnderTest,
  runtime: VirtualRuntime,
): Session {
  const provider = create();
  const capabilities = provider.models[model]?.capabilities ?? fail(`There is no model ${model}`);
  const sent: Sent[] = [];

  function upstreamOf(): FakeUpstream {
    return upstream ?? fail("This provider calls nobody");
  }

  const watchedFetch: typeof fetch = async (input, init) => {
    const { url, headers } = new Request(input, init);
    sent.push({ url: new URL(url), headers });
    return await upstreamOf().fetch(input, init);
  };

  function context(idempotencyKey?: string): TestContext {
    return testContext(watchedFetch, {
      now: runtime.now,
      sleep: runtime.sleep,
      account: provider.accounts?.[0]?.id ?? SOLE_ACCOUNT.id,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
  }

  function request(more: Partial<UpstreamRequest> = {}): UpstreamRequest {
    return { ...plainRequest(model, capabilities), ...more };
  }

  async function submit(more: Partial<UpstreamRequest> = {}, call = context()): Promise<Outcome> {
    return checked(await provider.submit(request(more), call));
  }

  async function poll(handle: Json, call = context(), by = provider): Promise<Outcome> {
    return checked(await by.poll?.(handle, call) ?? fail("This provider cannot poll"));
  }

  return {
    provider,
    capabilities,
    get upstream() {
      return upstreamOf();
    },
    countWorks: () => countWorks?.() ?? fail("Nobody counts the upstream's works"),
    sent,
    restart: create,
    context,
    request,
    submit,
    poll: (handle, call) => poll(handle, call),

    async handle() {
      const outcome = await submit();
      assert(outcome.kind === "pending", `A submit is pending, not ${outcome.kind}`);
      return outcome.handle;
    },

    async cancel(handle, call = context()) {
      await provider.cancel?.(handle, call);
    },

    async finish(outcome, by = provider) {
      let latest = outcome;
      for (let polls = 0; latest.kind === "pending" && polls < MAX_POLLS; polls++) {
        await runtime.pass(Math.max(1, latest.pollAfterMs));
        latest = await poll(latest.handle, context(), by);
      }
      return latest;
    },

    pass: runtime.pass,

    async hanging(door, call) {
      const hangs = upstreamOf();
      hangs.next({ on: door, hang: true });
      const calling = context();
      void call(calling);
      await runtime.until(() => hangs.held > 0);
      return calling;
    },
  };
}

/** What holds for every outcome. */
function checked(outcome: Outcome): Outcome {
  if (outcome.kind !== "pending") return outcome;
  const { handle, pollAfterMs } = outcome;
  const text = JSON.stringify(handle);
  assertEquals(JSON.parse(text), handle, "A handle is JSON");
  assertLessOrEqual(new TextEncoder().encode(text).length, MAX_HANDLE_BYTES, "A handle is small");
  assert(Number.isFinite(pollAfterMs) && pollAfterMs >= 0, `pollAfterMs is ${pollAfterMs}`);
  return outcome;
}

/** The failure of an outcome that must be one. */
export function failureOf(outcome: Outcome): Failure {
  assert(outcome.kind === "failed", `The outcome is a failure, not ${outcome.kind}`);
  assert(outcome.failure.message.length > 0, "A failure says what happened");
  return outcome.failure;
}

/** A fault in a few words, for test names and messages. */
export function describeFault({ status, headers, body, cut, truncate, accepts }: Fault): string {
  const words = [
    status ?? "",
    headers === undefined ? "" : JSON.stringify(headers),
    body === undefined ? "" : JSON.stringify(body).slice(0, 60),
    truncate ? "half of the answer" : "",
    cut ? "a cut connection" : "",
    accepts ? "after accepting" : "",
  ];
  return words.filter((word) => word !== "").join(" ");
}

function plainRequest(model: string, { sizes }: Capabilities): UpstreamRequest {
  const listed = sizes.kind === "list" ? sizes.sizes[0] : undefined;
  const least = sizes.kind === "range" ? { widthPx: sizes.minPx, heightPx: sizes.minPx } : listed;
  return {
    operation: "generate",
    model,
    prompt: "a lighthouse at dusk",
    n: 1,
    seed: 7,
    size: least ?? fail("A model has sizes"),
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
  };
}
