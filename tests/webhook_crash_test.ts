/**
 * The world stops at each commit around a job's end and the delivery of what is told of it; a new
 * process opens the same database and goes on.
 *
 * @module
 */

import { createEndpointBook } from "../hooks/endpoint_book.ts";
import { Delivery } from "../hooks/delivery.ts";
import { newSecret } from "../hooks/signature.ts";
import { jobStatus } from "../jobs/job.ts";
import { assert, assertEquals } from "./assert.ts";
import type { Crash } from "./fakes/kv.ts";
import { createPendingProvider, type PendingProviderOptions } from "./fakes/pending_provider.ts";
import { createReceiver, isSignedBy, type Receiver } from "./fakes/receiver.ts";
import { createVirtualRuntime } from "./fakes/runtime.ts";
import { countKeys, createWorld, storedJobs, type World } from "./world.ts";

const SECRET = "a secret of the server's own";
const OWN_URL = "https://own.test/";
const REGISTERED_URL = "https://registered.test/";

interface End {
  readonly name: string;
  readonly provider?: Partial<PendingProviderOptions>;
  readonly env?: Readonly<Record<string, string>>;
  /** What is done to the job once it is accepted. */
  readonly act?: (world: World, id: string) => Promise<unknown>;
  readonly type: string;
}

const ENDS: readonly End[] = [
  { name: "completes", type: "image.generation.completed" },
  {
    name: "fails",
    provider: {
      onSubmit: () =>
        Promise.resolve({ kind: "failed", failure: { kind: "content_policy", message: "no" } }),
    },
    type: "image.generation.failed",
  },
  {
    name: "is cancelled",
    provider: { polls: 1_000 },
    act: ({ darkroom }, id) => darkroom.services.engine.cancel(id, "me"),
    type: "image.generation.cancelled",
  },
  {
    name: "runs out of time",
    provider: { polls: 1_000, attemptTimeoutMs: 600_000 },
    env: { JOB_TIMEOUT_SECONDS: "5" },
    type: "image.generation.failed",
  },
];

for (const end of ENDS) {
  Deno.test(`a job that ${end.name} is told of, whatever commit the process dies at`, async () => {
    const commits = await live(end);
    assert(commits >= 6, `${commits} commits: the job's, and two of each delivery`);
    for (let atCommit = 1; atCommit <= commits; atCommit++) {
      for (const when of ["before", "after"] as const) await live(end, { atCommit, when });
    }
  });
}

/** Lives one life, perhaps with a death in it; returns how many commits it took. */
async function live(end: End, crash?: Crash): Promise<number> {
  using kv = await Deno.openKv(":memory:");
  const secret = await register(kv);
  // The first try always fails, so that every kind of commit is there.
  const receiver = createReceiver((_, count) =>
    new Response(null, { status: count > 1 ? 200 : 503 })
  );
  const provider = createPendingProvider({ polls: 0, pollAfterMs: 1_000, ...end.provider });
  const env = { WEBHOOK_SECRET: SECRET, PUBLIC_URL: "https://pics.test", ...end.env };
  const common = { kv, providers: [provider], fetch: receiver.fetch, env };
  const first = await createWorld({ ...common, ...(crash ? { crash } : {}) });
  begin(first);
  void first.accept({}, { webhook: { url: OWN_URL } }).then(({ id }) => end.act?.(first, id));
  await first.runtime.until(async () => first.watched.crashed || await isOver(kv, first, true));
  const { commits, crashed } = first.watched;
  const last = crashed ? await createWorld({ ...common, startAt: first.runtime.now() + 1 }) : first;
  if (crashed) {
    begin(last);
    const [open] = (await storedJobs(kv)).filter(({ job }) => job.endedAt === undefined);
    if (open) await end.act?.(last, open.job.id);
    await last.runtime.until(() => isOver(kv, last, false));
  }
  await check(
    { end, kv, secret, receiver },
    `died ${crash?.when ?? "never"} ${crash?.atCommit ?? ""}`,
  );
  await last.close();
  return commits;
}

function begin({ darkroom }: World): void {
  darkroom.worker.start();
  darkroom.services.hooks.dispatcher.start();
}

async function register(kv: Deno.Kv): Promise<string> {
  const secret = newSecret();
  const more = { name: "registered", eventTypes: [], createdAt: 0, updatedAt: 0 };
  await createEndpointBook(kv, createVirtualRuntime())
    .add("me", { id: "whe_1", url: REGISTERED_URL, secret, ...more });
  return secret;
}

async function isOver(kv: Deno.Kv, { darkroom }: World, isFirst: boolean): Promise<boolean> {
  const jobs = await storedJobs(kv);
  // A request that died before its commit was never accepted: there is nothing to tell.
  if (jobs.length === 0) return !isFirst;
  const { dispatcher } = darkroom.services.hooks;
  return jobs.every(({ job }) => job.endedAt !== undefined) && dispatcher.held === 0 &&
    await countKeys(kv, "hook_due") === 0;
}

interface Lived {
  readonly end: End;
  readonly kv: Deno.Kv;
  readonly secret: string;
  readonly receiver: Receiver;
}

async function check({ end, kv, secret, receiver }: Lived, where: string): Promise<void> {
  const secrets = { [OWN_URL]: SECRET, [REGISTERED_URL]: secret };
  const jobs = await storedJobs(kv);
  for (const { job } of jobs) {
    for (const [url, key] of Object.entries(secrets)) {
      const told = receiver.accepted.filter((call) =>
        call.url === url && call.event.data.id === job.id
      );
      assert(told.length >= 1, `${where}: ${url} was told of ${job.id}`);
      assertEquals(new Set(told.map(({ id }) => id)).size, 1, `${where}: it is one event`);
      assertEquals(told[0]?.event.type, typeOf(end, jobStatus(job)), where);
      assert(told.every((call) => isSignedBy(key, call)), `${where}: signed`);
    }
  }
  for (const prefix of ["due", "hook_due", "hook_lane"]) {
    assertEquals(await countKeys(kv, prefix), 0, `${where}: nothing is left under ${prefix}`);
  }
  const records = await Array.fromAsync(kv.list<Uint8Array>({ prefix: ["hook_delivery"] }));
  const stored = records.map(({ value }) =>
    Delivery.parse(JSON.parse(new TextDecoder().decode(value)))
  );
  assertEquals(stored.map(({ status }) => status), jobs.flatMap(() => ["delivered", "delivered"]));
}

/** A death in the middle of a submit can end the job in another way: that is told then. */
function typeOf({ type }: End, status: string): string {
  const told = `image.generation.${status}`;
  return status === "failed" ? told : type;
}
