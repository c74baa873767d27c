/**
 * Events on their way to a receiver in another process, which measures; prints one line of JSON.
 * Argument: the task, as JSON.
 *
 * @module
 */

import { readConfig } from "../config.ts";
import { systemRuntime } from "../runtime.ts";
import { createDarkroom } from "../services.ts";
import { WebhooksTask } from "./webhooks_task.ts";

/** As many as the dispatcher sends. */
const AT_A_TIME = 32;
const LONGEST_MS = 60_000;

const { url, count, everyMs, file } = WebhooksTask.parse(JSON.parse(Deno.args[0] ?? ""));
const bareRate = await sendBare();

const kv = await Deno.openKv(file);
const darkroom = await createDarkroom({
  config: readConfig({
    WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ALLOW_PRIVATE_NETWORK: "true",
  }),
  kv,
  runtime: systemRuntime(() => {}),
});
const { outbox, dispatcher } = darkroom.services.hooks;
dispatcher.start();
await (everyMs === 0 ? inParallel(announce) : announceInTurn());
await dispatcher.shift(LONGEST_MS);
await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify({ bareRate })}\n`));
Deno.exit(0);

async function announceInTurn(): Promise<void> {
  const begun = performance.now();
  for (let index = 0; index < count; index++) {
    await announce(`job_${index}`);
    const aheadMs = (index + 1) * everyMs - (performance.now() - begun);
    if (aheadMs > 0) await new Promise((resolve) => setTimeout(resolve, aheadMs));
  }
}

/** As the end of a job does. */
async function announce(id: string): Promise<void> {
  const announcement = await outbox.prepare({
    owner: "bench",
    type: "image.generation.completed",
    data: { ...dataOf(id), at: Date.now() },
    webhook: { url },
  });
  const operation = kv.atomic().set(["bench", id], null);
  announcement?.add(operation);
  await operation.commit();
  announcement?.committed();
}

function dataOf(id: string) {
  const image = { url: `http://127.0.0.1/files/${id}.png`, media_type: "image/png", size: "64x64" };
  return { id, status: "completed", images: [image], error: null };
}

async function sendBare(): Promise<number> {
  const begun = performance.now();
  await inParallel(async (id) => {
    const response = await fetch(`${url}bare`, {
      method: "POST",
      body: JSON.stringify(dataOf(id)),
    });
    await response.body?.cancel();
  });
  return count / (performance.now() - begun) * 1_000;
}

/** Does something about each job, some at a time. */
async function inParallel(act: (id: string) => Promise<void>): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => `job_${index}`);
  const actor = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) await act(id);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, actor));
}
