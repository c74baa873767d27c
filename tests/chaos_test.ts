/**
 * Two hundred jobs in a program that is killed with `-9` ten times while it takes them, does them
 * and tells of them.
 *
 * The moments are seeded: each is the n-th thing that the callers, the upstreams or the receiver of
 * webhooks see of the program, so that a slow machine is hit at the same places as a fast one.
 *
 * @module
 */

import { z } from "zod";
import { assert, assertEquals } from "./assert.ts";
import {
  createFuse,
  type Fuse,
  pause,
  prepareProgram,
  type Program,
  type Receiver,
  seeded,
  serveReceiver,
  serveUpstreams,
} from "./chaos.ts";

const KILLS = 10;
const JOBS_A_LIFE = 20;
const JOBS = KILLS * JOBS_A_LIFE;
const CALLERS = 4;
/** Things seen before a kill. Each life's jobs alone give more. */
const MOST_SEEN = 70;
const SEED = 20_261_121;
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const MODELS = ["oneFORALLAnime", "oneFORALLAnime", "dreamifly-qwen-image"] as const;

const Job = z.object({
  id: z.string(),
  status: z.string(),
  prompt: z.string(),
  images: z.array(z.object({ url: z.string() })),
  attempts: z.array(z.unknown()),
  error: z.object({ code: z.string().nullable() }).nullable(),
});
type Job = z.infer<typeof Job>;

const Delivery = z.object({
  id: z.string(),
  status: z.string(),
  next_attempt_at: z.number().nullable(),
});

const Endpoint = z.object({ signing_secret: z.string() });

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  return await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

/** What the world is made of. */
interface World {
  readonly program: Program;
  readonly receiver: Receiver;
  readonly fuse: Fuse;
}

async function register({ program, receiver }: World): Promise<void> {
  const answer = await post(`${program.address}/v1/webhook_endpoints`, {
    url: `${receiver.address}/all`,
    event_types: [],
  });
  receiver.trust("/all", Endpoint.parse(await answer.json()).signing_secret);
}

/** Repeats a request under its key until it is answered, and gives the job's id. */
async function place({ program, receiver, fuse }: World, index: number): Promise<string> {
  const body = {
    model: MODELS[index % MODELS.length],
    prompt: `job ${index}`,
    size: "256x256",
    webhook: `${receiver.address}/jobs/${index}`,
  };
  for (;;) {
    try {
      const answer = await post(`${program.address}/v1/jobs`, body, {
        "idempotency-key": `order-${index}`,
      });
      const text = await answer.text();
      fuse.burn();
      assertEquals(answer.status, 202, text);
      return Job.parse(JSON.parse(text)).id;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await pause(20); // the program is dead
    }
  }
}

/** Some callers at a time place what a life adds. */
async function placeLot(world: World, life: number): Promise<[number, string][]> {
  const lot = Array.from({ length: JOBS_A_LIFE }, (_, index) => life * JOBS_A_LIFE + index);
  const placed: [number, string][] = [];
  const caller = async () => {
    for (let index = lot.shift(); index !== undefined; index = lot.shift()) {
      placed.push([index, await place(world, index)]);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return placed;
}

function indexOf(prompt: string): number {
  return Number(prompt.replace("job ", ""));
}

type Orders = Promise<[number, string][]>;

/** Lives and dies as often as it must; orders that are open then go on. */
async function dieOften(world: World): Promise<Orders[]> {
  const random = seeded(SEED);
  const lots: Orders[] = [];
  for (let life = 0; life < KILLS; life++) {
    const process = await world.program.start();
    if (life === 0) await register(world);
    const strike = () => process.signal("SIGKILL");
    const struck = world.fuse.light(1 + Math.floor(random() * MOST_SEEN), strike);
    lots.push(placeLot(world, life));
    await struck;
    assertEquals((await process.ended).signal, "SIGKILL");
  }
  return lots;
}

/** Everything that a listing of the program has. */
async function listAll<T>(url: string, schema: z.ZodType<T>): Promise<T[]> {
  const Page = z.object({
    data: z.array(schema),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  });
  const found: T[] = [];
  for (let after = "";;) {
    const page = Page.parse(await (await fetch(`${url}limit=100${after}`)).json());
    found.push(...page.data);
    if (!page.has_more) return found;
    after = `&after=${page.last_id}`;
  }
}

async function endedJobs({ program }: World): Promise<Job[]> {
  const open = `${program.address}/v1/jobs?status=queued,in_progress&`;
  while ((await listAll(open, Job)).length > 0) await pause(100);
  return await listAll(`${program.address}/v1/jobs?`, Job);
}

/** As an operator does who does not want to wait for minutes: what failed is sent again by hand. */
async function deliverAll({ program }: World): Promise<void> {
  const deliveries = `${program.address}/v1/webhook_deliveries`;
  for (;;) {
    const pending = await listAll(`${deliveries}?status=pending&`, Delivery);
    if (pending.length === 0) return;
    for (const { id, next_attempt_at } of pending) {
      if (next_attempt_at === null) continue; // it is being sent
      await (await post(`${deliveries}/${id}/replay`, {})).body?.cancel();
    }
    await pause(100);
  }
}

function assertSound(job: Job, submits: number): void {
  if (job.status === "completed") {
    assertEquals([job.images.length, job.attempts.length, submits], [1, 1, 1], job.prompt);
    return;
  }
  assertEquals([job.status, job.error?.code], ["failed", "submission_unknown"], job.prompt);
  assert(submits <= job.attempts.length && job.attempts.length === 1, job.prompt);
}

async function assertPictures({ program }: World, jobs: readonly Job[]): Promise<void> {
  for (const { images: [image] } of jobs) {
    if (!image) continue;
    assert(image.url.startsWith(program.address), image.url);
    const answer = await fetch(image.url);
    assertEquals([answer.status, answer.headers.get("content-type")], [200, "image/png"]);
    await answer.body?.cancel();
  }
}

/** Both receivers have heard of a job's one end, each under one id, as often as it took. */
function assertTold({ taken }: Receiver, { id, status, prompt }: Job): void {
  for (const path of [`/jobs/${indexOf(prompt)}`, "/all"]) {
    const told = taken.filter((one) => one.jobId === id && one.path === path);
    assert(told.length > 0, `${path} was not told of ${prompt}`);
    assertEquals(new Set(told.map(({ eventId }) => eventId)).size, 1, prompt);
    assertEquals(new Set(told.map(({ type }) => type)), new Set([`image.generation.${status}`]));
  }
}

const COUNTED = ["job", "due", "hook_due", "hook_lane", "seat", "line", "upload"] as const;

/** How many rows the database has, by what they begin with. */
async function countRows(folder: string): Promise<Record<string, number>> {
  using kv = await Deno.openKv(`${folder}/darkroom.db`);
  const counts = COUNTED.map(async (prefix) => {
    const rows = await Array.fromAsync(kv.list({ prefix: [prefix] }));
    return [prefix, rows.length] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

/** Each order has one job, with its picture or the one failure that a kill excuses. */
async function assertOrders(
  world: World,
  jobs: readonly Job[],
  submits: ReadonlyMap<string, number>,
): Promise<void> {
  for (const job of jobs) assertSound(job, submits.get(job.prompt) ?? 0);
  const completed = jobs.filter(({ status }) => status === "completed").length;
  assert(completed > JOBS / 4, `only ${completed} jobs came to their picture`);
  await assertPictures(world, jobs);
}

async function assertWebhooks(
  { program, receiver }: World,
  jobs: readonly Job[],
): Promise<void> {
  for (const job of jobs) assertTold(receiver, job);
  assertEquals(receiver.forged, []);
  assert(receiver.failed > JOBS / 2, "the receiver failed as often as it should");
  const deliveries = await listAll(`${program.address}/v1/webhook_deliveries?`, Delivery);
  const statuses = deliveries.map(({ status }) => status);
  assertEquals(statuses, Array.from({ length: 2 * JOBS }, () => "delivered"));
}

Deno.test(`${JOBS} jobs survive ${KILLS} kills: each ends once and is told, none is paid for twice`, async () => {
  const folder = await Deno.makeTempDir();
  const fuse = createFuse();
  await using upstreams = serveUpstreams(fuse);
  await using receiver = serveReceiver(fuse);
  receiver.trust("/jobs/", SECRET);
  await using program = prepareProgram(folder, {
    ...upstreams.env,
    ON_UNKNOWN_SUBMIT: "fail",
    WEBHOOK_SECRET: SECRET,
    ALLOW_PRIVATE_NETWORK: "true",
  });
  const world = { program, receiver, fuse };
  const lots = await dieOften(world);
  const last = await program.start();
  const orders = (await Promise.all(lots)).flat();
  const jobs = await endedJobs(world);
  await deliverAll(world);

  const byOrder = jobs.map(({ id, prompt }): [number, string] => [indexOf(prompt), id]);
  assertEquals(byOrder.toSorted(byIndex), orders.toSorted(byIndex), "one job for each order");
  await assertOrders(world, jobs, await upstreams.submits());
  await assertWebhooks(world, jobs);
  last.signal("SIGTERM");
  assertEquals((await last.ended).code, 0);
  const nothing = { due: 0, hook_due: 0, hook_lane: 0, seat: 0, line: 0, upload: 0 };
  assertEquals(await countRows(folder), { job: JOBS, ...nothing });
  await Deno.remove(folder, { recursive: true });
});

function byIndex([a]: readonly [number, string], [b]: readonly [number, string]): number {
  return a - b;
}
