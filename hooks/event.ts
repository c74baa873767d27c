/**
 * What receivers of webhooks are told: the kinds of events, and the form they are sent in.
 *
 * @module
 */

import { z } from "zod";
import type { Json } from "../failure.ts";

/** Every kind of event there is. */
export const EVENT_TYPES = [
  "image.generation.completed",
  "image.generation.failed",
  "image.generation.cancelled",
  "batch.completed",
  "batch.failed",
  "batch.expired",
  "batch.cancelled",
] as const;
/** See {@linkcode EVENT_TYPES}. */
export type EventType = (typeof EVENT_TYPES)[number];

const JsonValue: z.ZodType<Json> = z.json();

/** Something that happened to a job or a batch. */
export const Event = z.object({
  id: z.string(),
  type: z.enum(EVENT_TYPES),
  /** Epoch milliseconds. */
  createdAt: z.number(),
  /** The id of what it happened to, and a few facts about it. */
  data: z.object({ id: z.string() }).catchall(JsonValue),
});
/** See {@linkcode Event}. */
export type Event = z.infer<typeof Event>;

/** Largest body: a receiver fetches what is larger. */
const MAX_BODY_BYTES = 20_000;

/**
 * The body of every request that tells of the event, the same each time.
 *
 * @throws {RangeError} when the event holds more than a webhook should carry
 */
export function bodyOf({ id, type, createdAt, data }: Event): string {
  const created_at = Math.floor(createdAt / 1_000);
  const body = JSON.stringify({ object: "event", id, type, created_at, data });
  const bytes = new TextEncoder().encode(body).length;
  if (bytes > MAX_BODY_BYTES) {
    throw new RangeError(`Event ${type} of ${data.id} has ${bytes} bytes: send ids, not contents`);
  }
  return body;
}
