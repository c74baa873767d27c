/**
 * The world stops at each commit of a batch's life; a new process opens the same database and goes
 * on.
 *
 * @module
 */

import { createApp, startBatches } from "../app.ts";
import { Batch, newBatch } from "../batches/batch.ts";
import { createFiles } from "../files/files.ts";
import { createEndpointBook } from "../hooks/endpoint_book.ts";
import { newSecret } from "../hooks/signature.ts";
import { jobStatus } from "../jobs/job.ts";
import { createKvBlobs } from "../store/kv_blobs.ts";
import { assert, assertEquals } from "./assert.ts";
import { IMAGES, lineOf, ResultLine } from "./batches.ts";
import type { Crash } from "./fakes/kv.ts";
import { createPendingProvider } from "./fakes/pending_provider.ts";
import { createReceiver } from "./fakes/receiver.ts";
import { createVirtualRuntime } from "./fakes/runtime.ts";
import { countKeys, createWorld, storedJobs, type World } from "./world.ts";

const LINES = 5;
const URL_ = "https://receiver.test/";

interface Ending {
  readonly status: "completed" | "cancelled" | "expired";
  /** Polls until a picture is there. */
  readonly polls: number;
  readonly windowMs: number;
}

const ENDINGS: readonly Ending[] = [
  { status: "completed", polls: 1, windowMs: 3_600_000 },
  { status: "cancelled", polls: 1_000_000, windowMs: 3_600_000 },
  { status: "expired", polls: 1_000_000, windowMs: 4_000 },
];

for (const ending of ENDINGS) {
  Deno.test(`a batch that is ${ending.status} has one job per line, whatever commit the process dies at`, async () => {
    const commits = await live(ending);
    assert(commits >= 10, `${commits} commits: the lease, the jobs, their pictures, the files`);
    for (let atCommit = 1; atCommit <= commits; atCommit++) {
      const when = atCommit % 2 === 0 ? "before" : "after";
      await live(ending, { atCommit, when });
    }
  });
}

/** Lives one life, perhaps with a death in it; returns how many commits it took. */
async function live(ending: Ending, crash?: Crash): Promise<number> {
  using kv = await Deno.openKv(":memory:");
  const receiver = createReceiver(() => new Response(null, { status: 200 }));
  const provider = createPendingProvider({ polls: ending.polls, pollAfterMs: 1_000, paid: true });
  const id = await prepare(kv, ending);
  const env = { BATCH_CONCURRENCY: "2", MAX_TRIES: "1", JOB_TIMEOUT_SECONDS: "600" };
  const common = { kv, providers: [provider], fetch: receiver.fetch, env };
  const first = await createWorld({ ...common, ...(crash ? { crash } : {}) });
  begin(first);
  void act(first, ending, id);
  const isOver = async () => (await read(kv, id)).ended !== undefined && await isQuiet(kv);
  await first.runtime.until(async () => first.watched.crashed || await isOver());
  const { commits, crashed } = first.watched;
  const last = crashed ? await createWorld({ ...common, startAt: first.runtime.now() + 1 }) : first;
  if (crashed) {
    begin(last);
    void act(last, ending, id);
    await last.runtime.until(isOver);
  }
  await check({ ending, kv, id, told: receiver.accepted.map(({ event }) => event.type) }, crash);
  await last.close();
  return commits;
}

function begin({ darkroom }: World): void {
  darkroom.worker.start();
  darkroom.services.hooks.dispatcher.start();
  startBatches(createApp(darkroom.services), darkroom.services);
}

/** A cancel comes once two lines are under way. */
async function act({ darkroom, runtime }: World, { status }: Ending, id: string): Promise<void> {
  if (status !== "cancelled") return;
  await runtime.sleep(2_500);
  await darkroom.services.batches.runner.cancel(id, "me");
}

/** Puts everything in place before the first commit that counts. */
async function prepare(kv: Deno.Kv, { windowMs }: Ending): Promise<string> {
  const runtime = createVirtualRuntime({ seed: 7 });
  const now = runtime.now();
  const about = { owner: "me", filename: "in.jsonl", purpose: "batch", createdAt: now } as const;
  const lines = Array.from(
    { length: LINES },
    (_, index) => lineOf(`l${index}`, { model: "pending" }),
  );
  const files = createFiles({ kv, runtime, blobs: createKvBlobs({ kv, runtime }) });
  const text = new TextEncoder().encode(lines.join("\n"));
  const file = await files.add({ ...about, expiresAt: now + 86_400_000 }, text);
  const endpoint = { id: "whe_1", name: "x", url: URL_, secret: newSecret() };
  await createEndpointBook(kv, runtime)
    .add("me", { ...endpoint, eventTypes: [...BATCH_EVENTS], createdAt: 0, updatedAt: 0 });
  const batch = newBatch({
    owner: "me",
    endpoint: IMAGES,
    inputFileId: file.id,
    base: "https://pics.test",
    outputKeepMs: 86_400_000,
    windowMs,
    secret: "secret",
    uuid: () => `f${runtime.uuid()}`,
  }, now);
  await kv.set(["batch", batch.id], new TextEncoder().encode(JSON.stringify(batch)));
  await kv.set(["batch_due", now, batch.id], new Uint8Array());
  return batch.id;
}

const BATCH_EVENTS = [
  "batch.completed",
  "batch.cancelled",
  "batch.expired",
  "batch.failed",
] as const;

async function read(kv: Deno.Kv, id: string): Promise<Batch> {
  const { value } = await kv.get<Uint8Array>(["batch", id]);
  return Batch.parse(JSON.parse(new TextDecoder().decode(value ?? new Uint8Array())));
}

async function isQuiet(kv: Deno.Kv): Promise<boolean> {
  return await countKeys(kv, "hook_due") === 0;
}

interface Lived {
  readonly ending: Ending;
  readonly kv: Deno.Kv;
  readonly id: string;
  readonly told: readonly string[];
}

async function check({ ending, kv, id, told }: Lived, crash: Crash | undefined): Promise<void> {
  const where = `${ending.status}, died ${crash?.when ?? "never"} ${crash?.atCommit ?? ""}`;
  const batch = await read(kv, id);
  const jobs = (await storedJobs(kv)).map(({ job }) => job);
  const prompts = jobs.map(({ request }) => request.prompt);
  assertEquals(new Set(prompts).size, prompts.length, `${where}: no line has two jobs`);
  assertEquals(batch.status, ending.status, where);
  assertEquals([...new Set(told)], [`batch.${ending.status}`], where);
  assertEquals(await countKeys(kv, "batch_due"), 0, `${where}: nothing is due`);
  const output = await linesIn(kv, batch.output);
  const errors = await linesIn(kv, batch.errors);
  assertEquals([output.length, errors.length], [batch.completed, batch.failed], where);
  const ids = [...output, ...errors].map(({ custom_id }) => custom_id);
  assertEquals(new Set(ids).size, ids.length, `${where}: no line has two answers`);
  assert(jobs.every((job) => job.endedAt !== undefined), `${where}: no job goes on`);
  if (ending.status === "cancelled") return;
  // Its time was up before anybody had looked through its lines.
  if (batch.total === 0) return assertEquals([ids, jobs.length, batch.status], [[], 0, "expired"]);
  assertEquals(ids.toSorted(), ["l0", "l1", "l2", "l3", "l4"], `${where}: each line is answered`);
  if (ending.status === "expired") return;
  assertEquals(jobs.length, LINES, where);
  const done = jobs.filter((job) => jobStatus(job) === "completed").length;
  assertEquals(batch.completed, done, `${where}: the file says what the jobs say`);
}

async function linesIn(kv: Deno.Kv, { id, sizeBytes }: Batch["output"]): Promise<ResultLine[]> {
  if (sizeBytes === 0) return [];
  const runtime = createVirtualRuntime();
  const files = createFiles({ kv, runtime, blobs: createKvBlobs({ kv, runtime }) });
  const file = await files.find("me", id);
  assert(file, "a file that was written has its record");
  const text = new TextDecoder().decode(await files.read(file));
  return text.trimEnd().split("\n").map((line) => ResultLine.parse(JSON.parse(line)));
}
