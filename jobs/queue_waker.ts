/**
 * Wakes by KV queue: a message is committed with the job and arrives when it is due. The handler
 * only passes the id on: one that runs long would be delivered twice, and nothing bounds how many
 * run at a time.
 *
 * @module
 */

import { z } from "zod";
import type { Runtime } from "../runtime.ts";
import type { Waker } from "./waker.ts";

const Message = z.object({ v: z.literal(1), wake: z.string() });

/** What the waker needs. */
export interface QueueWakerOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Pick<Runtime, "now" | "log">;
}

/**
 * Whether a database takes queue messages; Deno Deploy and KV Connect do not. Without side effects:
 * the probe's check can never hold.
 */
export async function supportsQueues(kv: Deno.Kv): Promise<boolean> {
  const never = { key: ["queue_probe"], versionstamp: "00000000000000000001" };
  try {
    await kv.atomic().check(never).enqueue(0).commit();
    return true;
  } catch (error) {
    if (error instanceof Error && /not supported/i.test(error.message)) return false;
    throw error;
  }
}

/** Creates the waker; messages come until the database is closed. */
export function createQueueWaker({ kv, runtime }: QueueWakerOptions): Waker {
  let wake: ((id?: string) => void) | undefined;

  function receive(message: unknown): void {
    const parsed = Message.safeParse(message);
    if (parsed.success) wake?.(parsed.data.wake);
  }

  return {
    name: "queue",
    attach(operation, id, dueAt) {
      const delay = Math.max(0, dueAt - runtime.now());
      operation.enqueue({ v: 1, wake: id }, { delay, backoffSchedule: [] });
    },
    scheduled: () => {},
    start(call) {
      wake = call;
      kv.listenQueue(receive).catch((error) =>
        runtime.log({ event: "bug", where: "queue", message: String(error) })
      );
    },
    stop: () => wake = undefined,
  };
}
