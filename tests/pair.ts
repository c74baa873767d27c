/**
 * A model of two routes and both upstreams behind it, asked over HTTP in virtual time.
 *
 * @module
 */

import { createApp } from "../app.ts";
import type { Provider } from "../providers/provider.ts";
import { answered } from "./answers.ts";
import { assert, assertEquals } from "./assert.ts";
import type { KnownFault } from "./contract/provider_faults.ts";
import { type BorrowedClock, borrowedClock } from "./fakes/borrowed_clock.ts";
import type { FakeUpstream } from "./fakes/fake_upstream.ts";
import type { Door, Fault } from "./fakes/faults.ts";
import { createInternet } from "./fakes/internet.ts";
import { createSim, type Sim } from "./fakes/sim.ts";
import { createSimProvider } from "./fakes/sim_provider.ts";
import { countKeys, createWorld, storedJobs, type World } from "./world.ts";

/** Where the first route's upstream is. */
export const FIRST_URL = "http://upstream.test";

/** What it takes for a credential. */
export const FIRST_SECRET = "upstream-secret";

/** An adapter that stands first on a model's list of routes. */
export interface FirstRoute {
  readonly provider: Provider;
  /** The id under which the provider offers the model. */
  readonly model: string;
  createFake(clock: BorrowedClock): FakeUpstream;
  /** The model answers at once, though the provider has others that are polled. */
  readonly isAtOnce?: boolean;
  /** What its submits meet. */
  readonly faults: readonly KnownFault[];
  /** How it refuses what a caller asked for. */
  readonly refusals: readonly Fault[];
  /** How it hides a rate limit in a 200 answer. */
  readonly hiddenRateLimit?: Fault;
  /** How it says that it knows a job no longer. */
  readonly expired?: Fault;
  /** Its answer to a poll that hands over a picture at an address. */
  readonly resultAt?: (url: string) => Fault;
}

/** A model of two routes, and both upstreams behind it. */
export interface Pair {
  readonly world: World;
  readonly kv: Deno.Kv;
  readonly first: FakeUpstream;
  readonly spare: Sim;
  /** A host of our own network, which is nobody's business. */
  readonly neighbour: Sim;
  /** Asks over HTTP for a picture of this model. */
  ask(): Promise<Response>;
  /** Asks for as many pictures at the same time, each by itself. */
  askMany(count: number): Promise<readonly Response[]>;
}

/** Runs a test on a pair, which must be at rest afterwards. */
export async function withPair(
  route: FirstRoute,
  test: (pair: Pair) => Promise<void>,
): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const pair = await openPair(route, kv);
  await test(pair);
  await checkRest(pair);
  await pair.world.darkroom.close(0);
}

async function openPair(route: FirstRoute, kv: Deno.Kv): Promise<Pair> {
  const clock = borrowedClock();
  const first = route.createFake(clock);
  const [spare, neighbour] = [createSim({ clock }), createSim({ clock })];
  const fetch = createInternet({
    "upstream.test": first.fetch,
    "spare.test": spare.fetch,
    "10.0.0.1": neighbour.fetch,
  });
  const spareProvider = createSimProvider({ id: "spare", baseUrl: "http://spare.test" });
  const providers = [route.provider, spareProvider];
  const world = await createWorld({ kv, providers, fetch, env: settingsFor(route) });
  clock.lend(world.runtime);
  world.darkroom.worker.start();
  return { world, kv, first, spare, neighbour, ...callersOf(world) };
}

function settingsFor({ provider, model }: FirstRoute): Readonly<Record<string, string>> {
  return {
    DEFAULT_MODEL: "pair",
    MODEL_ROUTES: JSON.stringify({ pair: [`${provider.id}/${model}`, "spare/sim"] }),
    ALLOW_PRIVATE_NETWORK: "false",
    WAIT_SECONDS: "3600",
  };
}

function callersOf({ darkroom, runtime }: World): Pick<Pair, "ask" | "askMany"> {
  const app = createApp(darkroom.services);
  const body = JSON.stringify({ prompt: "a lighthouse", size: "256x256" });
  const post = async () => await app.request("/v1/images/generations", { method: "POST", body });
  return {
    ask: () => answered(runtime, post()),

    async askMany(count) {
      const asked = Array.from({ length: count }, post);
      return await Promise.all(asked.map((one) => answered(runtime, one)));
    },
  };
}

/** No job is stuck, nothing is held, and every submit was an attempt of its own. */
async function checkRest({ kv, first, spare }: Pair): Promise<void> {
  const jobs = await storedJobs(kv);
  assert(jobs.length > 0 && jobs.every(({ job }) => job.endedAt !== undefined), "Jobs end");
  for (const prefix of ["due", "seat", "line"]) assertEquals(await countKeys(kv, prefix), 0);
  const attempts = jobs.flatMap(({ job }) => job.tasks.map((task) => task.attemptsBegun));
  const begun = attempts.reduce((sum, count) => sum + count, 0);
  assertEquals(countSubmits(first) + countSubmits(spare), begun, "Submits are attempts");
}

/** Submits that came in, whatever became of them. */
export function countSubmits(upstream: FakeUpstream): number {
  return countCalls(upstream, "submit");
}

/** Calls that came in at a door, whatever became of them. */
export function countCalls({ calls }: FakeUpstream, at: Door): number {
  return calls.filter(({ door }) => door === at).length;
}
