/**
 * Limits and quotas of keys, as callers meet them; and that two instances on one database keep them
 * together.
 *
 * @module
 */

import OpenAI from "openai";
import { startBatches } from "../app.ts";
import { KeyWithUse } from "../routes/schemas/access_key.ts";
import { BatchView } from "../routes/schemas/batch.ts";
import { ErrorBody } from "../routes/schemas/error.ts";
import { JobView } from "../routes/schemas/job.ts";
import { FileView } from "../routes/schemas/uploaded_file.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "./assert.ts";
import { lineOf } from "./batches.ts";
import { type Door, openDoor, openVirtualDoor, type VirtualDoor } from "./door.ts";
import { type MadeKey, makeKey, MASTER, showing } from "./keys.ts";
import { baseUrl, serve } from "./serve.ts";

const LOCKED = { API_MASTER_KEY: MASTER, MODEL_PRICES: '{"easel/easel": 0.04}' };
const PEAR = { model: "easel", prompt: "a pear" };

const open = () => openVirtualDoor({ env: LOCKED });

/** Asks for a job; gives the answer's status and error code. */
async function ask(door: Door, { headers }: MadeKey, body: object = {}) {
  const response = await door.post("/v1/jobs", { ...PEAR, ...body }, headers);
  const answer = await response.json();
  const error = response.ok ? undefined : ErrorBody.parse(answer).error;
  return { response, status: response.status, error, job: error ?? JobView.parse(answer) };
}

async function useOf(door: Door, { id }: MadeKey): Promise<KeyWithUse["use"]> {
  const response = await door.get(`/v1/admin/keys/${id}`, showing(MASTER));
  return KeyWithUse.parse(await response.json()).use;
}

/** How many of as many requests at the same moment come through. */
async function accepted(doors: readonly Door[], key: MadeKey, { each, body = {} }: {
  readonly each: number;
  readonly body?: object;
}): Promise<number> {
  const asked = doors.flatMap((door) => Array.from({ length: each }, () => ask(door, key, body)));
  return (await Promise.all(asked)).filter(({ status }) => status === 202).length;
}

Deno.test("requests a minute: told in OpenAI's headers, refused with when to come back", async () => {
  await using door = await open();
  const key = await makeKey(door, { requests_per_minute: 2 });
  const first = await ask(door, key);
  const { headers } = first.response;
  assertEquals(headers.get("x-ratelimit-limit-requests"), "2");
  assertEquals(headers.get("x-ratelimit-remaining-requests"), "1");
  assertMatch(headers.get("x-ratelimit-reset-requests") ?? "", /^1m\d(\.\d+)?s$/);
  assertEquals(headers.get("x-ratelimit-limit-images"), null);
  await ask(door, key);
  const { response, error } = await ask(door, key);
  assertEquals([response.status, error?.type, error?.code], [
    429,
    "requests",
    "rate_limit_exceeded",
  ]);
  assertEquals(response.headers.get("x-should-retry"), "true");
  assertEquals(response.headers.get("x-ratelimit-remaining-requests"), "0");
  const waitS = Number(response.headers.get("retry-after"));
  assert(waitS >= 1 && waitS <= 60);
  // What asks for no pictures is not counted.
  assertEquals((await door.get("/v1/jobs", key.headers)).status, 200);
  await door.runtime.pass(65_000);
  assertEquals((await ask(door, key)).status, 202);
});

Deno.test("images a minute are counted by n; more than there ever are is the request's fault", async () => {
  await using door = await open();
  const key = await makeKey(door, { images_per_minute: 3 });
  assertEquals((await ask(door, key, { n: 2 })).status, 202);
  const { response, error } = await ask(door, key, { n: 2 });
  assertEquals([error?.code, response.headers.get("x-ratelimit-remaining-images")], [
    "rate_limit_exceeded",
    "1",
  ]);
  const never = await ask(door, key, { n: 4 });
  assertEquals([never.status, never.error?.param], [400, "n"]);
});

Deno.test("jobs at a time: a place is free again when a job ends, however it ends", async () => {
  await using door = await open();
  door.darkroom.worker.start();
  const key = await makeKey(door, { max_concurrent_jobs: 1 });
  const endings: readonly (readonly [string, (id: string) => unknown])[] = [
    ["hang", (id) => door.post(`/v1/jobs/${id}/cancel`, {}, key.headers)],
    [
      "hang",
      (id) => door.app.request(`/v1/jobs/${id}`, { method: "DELETE", headers: key.headers }),
    ],
    ["climb", () => door.runtime.pass(30_000)],
    ["break", () => door.idle()],
    ["refuse", () => door.idle()],
  ];
  for (const [prompt, end] of endings) {
    const { job, status } = await ask(door, key, { prompt });
    assertEquals(status, 202, prompt);
    if (prompt === "hang") {
      assertStringIncludes((await ask(door, key)).error?.message ?? "", "1 jobs at a time");
    }
    await end("id" in job ? job.id : "");
    await door.idle();
    assertEquals((await useOf(door, key)).open_jobs, 0, prompt);
  }
});

Deno.test("a quota that is used up is told so that no client tries again", async () => {
  await using door = await open();
  const quotas: readonly (readonly [object, RegExp])[] = [
    [{ images_per_day: 2 }, /^Quota of 2 images a day \(UTC\): 0 left, 1 wanted/],
    [{ images_per_month: 2 }, /^Quota of 2 images a month/],
    [
      { cost_per_month_usd: 0.08 },
      /^Quota of \$0\.08 a month \(UTC\): \$0\.00 left$/,
    ],
  ];
  for (const [limits, message] of quotas) {
    const key = await makeKey(door, limits);
    assertEquals((await ask(door, key, { n: 2 })).status, 202);
    const { response, error } = await ask(door, key);
    assertEquals([response.status, error?.type, error?.code], [
      429,
      "insufficient_quota",
      "insufficient_quota",
    ]);
    assertMatch(error?.message ?? "", message);
    assertEquals(response.headers.get("x-should-retry"), "false");
    assertEquals(response.headers.get("retry-after"), null);
  }
});

Deno.test("quotas begin anew with the day, and with the month", async () => {
  await using door = await open();
  const day = await makeKey(door, { images_per_day: 1 });
  const month = await makeKey(door, { images_per_month: 1 });
  const statuses = async () => [(await ask(door, day)).status, (await ask(door, month)).status];
  assertEquals(await statuses(), [202, 202]);
  assertEquals(await statuses(), [429, 429]);
  await door.runtime.pass(24 * 3_600_000);
  assertEquals(await statuses(), [202, 429]);
  await door.runtime.pass(31 * 24 * 3_600_000);
  assertEquals(await statuses(), [202, 202]);
});

Deno.test("what a job did not bring is given back, exactly once", async () => {
  await using door = await open();
  const key = await makeKey(door, { images_per_day: 10, cost_per_month_usd: 1 });
  const spent = async () => {
    await door.idle();
    const { images_today, images_this_month, cost_this_month_usd } = await useOf(door, key);
    return [images_today, images_this_month, cost_this_month_usd];
  };
  await ask(door, key, { prompt: "half", n: 4, seed: 2 });
  assertEquals(await spent(), [2, 2, 0.08]);
  await ask(door, key, { prompt: "break", n: 3 });
  assertEquals(await spent(), [2, 2, 0.08]);
  const { job } = await ask(door, key, { prompt: "hang", n: 3 });
  assertEquals(await spent(), [5, 5, 0.2]);
  const id = "id" in job ? job.id : "";
  for (let times = 0; times < 3; times++) await door.post(`/v1/jobs/${id}/cancel`, {}, key.headers);
  await door.app.request(`/v1/jobs/${id}`, { method: "DELETE", headers: key.headers });
  assertEquals(await spent(), [2, 2, 0.08]);
});

Deno.test("a repeated request is one request; a picture that exists costs no image", async () => {
  await using door = await open();
  const key = await makeKey(door, { requests_per_minute: 3, images_per_day: 1 });
  const named = {
    headers: { ...key.headers, "idempotency-key": "one" },
    id: key.id,
    text: key.text,
  };
  assertEquals((await ask(door, named, { seed: 7 })).status, 202);
  assertEquals((await ask(door, named, { seed: 7 })).status, 202);
  await door.idle();
  assertEquals((await useOf(door, key)).requests_in_last_minute, 1);
  assertEquals((await ask(door, key, { seed: 8 })).error?.code, "insufficient_quota");
  const seeded = await makeKey(door, { requests_per_minute: 2, images_per_day: 1 });
  const first = await ask(door, seeded, { seed: 9 });
  await door.idle();
  const hit = await ask(door, seeded, { seed: 9 });
  assertEquals([first.status, hit.response.headers.get("x-cache")], [202, "HIT"]);
  assertEquals((await useOf(door, seeded)).images_today, 1);
  assertEquals((await ask(door, seeded, { seed: 9 })).error?.code, "rate_limit_exceeded");
});

Deno.test("every dialect is counted, and none is for the master key", async () => {
  await using door = await openDoor({ env: LOCKED });
  const key = await makeKey(door, { images_per_day: 100 });
  const dialects: readonly (readonly [string, object])[] = [
    ["/v1/images/generations", PEAR],
    ["/v1/chat/completions", { model: "easel", messages: [{ role: "user", content: "a pear" }] }],
    ["/v1/responses", { model: "easel", input: "a pear" }],
    ["/v1/images", PEAR],
    ["/sdapi/v1/txt2img", {
      prompt: "a pear",
      override_settings: { sd_model_checkpoint: "easel" },
    }],
  ];
  for (const [index, [path, body]] of dialects.entries()) {
    const response = await door.post(path, body, key.headers);
    assertEquals(response.status, 200, `${path} ${await response.text()}`);
    await door.idle();
    assertEquals((await useOf(door, key)).images_today, index + 1, path);
  }
  const before = await Array.fromAsync(door.kv.list({ prefix: ["account"] }));
  await (await door.post("/v1/images/generations", PEAR, showing(MASTER))).body?.cancel();
  assertEquals(
    (await Array.fromAsync(door.kv.list({ prefix: ["account"] }))).length,
    before.length,
  );
});

Deno.test("OpenAI's own client waits and tries again after a limit, and gives up at a quota", async () => {
  await using door = await openDoor({ env: LOCKED });
  await using server = serve(door);
  const key = await makeKey(door, { images_per_day: 1 });
  let requests = 0;
  const client = new OpenAI({
    baseURL: baseUrl(server),
    apiKey: key.text,
    fetch: (input, init) => {
      requests++;
      return fetch(input, init);
    },
  });
  await client.images.generate({ model: "easel", prompt: "a pear" });
  const error = await client.images.generate({ model: "easel", prompt: "a plum" })
    .catch((error: unknown) => error);
  assert(error instanceof OpenAI.RateLimitError);
  assertEquals([error.code, error.type, requests], [
    "insufficient_quota",
    "insufficient_quota",
    2,
  ]);
});

Deno.test("a batch is under its owner's limits: lines wait for the minute, and fail at a quota", async () => {
  await using door = await open();
  door.darkroom.worker.start();
  startBatches(door.app, door.darkroom.services);
  const key = await makeKey(door, { requests_per_minute: 2, images_per_day: 3 });
  const ended = await runBatch(door, key, 5);
  assertEquals(ended.request_counts, { total: 5, completed: 3, failed: 2 });
  assertEquals((await useOf(door, key)).images_today, 3);
});

Deno.test("the lines of a batch stop with its owner's key, and at what the key may not do", async () => {
  await using door = await open();
  door.darkroom.worker.start();
  startBatches(door.app, door.darkroom.services);
  const reader = await makeKey(door, { scopes: ["files", "batches"] });
  assertEquals((await runBatch(door, reader, 2)).request_counts.failed, 2);
  const other = await makeKey(door, { models: ["studio"] });
  assertEquals((await runBatch(door, other, 2)).request_counts.failed, 2);
});

async function runBatch(door: VirtualDoor, key: MadeKey, lines: number): Promise<BatchView> {
  const form = new FormData();
  form.set("purpose", "batch");
  const text = Array.from({ length: lines }, (_, index) => lineOf(`line-${index}`)).join("\n");
  form.set("file", new File([text], "input.jsonl"));
  const { headers } = key;
  const uploaded = await door.app.request("/v1/files", { method: "POST", headers, body: form });
  const { id: input_file_id } = FileView.parse(await uploaded.json());
  const order = { input_file_id, endpoint: "/v1/images/generations", completion_window: "24h" };
  const begun = BatchView.parse(await (await door.post("/v1/batches", order, headers)).json());
  const look = async () =>
    BatchView.parse(await (await door.get(`/v1/batches/${begun.id}`, headers)).json());
  await door.runtime.until(async () => (await look()).completed_at !== null);
  return await look();
}

Deno.test("two instances on one database never let through more than a limit, all at once", async () => {
  await using door = await open();
  await using other = await openVirtualDoor({ env: LOCKED, beside: door });
  const doors = [door, other];
  const cases: readonly (readonly [object, object, number])[] = [
    [{ requests_per_minute: 7 }, {}, 7],
    [{ images_per_minute: 9 }, { n: 2 }, 4],
    [{ max_concurrent_jobs: 5 }, { prompt: "hang" }, 5],
    [{ images_per_day: 11 }, { n: 2 }, 5],
    [{ images_per_month: 6 }, {}, 6],
    [{ cost_per_month_usd: 0.2 }, {}, 5],
  ];
  for (const [limits, body, most] of cases) {
    const key = await makeKey(door, limits);
    const came = await accepted(doors, key, { each: 15, body });
    assertEquals(came, most, JSON.stringify(limits));
  }
});

Deno.test("under load from two instances what was spent is what was made", async () => {
  await using door = await open();
  await using other = await openVirtualDoor({ env: LOCKED, beside: door });
  for (const { darkroom } of [door, other]) darkroom.worker.start();
  const key = await makeKey(door, { images_per_day: 1_000, max_concurrent_jobs: 1_000 });
  const prompts = ["a pear", "half", "break", "climb", "refuse"];
  const asked = Array.from(
    { length: 60 },
    (_, index) =>
      ask(index % 2 ? door : other, key, { prompt: prompts[index % 5], n: 2, seed: index }),
  );
  const jobs = (await Promise.all(asked)).map(({ job }) => "id" in job ? job.id : "");
  await door.runtime.until(async () => (await useOf(door, key)).open_jobs === 0);
  let images = 0;
  for (const id of jobs) {
    const response = await door.get(`/v1/jobs/${id}`, key.headers);
    images += JobView.parse(await response.json()).images.length;
  }
  const use = await useOf(door, key);
  assertEquals([use.images_today, use.open_jobs], [images, 0]);
  assert(images > 20);
});

Deno.test("limits cost no commit of their own, and nothing at all where there are none", async () => {
  await using door = await open();
  const commits = async (key: MadeKey) => {
    await ask(door, key);
    await door.idle();
    const { commits, writes } = door.watch;
    await ask(door, key);
    await door.idle();
    return [door.watch.commits - commits, door.watch.writes - writes];
  };
  const free = await commits(await makeKey(door));
  const limited = await commits(await makeKey(door, { requests_per_minute: 9, images_per_day: 9 }));
  assertEquals([limited[0], limited[1]], [free[0], (free[1] ?? 0) + 2]);
});
