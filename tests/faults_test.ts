import { type FailureKind, FAILURES } from "../failure.ts";
import { createDreamifly } from "../providers/dreamifly.ts";
import type { Provider } from "../providers/provider.ts";
import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { errorOf } from "./answers.ts";
import { assertEquals, assertLess, assertNotMatch } from "./assert.ts";
import { DOWNLOAD_FAULTS } from "./contract/provider_downloads.ts";
import { borrowedClock } from "./fakes/borrowed_clock.ts";
import { createDreamiflyFake } from "./fakes/dreamifly.ts";
import { createInternet } from "./fakes/internet.ts";
import { FAULTS, FIRST_ROUTES, ONE_OF_EACH_KIND, sdwebuiRoute } from "./first_routes.ts";
import {
  countCalls,
  countSubmits,
  FIRST_SECRET,
  FIRST_URL,
  type FirstRoute,
  withPair,
} from "./pair.ts";
import { countKeys, createWorld } from "./world.ts";

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
  testSilence(route);
  testHopelessSubmits(route);
  testRefusals(route);
  if (route.provider.poll === undefined || route.isAtOnce) continue;
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

function testSilence(route: FirstRoute): void {
  const { provider, provider: { id } } = route;
  const end = endOf("timed_out", provider);
  const promise = end === undefined ? "another try brings the picture" : `one ${end} is all`;
  Deno.test(`${id} never answers a submit: ${promise}`, () =>
    withPair(impatient(route), async ({ first, spare, ask }) => {
      first.next({ on: "submit", hang: true });
      const response = await ask();
      assertEquals(first.held, 0);
      if (end === undefined) return await checkPicture(response);
      await checkError(response, end);
      assertEquals([countSubmits(first), countSubmits(spare)], [1, 0]);
    }));
}

/** The same, with little time for an attempt: even virtual time takes time to pass. */
function impatient(route: FirstRoute): FirstRoute {
  return { ...route, provider: { ...route.provider, attemptTimeoutMs: 10_000 } };
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
  const { expired, provider, provider: { id } } = route;
  Deno.test(`${id} meets every fault on polls: the work goes on, and is submitted once`, () =>
    withPair(route, async ({ first, spare, askMany }) => {
      for (const { fault } of FAULTS) first.next({ ...fault, on: "poll" });
      for (const response of await askMany(FAULTS.length)) await checkPicture(response);
      assertEquals([countSubmits(first), countSubmits(spare)], [FAULTS.length, 0]);
    }));

  const end = endOf("timed_out", provider);
  const promise = end === undefined ? "the other route brings the picture" : `one ${end} is all`;
  Deno.test(`${id} answers no poll any more: ${promise} in the end`, () =>
    withPair(route, async ({ first, spare, ask }) => {
      first.next({ on: "poll", status: 503, body: {}, times: 1_000 });
      const response = await ask();
      assertEquals(spare.jobs.length, end === undefined ? 1 : 0);
      if (end === undefined) return await checkPicture(response);
      await checkError(response, end);
      assertEquals(countSubmits(first), 1);
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
  const { resultAt, provider, provider: { id } } = route;
  for (const { what, fault, kind } of DOWNLOAD_FAULTS) {
    const isFinal = FAILURES[kind].scope === "job" || kind === "bad_response";
    const end = isFinal ? endOf(kind, provider) : undefined;
    const submits = isFinal && end === undefined ? 2 : 1;
    const promise = end ? `one ${end} is all` : `it is ${isFinal ? "drawn" : "fetched"} again`;
    Deno.test(`${id} gives a picture that ${what}: ${promise}`, () =>
      withPair(route, async ({ first, spare, neighbour, ask }) => {
        first.next({ ...fault, on: "file" });
        const response = await ask();
        assertEquals([countSubmits(first), countSubmits(spare)], [submits, 0]);
        assertEquals(neighbour.calls, []);
        await (end ? checkError(response, end) : checkPicture(response));
      }));
  }

  if (resultAt === undefined) return;
  const end = endOf("bad_response", provider);
  const promise = end ? `one ${end} is all` : "the spare is";
  Deno.test(`${id} points into our own network: nobody is asked there, ${promise}`, () =>
    withPair(route, async ({ first, spare, neighbour, ask }) => {
      first.next({ ...resultAt("http://10.0.0.1/files/sim_1-0.png"), times: FOR_GOOD });
      const response = await ask();
      assertEquals([neighbour.calls, spare.jobs.length], [[], end ? 0 : 1]);
      await (end ? checkError(response, end) : checkPicture(response));
    }));
}

Deno.test("sdwebui meets every fault on looks at its progress: each picture is drawn once", () =>
  withPair(sdwebuiRoute({ latencyMs: 4_500 }), async ({ first, spare, askMany }) => {
    for (const { fault } of FAULTS) first.next({ ...fault, on: "poll" });
    for (const response of await askMany(FAULTS.length)) await checkPicture(response);
    assertEquals([countSubmits(first), countSubmits(spare)], [FAULTS.length, 0]);
    assertLess(FAULTS.length, countCalls(first, "poll"), "Every fault was met");
  }));

Deno.test("sdwebui is asked for one picture at a time, however many are wanted", () =>
  withPair(sdwebuiRoute({ latencyMs: 4_500 }), async ({ first, spare, askMany }) => {
    for (const response of await askMany(4)) await checkPicture(response);
    const times = first.calls.filter(({ door }) => door === "submit").map(({ at }) => at);
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? at));
    assertEquals(pauses.map((pause) => pause >= 4_500), [true, true, true]);
    assertEquals(spare.calls, []);
  }));

for (const { what, fault } of [{ what: "nothing", fault: undefined }, ...ONE_OF_EACH_KIND]) {
  const promise = `its interrupt meets ${what}: the other route brings the picture`;
  Deno.test(`sdwebui draws for ever, and ${promise}`, () =>
    withPair(impatient(sdwebuiRoute({ latencyMs: 60_000 })), async ({ first, spare, ask }) => {
      if (fault) first.next({ ...fault, on: "cancel", times: FOR_GOOD });
      await checkPicture(await ask());
      assertEquals([countSubmits(first), countCalls(first, "cancel")], [3, 3]);
      assertEquals(countSubmits(spare), 1);
    }));
}

Deno.test("dreamifly never has more calls at a time than it allows, from two engines either", async () => {
  using kv = await Deno.openKv(":memory:");
  const clock = borrowedClock();
  const fake = createDreamiflyFake({ tokens: [FIRST_SECRET], latencyMs: 4_000, clock });
  const provider = createDreamifly({ baseUrl: FIRST_URL, tokens: [FIRST_SECRET] });
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
  assertEquals([countSubmits(fake), fake.mostAtOnce.get(FIRST_SECRET)], [20, 2]);
  for (const prefix of ["due", "seat", "line"]) assertEquals(await countKeys(kv, prefix), 0);
  await one.close();
  await two.close();
});
