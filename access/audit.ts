/**
 * What was done with administrative power: one entry each, written in the commit that does it.
 *
 * @module
 */

import { z } from "zod";
import type { Json } from "../failure.ts";
import type { Runtime } from "../runtime.ts";
import { KEYS, PREFIXES } from "../store/keys.ts";
import { createTable } from "../store/table.ts";

/** What can be done. */
export const AUDITED = ["key.created", "key.changed", "key.rotated", "key.revoked"] as const;

const Entry = z.object({
  v: z.literal(1),
  id: z.string(),
  at: z.number(),
  action: z.enum(AUDITED),
  /** The owner who did it. */
  actor: z.string(),
  /** What it was done to. */
  subject: z.string(),
  /** What was changed, without secrets. */
  detail: z.record(z.string(), z.json()),
  requestId: z.string().optional(),
  expiresAt: z.number(),
});
/** See the schema. */
export type AuditEntry = z.infer<typeof Entry>;

/** What is known of an action when it is done. */
export interface Act {
  readonly action: AuditEntry["action"];
  readonly subject: string;
  readonly detail: Readonly<Record<string, Json>>;
}

/** Who acts. */
export interface Actor {
  readonly owner: string;
  /** The request by which it is done. */
  readonly requestId?: string;
}

/** Which entries to list. */
export interface AuditFilter {
  readonly limit: number;
  /** The id before the page. */
  readonly after?: string | undefined;
}

/** The log. */
export interface AuditLog {
  /** Adds an entry to the operation that does what it tells of. */
  add(operation: Deno.AtomicOperation, act: Act, actor: Actor): void;
  /** Newest first. */
  list(filter: AuditFilter): Promise<AuditEntry[]>;
}

/** Longer than a year, so that a year can be looked back upon. */
const KEEP_MS = 400 * 24 * 3_600_000;

/** Creates it. */
export function createAuditLog(kv: Deno.Kv, runtime: Runtime): AuditLog {
  const table = createTable<AuditEntry>({
    kv,
    runtime,
    schema: Entry,
    expiresAt: ({ expiresAt }) => expiresAt,
  });
  return {
    add(operation, { action, subject, detail }, { owner, requestId }) {
      const at = runtime.now();
      const id = `aud_${runtime.uuid()}`;
      table.set(operation, KEYS.audit(id), {
        v: 1,
        id,
        at,
        action,
        actor: owner,
        subject,
        detail: { ...detail },
        ...(requestId === undefined ? {} : { requestId }),
        expiresAt: at + KEEP_MS,
      });
    },

    async list({ limit, after }) {
      const prefix = PREFIXES.audit();
      const selector = after === undefined ? { prefix } : { prefix, end: KEYS.audit(after) };
      const found: AuditEntry[] = [];
      for await (const { key } of kv.list(selector, { reverse: true, batchSize: 100 })) {
        const entry = await table.get(key);
        if (entry) found.push(entry.value);
        if (found.length === limit) break;
      }
      return found;
    },
  };
}
