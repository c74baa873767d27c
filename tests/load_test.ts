/**
 * Many callers who wait, and many jobs: when all is over nothing of them is left, counted in timers,
 * leases, watchers and rows rather than in megabytes.
 *
 * @module
 */

import { assert, assertEquals, assertLess } from "./assert.ts";
import { openVirtualDoor, type VirtualDoor } from "./door.ts";
import { countKeys } from "./world.ts";

const JOBS = 100;
const WAITERS = 40;
const ENV = { DEFAULT_MODEL: "easel", LOG_REQUESTS: "false" } as const;

async function acceptJobs(door: VirtualDoor, prompt: string): Promise<string[]> {
  const ids: string[] = [];
  for (let job = 0; job < JOBS; job++) {
    const accepted = await door.post("/v1/jobs", { prompt, size: "16x16" });
    assertEquals(accepted.status, 202);
    ids.push((await accepted.json()).id);
  }
  return ids;
}

interface Waiter {
  readonly gone: AbortController;
  /** Resolves when its stream has ended, however. */
  readonly ended: Promise<string>;
}

/** Follows a job's events, as a browser does. */
async function follow(door: VirtualDoor, id: string): Promise<Waiter> {
  const gone = new AbortController();
  const response = await door.app.request(`/v1/jobs/${id}/events`, { signal: gone.signal });
  assertEquals(response.status, 200);
  const reader = response.body?.getReader();
  assert(reader, "there is a stream");
  // What a server does when its client hangs up.
  gone.signal.addEventListener("abort", () => void reader.cancel());
  const ended = (async () => {
    let text = "";
    for (;;) {
      const part = await reader.read();
      if (part.done) return text;
      text += new TextDecoder().decode(part.value);
    }
  })();
  return { gone, ended };
}

async function waitersFor(door: VirtualDoor, ids: readonly string[]): Promise<Waiter[]> {
  const waiters: Waiter[] = [];
  for (let n = 0; n < WAITERS; n++) waiters.push(await follow(door, ids[n % ids.length] ?? ""));
  return waiters;
}

/** Timers of a door at which nothing goes on but its own rhythm. */
async function restingTimers(door: VirtualDoor): Promise<number> {
  await door.runtime.until(() => door.darkroom.worker.held === 0);
  await door.runtime.pass(60_000);
  return door.runtime.sleeping;
}

Deno.test("callers who wait for their jobs leave nothing behind, round after round", async () => {
  await using door = await openVirtualDoor({ env: ENV });
  door.darkroom.worker.start();
  const timers = await restingTimers(door);
  for (let round = 0; round < 2; round++) {
    const ids = await acceptJobs(door, "climb up the hill");
    const waiters = await waitersFor(door, ids);
    let open = waiters.length;
    for (const { ended } of waiters) void ended.then(() => open--);
    await door.runtime.until(() => open === 0);
    for (const { ended } of waiters) assert((await ended).includes("completed"), "told to its end");
    assertEquals(await restingTimers(door), timers, `timers after round ${round}`);
    assertEquals(await countKeys(door.kv, "due"), 0);
  }
});

Deno.test("callers who hang up leave nothing behind while their jobs go on", async () => {
  await using door = await openVirtualDoor({ env: ENV });
  door.darkroom.worker.start();
  const ids = await acceptJobs(door, "hang about");
  await door.runtime.pass(5_000);
  const before = door.runtime.sleeping;
  for (let round = 0; round < 3; round++) {
    const waiters = await waitersFor(door, ids);
    await door.runtime.pass(1_000);
    assert(door.runtime.sleeping >= before + WAITERS, "each has a heartbeat");
    for (const { gone } of waiters) gone.abort();
    await Promise.all(waiters.map(({ ended }) => ended));
    await door.runtime.pass(30_000);
    assertLess(door.runtime.sleeping, before + 10, `timers after round ${round}`);
  }
  assertEquals(await countKeys(door.kv, "due"), JOBS, "the jobs go on");
});
