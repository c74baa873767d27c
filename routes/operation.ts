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
export const AT_EVERY_DOOR = ["unauthenticated", "forbidden", "internal"] as const;

/** The path parameter `id`. */
export function id(description: string): z.ZodObject {
  return z.object({ id: z.string().meta({ description }) });
}
