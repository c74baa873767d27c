import { createApp } from "../app.ts";
import { type FailureKind, FAILURES } from "../failure.ts";
import { createAiimagetoimage } from "../providers/aiimagetoimage.ts";
import { createArting } from "../providers/arting.ts";
import { createDreamifly } from "../providers/dreamifly.ts";
import { createOpenai } from "../providers/openai.ts";
import type { Provider } from "../providers/provider.ts";
import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { answered, errorOf } from "./answers.ts";
import { assert, assertEquals, assertLess, assertNotMatch } from "./assert.ts";
import { DOWNLOAD_FAULTS } from "./contract/provider_downloads.ts";
import { type KnownFault, knownFaults } from "./contract/provider_faults.ts";
import { createAiimagetoimageFake } from "./fakes/aiimagetoimage.ts";
import { ARTING_REFUSALS, createArtingFake } from "./fakes/arting.ts";
import { type BorrowedClock, borrowedClock } from "./fakes/borrowed_clock.ts";
import { createDreamiflyFake } from "./fakes/dreamifly.ts";
import type { FakeUpstream } from "./fakes/fake_upstream.ts";
import type { Fault } from "./fakes/faults.ts";
import { createInternet } from "./fakes/internet.ts";
import { createFakeOpenai, OPENAI_MODERATION } from "./fakes/openai.ts";
import { createVirtualRuntime } from "./fakes/runtime.ts";
import { createSim, type Sim } from "./fakes/sim.ts";
import { createSimProvider } from "./fakes/sim_provider.ts";
import { countKeys, createWorld, storedJobs, type World } from "./world.ts";

const SECRET = "upstream-secret";
const BASE_URL = "http://upstream.test";

const FAULTS = knownFaults(createVirtualRuntime().now());

/** The first fault of each kind of failure. */
const ONE_OF_EACH_KIND = FAULTS.filter(({ kind }, index) =>
  FAULTS.findIndex((other) => other.kind === kind) === index
);

/** An adapter that stands first on a model's list of routes. */
interface FirstRoute {
  readonly provider: Provider;
  /** The id under which the provider offers the model. */
  readonly model: string;
  createFake(clock: BorrowedClock): FakeUpstream;
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
  /** What the operator sets beside the usual. */
  readonly env?: Readonly<Record<string, string>>;
}

const FIRST_ROUTES: readonly FirstRoute[] = [
  {
    provider: createDreamifly({ baseUrl: BASE_URL, tokens: [SECRET] }),
    model: "dreamifly-qwen-image",
    faults: FAULTS,
    createFake: (clock) => createDreamiflyFake({ tokens: [SECRET], clock }),
    refusals: [], // it strikes out the words that it does not like
  },
  {
    provider: createOpenai({
      baseUrl: `${BASE_URL}/v1`,
      apiKeys: [SECRET],
      models: ["gpt-image-2"],
    }),
    model: "gpt-image-2",
    faults: FAULTS,
    createFake: ({ now }) => createFakeOpenai({ apiKeys: [SECRET], now }),
    refusals: [
      { on: "submit", status: 400, body: OPENAI_MODERATION },
      { on: "submit", body: OPENAI_MODERATION },
    ],
    hiddenRateLimit: {
      on: "submit",
      body: { error: { message: "Slow down", type: "requests", code: "rate_limit_exceeded" } },
    },
  },
  {
    provider: createArting({ baseUrl: BASE_URL, tokens: [SECRET] }),
    model: "oneFORALLAnime",
    faults: FAULTS,
    createFake: ({ now }) => createArtingFake({ tokens: [SECRET], latencyMs: 1_000, now }),
    refusals: [{ on: "submit", body: ARTING_REFUSALS.content }],
    hiddenRateLimit: { on: "submit", body: { code: 429, message: "Too many requests" } },
    resultAt: (url) => ({
      on: "poll",
      body: { code: 100_000, data: { status: "success", output: [url] } },
    }),
  },
  {
    provider: createAiimagetoimage({ baseUrl: BASE_URL }),
    model: "nano_banana",
    faults: ONE_OF_EACH_KIND, // every one of its submits carries a large canvas
    createFake: ({ now }) => createAiimagetoimageFake({ latencyMs: 1_000, now }),
    refusals: [
      { on: "submit", body: { code: 400, message: { en: "The prompt has sensitive content" } } },
      { on: "poll", body: { code: 500, message: "Blocked: NSFW" } },
    ],
    hiddenRateLimit: { on: "submit", body: { code: 429, message: { zh: "已达上限" } } },
    expired: { on: "poll", body: { code: 404, message: { en: "No such job" } } },
    resultAt: (url) => ({
      on: "poll",
      body: { code: 200, result: { job_id: "job_1", status: "success", image_url: [url] } },
    }),
  },
];

/** A model of two routes, and both upstreams behind it. */
interface Pair {
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
async function withPair(route: FirstRoute, test: (pair: Pair) => Promise<void>): Promise<void> {
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

function settingsFor({ provider, model, env }: FirstRoute): Readonly<Record<string, string>> {
  return {
    DEFAULT_MODEL: "pair",
    MODEL_ROUTES: JSON.stringify({ pair: [`${provider.id}/${model}`, "spare/sim"] }),
    ALLOW_PRIVATE_NETWORK: "false",
    WAIT_SECONDS: "3600",
    ...env,
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

function countSubmits({ calls }: FakeUpstream): number {
  return calls.filter(({ door }) => door === "submit").length;
}

async function checkPicture(response: Response): Promise<void> {
  assertEquals(response.status, 200, await response.clone().text());
  assertEquals(ImagesResponse.parse(await response.json()).data.length, 1);
}

/** The failure of this kind in OpenAI's envelope, without a word about our insides. */
async function checkError(response: Response, kind: FailureKind): Promise<void> {
  const { message, code, type } = await errorOf(response);
  const row = FAILURES[kind];
  assertEquals([response.status, type, code], [row.status, row.type, row.code], message);
  assertNotMatch(message, /upstream\.test|upstream-secret|fetch failed|Error:|undefined|\n/);
}

/** What a failed submit ends in; undefined: another try, here or elsewhere, brings a picture. */
function endOf(kind: FailureKind, { paid }: Provider): FailureKind | undefined {
  if (!paid || FAILURES[kind].repeat !== "if_idempotent") return undefined;
  return kind === "no_answer" ? "submission_unknown" : kind;
}

/** More than any job has tries. */
const FOR_GOOD = 50;

for (const route of FIRST_ROUTES) {
  testSubmits(route);
  testHopelessSubmits(route);
  testRefusals(route);
  if (route.provider.poll === undefined) continue;
  testPolls(route);
  testDownloads(route);
}

function testSubmits(route: FirstRoute): void {
  const { provider, provider: { id }, hiddenRateLimit } = route;
  for (const { what, fault, kind } of route.faults) {
    const end = endOf(kind, provider);
    const promise = end === undefined ? "another try brings the picture" : `one ${end} is all`;
    Deno.test(`${id} meets ${what} on a submit: ${promise}`, () =>
      withPair(route, async ({ first, spare, ask }) => {
        first.next({ ...fault, on: "submit" });
        const response = await ask();
        if (end === undefined) return await checkPicture(response);
        await checkError(response, end);
        assertEquals([countSubmits(first), countSubmits(spare)], [1, 0]);
      }));
  }

  if (hiddenRateLimit) {
    Deno.test(`${id} hides a rate limit in a 200 answer: another try brings the picture`, () =>
      withPair(route, async ({ first, ask }) => {
        first.next(hiddenRateLimit);
        await checkPicture(await ask());
      }));
  }
}

function testHopelessSubmits(route: FirstRoute): void {
  const { provider, provider: { id } } = route;
  for (const { what, fault, kind } of ONE_OF_EACH_KIND) {
    if (endOf(kind, provider) !== undefined) continue;
    Deno.test(`${id} meets nothing but ${what} on submits: the other route brings the picture`, () =>
      withPair(route, async ({ first, spare, ask }) => {
        first.next({ ...fault, on: "submit", times: FOR_GOOD });
        await checkPicture(await ask());
        assertLess(countSubmits(first), 4);
        assertEquals([countSubmits(spare), spare.jobs.length], [1, 1]);
      }));
  }
}

function testRefusals(route: FirstRoute): void {
  const { id } = route.provider;
  for (const [index, refusal] of route.refusals.entries()) {
    Deno.test(`${id} refuses by its content policy, form ${index}: no other route is asked`, () =>
      withPair(route, async ({ first, spare, ask }) => {
        first.next(refusal);
        await checkError(await ask(), "content_policy");
        assertEquals([countSubmits(first), countSubmits(spare)], [1, 0]);
      }));
  }

  for (const status of [400, 413, 422]) {
    Deno.test(`${id} finds fault with the request by ${status}: no other route is asked`, () =>
      withPair(route, async ({ first, spare, ask }) => {
        first.next({ on: "submit", status, body: { error: { message: "The size is odd" } } });
        await checkError(await ask(), "invalid_request");
        assertEquals([countSubmits(first), countSubmits(spare)], [1, 0]);
      }));
  }
}

function testPolls(route: FirstRoute): void {
  const { expired, provider: { id } } = route;
  Deno.test(`${id} meets every fault on polls: the work goes on, and is submitted once`, () =>
    withPair(route, async ({ first, spare, askMany }) => {
      for (const { fault } of FAULTS) first.next({ ...fault, on: "poll" });
      for (const response of await askMany(FAULTS.length)) await checkPicture(response);
      assertEquals([countSubmits(first), countSubmits(spare)], [FAULTS.length, 0]);
    }));

  Deno.test(`${id} answers no poll any more: the other route brings the picture in the end`, () =>
    withPair(route, async ({ first, spare, ask }) => {
      first.next({ on: "poll", status: 503, body: {}, times: 1_000 });
      await checkPicture(await ask());
      assertEquals(spare.jobs.length, 1);
    }));

  if (expired) {
    Deno.test(`${id} forgets a job: it is submitted anew`, () =>
      withPair(route, async ({ first, spare, ask }) => {
        first.next(expired);
        await checkPicture(await ask());
        assertEquals([countSubmits(first), countSubmits(spare)], [2, 0]);
      }));
  }
}

function testDownloads(route: FirstRoute): void {
  const { resultAt, provider: { id } } = route;
  for (const { what, fault, kind } of DOWNLOAD_FAULTS) {
    const isFinal = FAILURES[kind].scope === "job" || kind === "bad_response";
    const submits = isFinal ? 2 : 1;
    const promise = submits === 1 ? "it is fetched again" : "it is drawn again";
    Deno.test(`${id} gives a picture that ${what}: ${promise}`, () =>
      withPair(route, async ({ first, spare, neighbour, ask }) => {
        first.next({ ...fault, on: "file" });
        await checkPicture(await ask());
        assertEquals([countSubmits(first), countSubmits(spare)], [submits, 0]);
        assertEquals(neighbour.calls, []);
      }));
  }

  if (resultAt === undefined) return;
  Deno.test(`${id} points into our own network: nobody is asked there, the spare is`, () =>
    withPair(route, async ({ first, spare, neighbour, ask }) => {
      first.next({ ...resultAt("http://10.0.0.1/files/sim_1-0.png"), times: FOR_GOOD });
      await checkPicture(await ask());
      assertEquals([neighbour.calls, spare.jobs.length], [[], 1]);
    }));
}

Deno.test("dreamifly never has more calls at a time than it allows, from two engines either", async () => {
  using kv = await Deno.openKv(":memory:");
  const clock = borrowedClock();
  const fake = createDreamiflyFake({ tokens: [SECRET], latencyMs: 4_000, clock });
  const provider = createDreamifly({ baseUrl: BASE_URL, tokens: [SECRET] });
  const env = { DEFAULT_MODEL: "dreamifly-qwen-image" };
  const options = { kv, providers: [provider], env };
  const one = await createWorld({
    ...options,
    fetch: createInternet({ "upstream.test": fake.fetch }),
  });
  clock.lend(one.runtime);
  const two = await createWorld({ ...options, beside: one });
  one.darkroom.worker.start();
  two.darkroom.worker.start();
  const request = { model: env.DEFAULT_MODEL, size: { widthPx: 64, heightPx: 64 } };
  const engines = Array.from({ length: 20 }, (_, index) => index % 2 === 0 ? one : two);
  const jobs = await Promise.all(engines.map((engine) => engine.accept(request)));
  for (const { id } of jobs) assertEquals((await one.end(id)).tasks[0]?.state.status, "done");
  assertEquals([countSubmits(fake), fake.mostAtOnce.get(SECRET)], [20, 2]);
  for (const prefix of ["due", "seat", "line"]) assertEquals(await countKeys(kv, prefix), 0);
  await one.close();
  await two.close();
});
