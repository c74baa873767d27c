/**
 * Deliveries in KV: every write is one atomic operation, fenced by the record's version, that moves
 * the due entry along.
 *
 * @module
 */

import { z } from "zod";
import type { Runtime } from "../runtime.ts";
import { commit, unlocked } from "../store/commit.ts";
import { moveDue } from "../store/due.ts";
import { type DueIndex, EMPTY, KEYS, PREFIXES } from "../store/keys.ts";
import { createTable, type Versioned } from "../store/table.ts";
import { Delivery, type DeliveryStatus, STATUSES } from "./delivery.ts";

/** Where deliveries stand that want attention. */
export const HOOK_DUE: DueIndex = "hook_due";

/** Which deliveries a listing shows. */
export interface DeliveryFilter {
  readonly limit: number;
  /** The id before the page. */
  readonly after?: string;
  readonly endpoint?: string;
  readonly status?: DeliveryStatus;
}

/** Deliveries as they are stored. */
export interface DeliveryRepo {
  /** Adds a new one to an operation. */
  add(operation: Deno.AtomicOperation, delivery: Delivery): void;
  load(id: string): Promise<Versioned<Delivery> | undefined>;
  /** Replaces exactly the version given; undefined when it is no longer the newest. */
  replace(
    old: Versioned<Delivery>,
    delivery: Delivery,
  ): Promise<Versioned<Delivery> | undefined>;
  /** The newest of those about the same subject, to the same receiver, that have to go before it. */
  before(delivery: Delivery): Promise<Delivery | undefined>;
  /** Newest first. */
  list(owner: string, filter: DeliveryFilter): Promise<Delivery[]>;
}

/** What a listing goes by without reading the record. */
const Summary = z.object({
  endpoint: z.string().optional(),
  status: z.enum(STATUSES),
  expiresAt: z.number(),
});
type Summary = z.infer<typeof Summary>;

/** Creates the repo. */
export function createDeliveryRepo(kv: Deno.Kv, runtime: Runtime): DeliveryRepo {
  const options = { kv, runtime, expiresAt: ({ expiresAt }: Summary) => expiresAt };
  const records = createTable<Delivery>({ ...options, schema: Delivery });
  const summaries = createTable<Summary>({ ...options, schema: Summary });

  function write(operation: Deno.AtomicOperation, delivery: Delivery, old?: Delivery): void {
    const { id, owner, endpoint, status, expiresAt } = delivery;
    records.set(operation, KEYS.hookDelivery(id), delivery);
    moveDue(operation, id, { from: old?.dueAt, to: delivery.dueAt }, { index: HOOK_DUE });
    if (old?.expiresAt === expiresAt) return;
    const summary = { status, expiresAt, ...(endpoint === undefined ? {} : { endpoint }) };
    summaries.set(operation, KEYS.ownerHook(owner, id), summary);
  }

  async function load(id: string): Promise<Versioned<Delivery> | undefined> {
    return await records.get(KEYS.hookDelivery(id));
  }

  async function lastInLane(delivery: Delivery): Promise<Deno.KvKey | undefined> {
    const [receiver, subject] = laneOf(delivery);
    const selector = {
      prefix: PREFIXES.hookLane(receiver, subject),
      end: KEYS.hookLane(receiver, subject, delivery.id),
    };
    const read = () => Array.fromAsync(kv.list(selector, { limit: 1, reverse: true }));
    return (await unlocked(read, runtime))[0]?.key;
  }

  return {
    load,

    add(operation, delivery) {
      write(operation, delivery);
      const expireIn = Math.max(1, delivery.expiresAt - runtime.now());
      operation.set(KEYS.hookLane(...laneOf(delivery), delivery.id), EMPTY, { expireIn });
    },

    async replace(old, delivery) {
      const key = KEYS.hookDelivery(delivery.id);
      const operation = kv.atomic().check({ key, versionstamp: old.versionstamp });
      write(operation, delivery, old.value);
      if (delivery.status !== "pending") {
        operation.delete(KEYS.hookLane(...laneOf(delivery), delivery.id));
      }
      const versionstamp = await commit(operation, runtime);
      return versionstamp === undefined ? undefined : { value: delivery, versionstamp };
    },

    async before(delivery) {
      for (;;) {
        const key = await lastInLane(delivery);
        const earlier = key && await load(String(key[3]));
        if (key === undefined || earlier?.value.status === "pending") return earlier?.value;
        // Its record has expired: nobody will come to take it out of the lane.
        if (!earlier) await unlocked(() => kv.delete(key), runtime);
      }
    },

    async list(owner, { limit, after, endpoint, status }) {
      const prefix = PREFIXES.ownerHooks(owner);
      const selector = after ? { prefix, end: KEYS.ownerHook(owner, after) } : { prefix };
      const rows = kv.list<Uint8Array>(selector, { reverse: true, batchSize: 100 });
      const found: Delivery[] = [];
      for await (const { key, value } of rows) {
        const summary = Summary.parse(JSON.parse(new TextDecoder().decode(value)));
        if (endpoint !== undefined && summary.endpoint !== endpoint) continue;
        if (status !== undefined && summary.status !== status) continue;
        const record = await load(String(key[2]));
        if (record) found.push(record.value);
        if (found.length === limit) break;
      }
      return found;
    },
  };
}

/** The receiver, and what the event is about. A request names one receiver at most. */
function laneOf({ endpoint, event }: Delivery): [receiver: string, subject: string] {
  return [endpoint ?? "request", event.data.id];
}
