/**
 * One event on its way to one receiver: its record, and what becomes of it. Pure.
 *
 * @module
 */

import { z } from "zod";
import { Event } from "./event.ts";
import { judge, nextPauseMs } from "./retry.ts";

/** One try. */
export const Attempt = z.object({
  at: z.number(),
  durationMs: z.number(),
  /** Absent: there was no answer. */
  status: z.number().int().optional(),
  /** How the answer began. */
  excerpt: z.string().optional(),
  /** Why it does not count as delivered. */
  error: z.string().optional(),
});
/** See {@linkcode Attempt}. */
export type Attempt = z.infer<typeof Attempt>;

/** Where deliveries stand: on the way, arrived, or given up. */
export const STATUSES = ["pending", "delivered", "dead"] as const;
/** See {@linkcode STATUSES}. */
export type DeliveryStatus = (typeof STATUSES)[number];

/** The stored form of a delivery. */
export const Delivery = z.object({
  v: z.literal(1),
  id: z.string(),
  owner: z.string(),
  /** The registered endpoint; absent: the receiver was named by the request itself. */
  endpoint: z.string().optional(),
  /** Where it is sent, or was last. */
  url: z.string(),
  event: Event,
  status: z.enum(STATUSES),
  /** Tries made since it was created or last replayed. */
  tries: z.number().int(),
  /** The newest tries, oldest first. */
  attempts: z.array(Attempt),
  createdAt: z.number(),
  endedAt: z.number().optional(),
  expiresAt: z.number(),
  /** Who sends it now; the end of that lease is its due entry. */
  holder: z.string().optional(),
  /** Its entry in the due index; absent once it has ended. */
  dueAt: z.number().optional(),
});
/** See {@linkcode Delivery}. */
export type Delivery = z.infer<typeof Delivery>;

/** What came of a try, and what the receiver asked for. */
export interface Sent {
  readonly attempt: Attempt;
  readonly retryAfterMs?: number;
}

/** How long a sender has before another takes over: longer than any try. */
export const LEASE_MS = 30_000;

const DAY_MS = 24 * 3_600_000;

/** How long a delivery is kept after its end. */
const KEPT_MS = 7 * DAY_MS;

/** Longer than all tries with all the patience that receivers may ask for. */
const PENDING_MS = 30 * DAY_MS;

/** Tries kept in the record: all of one round, which fit beside the largest event. */
const ATTEMPTS_KEPT = 10;

/** A delivery that is due at once. */
export function newDelivery(
  of: Pick<Delivery, "id" | "owner" | "url" | "event" | "endpoint">,
  now: number,
): Delivery {
  return {
    v: 1,
    ...of,
    status: "pending",
    tries: 0,
    attempts: [],
    createdAt: now,
    expiresAt: now + PENDING_MS,
    dueAt: now,
  };
}

/** Claims it: the due entry moves to the lease's end. */
export function hold(delivery: Delivery, holder: string, now: number): Delivery {
  return { ...delivery, holder, dueAt: now + LEASE_MS };
}

/** Lets go of it until a time. */
export function release({ holder: _, ...delivery }: Delivery, dueAt: number): Delivery {
  return { ...delivery, dueAt };
}

/** Books a try that was made. */
export function book(
  delivery: Delivery,
  { attempt, retryAfterMs }: Sent,
  { now, random }: { readonly now: number; readonly random: number },
): Delivery {
  const tries = delivery.tries + 1;
  const tried = { ...noted(delivery, attempt), tries };
  const verdict = judge(attempt.status);
  if (verdict === "delivered") return end(tried, "delivered", now);
  const patience = retryAfterMs === undefined ? {} : { retryAfterMs };
  const pauseMs = verdict === "gone" ? undefined : nextPauseMs({ tries, random, ...patience });
  return pauseMs === undefined ? end(tried, "dead", now) : release(tried, now + pauseMs);
}

/** Ends a delivery that cannot be tried. */
export function giveUp(delivery: Delivery, error: string, now: number): Delivery {
  return end(noted(delivery, { at: now, durationMs: 0, error }), "dead", now);
}

/** Begins anew, whatever came of it before; one that is being sent stays as it is. */
export function replay(delivery: Delivery, now: number): Delivery {
  if (delivery.holder !== undefined) return delivery;
  const { endedAt: _, ...again } = delivery;
  return { ...again, status: "pending", tries: 0, expiresAt: now + PENDING_MS, dueAt: now };
}

function noted(delivery: Delivery, attempt: Attempt): Delivery {
  return { ...delivery, attempts: [...delivery.attempts, attempt].slice(-ATTEMPTS_KEPT) };
}

function end(delivery: Delivery, status: DeliveryStatus, now: number): Delivery {
  const { holder: _holder, dueAt: _dueAt, ...ended } = delivery;
  return { ...ended, status, endedAt: now, expiresAt: now + KEPT_MS };
}
