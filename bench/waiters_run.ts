/**
 * Many callers who wait, in one process that serves, asks and measures itself; prints one line of
 * JSON. Argument: the task, as JSON. Start it with `--v8-flags=--expose-gc`.
 *
 * @module
 */

import { z } from "zod";
import { createApp } from "../app.ts";
import { readConfig } from "../config.ts";
import type { Outcome, Provider } from "../providers/provider.ts";
import { systemRuntime } from "../runtime.ts";
import { createDarkroom } from "../services.ts";
import { png } from "../tests/fakes/scripted_provider.ts";
import { paperProvider } from "../tests/jobs.ts";
import { WaitersTask } from "./waiters_task.ts";

const REST_MS = 2_000;
const SAMPLE_MS = 50;

const task = WaitersTask.parse(JSON.parse(Deno.args[0] ?? ""));
const picture = png({ widthPx: 512, heightPx: 512 });

const darkroom = await createDarkroom({
  config: readConfig({ DEFAULT_MODEL: "sketch" }),
  kv: await Deno.openKv(task.file),
  runtime: systemRuntime(() => {}),
  providers: () => [polled()],
});
darkroom.worker.start();
const app = createApp(darkroom.services);
const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  (request, connection) => app.fetch(request, connection),
);
const base = `http://127.0.0.1:${server.addr.port}`;

const idleRss = Deno.memoryUsage().rss;
const rounds = [];
for (let round = 0; round < task.rounds; round++) rounds.push(await measureRound());
await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify({ idleRss, rounds })}\n`));
Deno.exit(0);

async function measureRound() {
  const begun = performance.now();
  let peakRss = 0;
  const sampler = setInterval(() => {
    peakRss = Math.max(peakRss, Deno.memoryUsage().rss);
  }, SAMPLE_MS);
  const ids: string[] = [];
  for (let job = 0; job < task.jobs; job++) ids.push(await accept());
  await Promise.all(ids.slice(-task.waiters).map(follow));
  const seconds = (performance.now() - begun) / 1_000;
  while (darkroom.worker.held > 0) await pause(SAMPLE_MS);
  clearInterval(sampler);
  await pause(REST_MS);
  collectGarbage();
  const { rss, heapUsed } = Deno.memoryUsage();
  return { peakRss, restRss: rss, restHeap: heapUsed, seconds };
}

async function accept(): Promise<string> {
  const body = JSON.stringify({ prompt: "a lighthouse at dusk", size: "512x512" });
  const answer = await fetch(`${base}/v1/jobs`, { method: "POST", body });
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}

/** Reads a job's events to their end. */
async function follow(id: string): Promise<void> {
  const answer = await fetch(`${base}/v1/jobs/${id}/events`);
  const text = await answer.text();
  if (!text.includes("completed")) throw new Error(`The events of ${id} ended early: ${text}`);
}

/** An upstream that is polled a few times, and then done. */
function polled(): Provider {
  const { pollAfterMs, polls } = task;
  return {
    ...paperProvider(),
    submit: () => Promise.resolve({ kind: "pending", handle: 1, pollAfterMs }),
    poll(handle): Promise<Outcome> {
      const count = z.number().parse(handle);
      if (count < polls) {
        return Promise.resolve({ kind: "pending", handle: count + 1, pollAfterMs });
      }
      return Promise.resolve({ kind: "done", images: [{ kind: "inline", image: picture }] });
    },
  };
}

function collectGarbage(): void {
  const collect: unknown = Reflect.get(globalThis, "gc");
  if (typeof collect === "function") collect();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
