/**
 * A registered receiver of webhooks: which events it gets, and with which secrets they are signed.
 * Pure.
 *
 * @module
 */

import { z } from "zod";
import { EVENT_TYPES, type EventType } from "./event.ts";

/** The stored form of an endpoint. */
export const Endpoint = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  /** Empty: all of them. */
  eventTypes: z.array(z.enum(EVENT_TYPES)),
  secret: z.string(),
  /** The secret before this one, which signs too until then. */
  previous: z.object({ secret: z.string(), until: z.number() }).optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** When nothing was sent there any more: by its own wish (410) or by its owner's. */
  disabledAt: z.number().optional(),
});
/** See {@linkcode Endpoint}. */
export type Endpoint = z.infer<typeof Endpoint>;

/** How long an old secret stays good beside a new one, where that is asked for. */
const OVERLAP_MS = 24 * 3_600_000;

/** Whether events of a type are sent there. */
export function wants({ eventTypes, disabledAt }: Endpoint, type: EventType): boolean {
  return disabledAt === undefined && (eventTypes.length === 0 || eventTypes.includes(type));
}

/** The secrets that sign at `now`, the newest first. */
export function secretsOf({ secret, previous }: Endpoint, now: number): string[] {
  return previous !== undefined && previous.until > now ? [secret, previous.secret] : [secret];
}

/** Gives the endpoint a new secret. */
export function rotate(
  { previous: _, ...endpoint }: Endpoint,
  { secret, keepOld, now }: { secret: string; keepOld: boolean; now: number },
): Endpoint {
  const kept = keepOld ? { previous: { secret: endpoint.secret, until: now + OVERLAP_MS } } : {};
  return { ...endpoint, ...kept, secret, updatedAt: now };
}

/** Stops sending there; the time of the first stop stays. */
export function disable(endpoint: Endpoint, now: number): Endpoint {
  return endpoint.disabledAt === undefined
    ? { ...endpoint, disabledAt: now, updatedAt: now }
    : endpoint;
}

/** Sends there again. */
export function enable(endpoint: Endpoint, now: number): Endpoint {
  const { disabledAt, ...enabled } = endpoint;
  return disabledAt === undefined ? endpoint : { ...enabled, updatedAt: now };
}
