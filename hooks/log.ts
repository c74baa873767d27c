/**
 * What sending webhooks writes to the log.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";
import type { Delivery } from "./delivery.ts";

/** One line for the newest try. */
export function logTry({ log }: Pick<Runtime, "log">, delivery: Delivery): void {
  const { id: deliveryId, event: { type }, tries, attempts, dueAt } = delivery;
  const attempt = attempts.at(-1);
  if (attempt === undefined) return;
  const { at, durationMs, status, error } = attempt;
  const about = { deliveryId, type, origin: new URL(delivery.url).origin, tries, durationMs };
  if (error === undefined && status !== undefined) {
    return log({ event: "webhook_delivered", ...about, status });
  }
  log({
    event: "webhook_failed",
    ...about,
    error: error ?? "",
    ...(status === undefined ? {} : { status }),
    ...(dueAt === undefined ? {} : { nextTryInMs: dueAt - at - durationMs }),
  });
}
