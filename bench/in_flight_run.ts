/**
 * Many jobs in flight in one process, which measures itself and prints one line of JSON. Argument:
 * the task, as JSON.
 *
 * @module
 */

import { z } from "zod";
import { readConfig } from "../config.ts";
import type { CallContext, Outcome, Provider } from "../providers/provider.ts";
import { systemRuntime } from "../runtime.ts";
import { createDarkroom } from "../services.ts";
import { imageRequest, paperProvider } from "../tests/jobs.ts";
import { InFlightTask } from "./in_flight_task.ts";
import { quantile } from "./stats.ts";

const task = InFlightTask.parse(JSON.parse(Deno.args[0] ?? ""));
const latenessMs: number[] = [];
let measuring = false;
let peakRss = 0;

const kv = await Deno.openKv(task.file);
const darkroom = await createDarkroom({
  config: readConfig({ DEFAULT_MODEL: "sketch", WAKER: task.waker }),
  kv,
  runtime: systemRuntime(() => {}),
  providers: () => [neverDone()],
});
darkroom.worker.start();
const idleRss = Deno.memoryUsage().rss;

const begun = performance.now();
for (let job = 0; job < task.jobs; job++) {
  const accepted = await darkroom.services.engine.accept({
    request: imageRequest(),
    owner: "bench",
    warnings: [],
  });
  if (!accepted.ok) throw new Error(accepted.failure.message);
}
const acceptMs = performance.now() - begun;

// Once round, so that what is measured is the rhythm and not the start.
await pause(task.pollAfterMs);
measuring = true;
for (let second = 0; second < task.forMs / 1_000; second++) {
  await pause(1_000);
  peakRss = Math.max(peakRss, Deno.memoryUsage().rss);
}
const polls = latenessMs.length;
await write({
  idleRss,
  peakRss,
  acceptMs,
  polls,
  p50: quantile(latenessMs, 0.5),
  p99: quantile(latenessMs, 0.99),
});
Deno.exit(0);

/** An upstream that is never done, and notes how late it is asked. */
function neverDone(): Provider {
  const { pollAfterMs } = task;
  let submits = 0;

  function wait({ now }: CallContext, ms: number): Promise<Outcome> {
    return Promise.resolve({ kind: "pending", handle: now() + ms, pollAfterMs: ms });
  }

  return {
    ...paperProvider(),
    attemptTimeoutMs: 3_600_000,
    // Jobs come one by one in life: their first polls are spread over the whole pause.
    submit: (_request, context) => wait(context, Math.ceil(++submits / task.jobs * pollAfterMs)),
    poll(dueAt, context) {
      if (measuring) latenessMs.push(context.now() - z.number().parse(dueAt));
      return wait(context, pollAfterMs);
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function write(result: unknown): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(result)}\n`));
}
