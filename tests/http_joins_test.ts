import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { JobView } from "../routes/schemas/job.ts";
import { answered, errorOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertNotEquals } from "./assert.ts";
import { type Door, doorForTests, openDoor, openVirtualDoor } from "./door.ts";

const PATH = "/v1/images/generations";
const tests = doorForTests();

type Fields = Readonly<Record<string, unknown>>;

async function ask(door: Door, fields: Fields, headers: Record<string, string> = {}) {
  const response = await door.post(PATH, { model: "easel", size: "64x64", ...fields }, headers);
  const text = await response.text();
  const header = (name: string) => response.headers.get(name);
  return { status: response.status, text, header, job: header("x-job-id") ?? "" };
}

Deno.test("one Idempotency-Key and body is one job, and its answer is replayed", async () => {
  const before = tests.door.easel.requests.length;
  const headers = { "idempotency-key": "click-1" };
  const first = await ask(tests.door, { prompt: "a pear" }, headers);
  const second = await ask(tests.door, { prompt: "a pear" }, headers);
  assertEquals([first.status, second.status], [200, 200]);
  assertEquals(second.job, first.job);
  assertEquals(
    ImagesResponse.parse(JSON.parse(second.text)).data,
    ImagesResponse.parse(
      JSON.parse(first.text),
    ).data,
  );
  assertEquals([first.header("idempotent-replayed"), second.header("idempotent-replayed")], [
    null,
    "true",
  ]);
  assertEquals(tests.door.easel.requests.length - before, 1);
});

Deno.test("an Idempotency-Key for another body is a conflict that no SDK repeats", async () => {
  const headers = { "idempotency-key": "click-2" };
  await ask(tests.door, { prompt: "a pear" }, headers);
  const response = await tests.door.post(PATH, { model: "easel", prompt: "a plum" }, headers);
  assertEquals([response.status, response.headers.get("x-should-retry")], [409, "false"]);
  const error = await errorOf(response);
  assertEquals([error.code, error.param], ["idempotency_key_reused", "Idempotency-Key"]);
  assertMatch(error.message, /"click-2"/);
});

Deno.test("an Idempotency-Key knows an edit by the bytes of its pictures", async () => {
  const { door } = tests;
  const picture = await (await door.post(PATH, { model: "easel", prompt: "a", size: "64x64" }))
    .json();
  const image = picture.data[0].b64_json;
  const headers = { "idempotency-key": "click-3" };
  const first = await ask(door, { prompt: "in blue", image }, headers);
  const again = await ask(
    door,
    { prompt: "in blue", image: `data:image/png;base64,${image}` },
    headers,
  );
  assertEquals([first.status, again.status, again.job], [200, 200, first.job]);
});

Deno.test("an Idempotency-Key is its owner's, and one that is too long is refused", async () => {
  const long = await tests.door.post(PATH, { prompt: "a pear" }, {
    "idempotency-key": "k".repeat(256),
  });
  assertEquals(long.status, 400);
  assertEquals((await errorOf(long)).param, "Idempotency-Key");
});

Deno.test("two requests with one key at the same moment make one job", async () => {
  await using door = await openVirtualDoor({ env: { WAIT_SECONDS: "2" } });
  const headers = { "idempotency-key": "click-4" };
  const both = [1, 2, 3].map(() => ask(door, { prompt: "hang on" }, headers));
  const answers = await answered(door.runtime, Promise.all(both));
  assertEquals(new Set(answers.map(({ job }) => job)).size, 1);
  assertEquals(answers.map(({ status }) => status), [503, 503, 503]);
  assertEquals(door.easel.requests.length, 1);
});

Deno.test("an SDK that repeats itself joins the job that goes on", async () => {
  await using door = await openVirtualDoor({ env: { WAIT_SECONDS: "2" } });
  const count = (retry: number) => ({ "x-stainless-retry-count": String(retry) });
  const first = await answered(door.runtime, ask(door, { prompt: "hang on" }, count(0)));
  const again = await answered(door.runtime, ask(door, { prompt: "hang on" }, count(1)));
  assertEquals([first.status, again.status, again.job], [503, 503, first.job]);
  const click = await answered(door.runtime, ask(door, { prompt: "hang on" }, count(0)));
  assertNotEquals(click.job, first.job, "a first try is another click");
  await door.runtime.pass(11 * 60_000);
  const late = await answered(door.runtime, ask(door, { prompt: "hang on" }, count(1)));
  assert(![first.job, click.job].includes(late.job), "ten minutes later it is a new request");
});

Deno.test("an SDK that repeats what is known to have failed gets a new try", async () => {
  const headers = { "x-stainless-retry-count": "0" };
  const first = await ask(tests.door, { prompt: "break it" }, headers);
  assertEquals(first.status, 500);
  const again = await ask(tests.door, { prompt: "break it" }, { "x-stainless-retry-count": "1" });
  assertNotEquals(again.job, first.job);
  const refused = await ask(tests.door, { prompt: "refuse it" }, headers);
  const same = await ask(tests.door, { prompt: "refuse it" }, { "x-stainless-retry-count": "1" });
  assertEquals([same.status, same.job], [400, refused.job], "a refusal stays one");
});

Deno.test("the same request with a seed is answered from what there is", async () => {
  const before = tests.door.easel.requests.length;
  const asked = { prompt: "a cached pear", seed: 7 };
  const first = await ask(tests.door, asked);
  const hit = await ask(tests.door, { seed: "7", size: "64x64", prompt: "a cached pear" });
  assertEquals([first.header("x-cache"), hit.header("x-cache")], ["MISS", "HIT"]);
  assertEquals(hit.job, first.job);
  const other = await ask(tests.door, { ...asked, seed: 8 });
  assertEquals(other.header("x-cache"), "MISS");
  assertEquals(tests.door.easel.requests.length - before, 2);
});

Deno.test("a request without a seed is drawn anew, and says nothing of a cache", async () => {
  const [one, two] = [
    await ask(tests.door, { prompt: "x" }),
    await ask(tests.door, { prompt: "x" }),
  ];
  assertEquals([one.header("x-cache"), two.header("x-cache")], [null, null]);
  assertNotEquals(one.job, two.job);
});

Deno.test("CACHE=always also answers what has no seed, and CACHE=off nothing", async () => {
  await using always = await openDoor({ env: { CACHE: "always" } });
  const seen = [await ask(always, { prompt: "x" }), await ask(always, { prompt: "x" })];
  assertEquals(seen.map(({ header }) => header("x-cache")), ["MISS", "HIT"]);
  await using off = await openDoor({ env: { CACHE: "off" } });
  const jobs = [await ask(off, { prompt: "x", seed: 1 }), await ask(off, { prompt: "x", seed: 1 })];
  assertEquals(jobs.map(({ header }) => header("x-cache")), [null, null]);
});

Deno.test("Cache-Control and x-darkroom-cache-ttl are kept to", async () => {
  await using door = await openVirtualDoor();
  const of = async (headers: Record<string, string>) =>
    (await answered(door.runtime, ask(door, { prompt: "x", seed: 1 }, headers))).header("x-cache");
  assertEquals(await of({ "cache-control": "no-store" }), null);
  assertEquals(await of({}), "MISS", "no-store left nothing");
  assertEquals(await of({ "cache-control": "no-cache" }), "MISS");
  assertEquals(await of({ "cache-control": "no-cache", "x-darkroom-cache-ttl": "60" }), "MISS");
  assertEquals(await of({}), "HIT");
  await door.runtime.pass(61_000);
  assertEquals(await of({}), "MISS");
  const refused = await door.post(PATH, { prompt: "x", seed: 1 }, {
    "x-darkroom-cache-ttl": "soon",
  });
  assertEquals((await errorOf(refused)).param, "x-darkroom-cache-ttl");
});

Deno.test("equal requests at the same moment share one upstream call", async () => {
  await using door = await openVirtualDoor({ env: { WAIT_SECONDS: "2", CACHE: "always" } });
  const all = [1, 2, 3, 4].map(() => ask(door, { prompt: "hang on" }));
  const answers = await answered(door.runtime, Promise.all(all));
  const seen = answers.map(({ header }) => header("x-cache")).toSorted();
  assertEquals(seen, ["COALESCED", "COALESCED", "COALESCED", "MISS"]);
  assertEquals(door.easel.requests.length, 1);
});

Deno.test("what failed is asked for again, whatever the cache", async () => {
  const asked = { prompt: "break it", seed: 3 };
  const seen = [await ask(tests.door, asked), await ask(tests.door, asked)];
  assertEquals(seen.map(({ header }) => header("x-cache")), ["MISS", "MISS"]);
});

Deno.test("a cached answer comes in whatever form it is asked for", async () => {
  const asked = { prompt: "a pear in two forms", seed: 5 };
  await ask(tests.door, asked);
  const byUrl = await ask(tests.door, { ...asked, response_format: "url" });
  assertEquals(byUrl.header("x-cache"), "HIT");
  const [item] = ImagesResponse.parse(JSON.parse(byUrl.text)).data;
  assert(item?.url !== undefined && item.b64_json === undefined);
  const streamed = await ask(tests.door, { ...asked, stream: true });
  assertEquals(streamed.header("x-cache"), "HIT");
  assertMatch(streamed.text, /event: image_generation\.completed/);
});

Deno.test("Prefer: respond-async hands the job over", async () => {
  const response = await tests.door.post(PATH, { model: "easel", prompt: "a pear" }, {
    prefer: "respond-async",
  });
  assertEquals(response.status, 202);
  const { headers } = response;
  assertEquals(headers.get("preference-applied"), "respond-async");
  const job = JobView.parse(await response.json());
  assertEquals(headers.get("location"), job.urls.self);
  assertEquals(headers.get("retry-after"), "1");
  const { engine } = tests.door.darkroom.services;
  for await (const _ of engine.watch(job.id, AbortSignal.timeout(30_000)));
});

Deno.test("Prefer: wait=N gives the pictures, or the job when that is not long enough", async () => {
  await using door = await openVirtualDoor();
  const prefer = { prefer: "wait=3" };
  const quick = await answered(door.runtime, ask(door, { prompt: "a pear" }, prefer));
  assertEquals(quick.status, 200);
  const startedAt = door.runtime.now();
  const slow = await answered(door.runtime, ask(door, { prompt: "hang on" }, prefer));
  assertEquals([slow.status, slow.header("preference-applied")], [202, "wait=3"]);
  assertEquals(door.runtime.now() - startedAt, 3_000);
});

Deno.test("Prefer is heard in a chat, too, and in a response", async () => {
  const messages = [{ role: "user", content: "a pear" }];
  const asked: [string, Record<string, unknown>][] = [
    ["/v1/chat/completions", { model: "easel", messages }],
    ["/v1/responses", { model: "easel", input: "a pear" }],
    ["/v1/images", { model: "easel", prompt: "a pear" }],
  ];
  const { engine } = tests.door.darkroom.services;
  for (const [path, body] of asked) {
    const response = await tests.door.post(path, body, { prefer: "respond-async" });
    assertEquals(response.status, 202, path);
    const { id } = JobView.parse(await response.json());
    for await (const _ of engine.watch(id, AbortSignal.timeout(30_000)));
  }
});

Deno.test("who silently repeats what may have been paid for gets the same answer, for a minute", async () => {
  await using door = await openVirtualDoor();
  const lose = (headers = {}) => answered(door.runtime, ask(door, { prompt: "lose it" }, headers));
  const [first, again] = [await lose(), await lose()];
  assertEquals([first.status, again.status, again.job], [500, 500, first.job]);
  assertEquals(door.easel.requests.length, 1, "one click is one submit");
  const wished = await lose({ "cache-control": "no-cache" });
  assertNotEquals(wished.job, first.job, "unless a new one is asked for");
  await door.runtime.pass(61_000);
  const later = await lose();
  assert(![first.job, wished.job].includes(later.job));
});

Deno.test("who silently repeats what did not come in time gets it when it comes, once", async () => {
  await using door = await openVirtualDoor({ env: { WAIT_SECONDS: "5" } });
  door.darkroom.worker.start();
  const climb = () => answered(door.runtime, ask(door, { prompt: "climb a hill" }));
  const tries = [await climb()];
  while (tries.at(-1)?.status === 503) tries.push(await climb());
  assertEquals(tries.at(-1)?.status, 200);
  assertEquals(new Set(tries.map(({ job }) => job)).size, 1);
  assertEquals(door.easel.requests.length, 1);
  const next = await climb();
  assertNotEquals(next.job, tries[0]?.job, "another click is another picture");
});
