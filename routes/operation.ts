/**
 * What one documented operation is described by.
 *
 * @module
 */

import { z } from "zod";
import type { FailureKind } from "../failure.ts";

/** Bodies by media type. */
export type Content = Readonly<Record<string, z.ZodType>>;

/** One operation. */
export interface Operation {
  readonly method: "get" | "post" | "delete";
  readonly path: string;
  readonly tag:
    | "Images"
    | "Chat"
    | "Responses"
    | "Jobs"
    | "Batches"
    | "Webhooks"
    | "Models"
    | "Files"
    | "Keys"
    | "Service"
    | "Stable Diffusion WebUI";
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: Content;
  /** Good answers by status. */
  readonly answers: Readonly<Record<number, { description: string; content?: Content }>>;
  /** What it can be refused for. A key is asked for where `unauthenticated` is among it. */
  readonly refusals: readonly FailureKind[];
  /** How refusals look where they are not OpenAI's. */
  readonly refusalForm?: {
    readonly body: z.ZodType;
    status(kind: FailureKind): number;
  };
}

/** What every request can be refused for where a key is asked for. */
export const AT_EVERY_DOOR = [
  "unauthenticated",
  "forbidden",
  "too_many_requests",
  "internal",
] as const;

/** The path parameter `id`. */
export function id(description: string): z.ZodObject {
  return z.object({ id: z.string().meta({ description }) });
}

/** What a request for pictures can be refused for before it is a job. */
export const OF_ORDERS = [
  "quota_exhausted",
  "invalid_request",
  "model_not_found",
  "idempotency_conflict",
  "body_too_large",
  "unsupported_content_type",
  "draining",
] as const;

/** What a caller who waits for pictures can be told instead. */
export const OF_PICTURES = [
  ...AT_EVERY_DOOR,
  ...OF_ORDERS,
  "content_policy",
  "cancelled",
  "rate_limited",
  "generation_failed",
  "timed_out",
  "submission_unknown",
  "unavailable",
  "still_running",
] as const;
