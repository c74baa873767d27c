/**
 * Webhooks by themselves, in virtual time over a database in memory: no jobs, only events.
 *
 * @module
 */

import { createHooks, type Hooks } from "../hooks/hooks.ts";
import type { Delivery } from "../hooks/delivery.ts";
import type { Endpoint } from "../hooks/endpoint.ts";
import type { NewEvent } from "../hooks/outbox.ts";
import { newSecret } from "../hooks/signature.ts";
import type { UrlGuard } from "../net/guard.ts";
import { commit } from "../store/commit.ts";
import { assert } from "./assert.ts";
import { type KvWatch, watchKv } from "./fakes/kv.ts";
import { createReceiver, type Receiver } from "./fakes/receiver.ts";
import { createVirtualRuntime, type VirtualRuntime } from "./fakes/runtime.ts";
import { countKeys } from "./world.ts";

/** A post office. */
export interface PostOffice {
  readonly hooks: Hooks;
  readonly runtime: VirtualRuntime;
  readonly receiver: Receiver;
  readonly watched: KvWatch;
  /** Registers a receiver for all events. */
  register(more?: Partial<Endpoint>): Promise<Endpoint>;
  /** Puts an event on its way, in a commit of its own. */
  tell(id: string, more?: Partial<NewEvent>): Promise<void>;
  deliveries(): Promise<Delivery[]>;
  /** Lets time pass until nothing is on its way. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** What it is made of. */
export interface PostOptions {
  readonly kv: Deno.Kv;
  readonly receiver?: Receiver;
  readonly guard?: UrlGuard;
  /** Another process of the same service, whose clock it shares. */
  readonly beside?: PostOffice;
}

/** Signs for receivers that requests name. */
export const SECRET = "a secret of the server's own";

const OWNER = "me";
const HOUR_MS = 3_600_000;

/** Opens one; it looks for what is due only after `hooks.dispatcher.start()`. */
export function openPost(options: PostOptions): PostOffice {
  const { beside, receiver = beside?.receiver ?? createReceiver() } = options;
  const watched = beside?.watched ?? watchKv(options.kv);
  const runtime = beside?.runtime ??
    createVirtualRuntime({ busy: () => watched.pending > 0, fetch: receiver.fetch });
  const guard = options.guard ?? (() => Promise.resolve(undefined));
  const outside = { guard, fetch: runtime.fetch };
  const hooks = createHooks({ kv: watched.kv, runtime, outside, secret: SECRET });

  function deliveries(): Promise<Delivery[]> {
    return hooks.deliveries.list(OWNER, { limit: 1_000 });
  }

  return {
    hooks,
    runtime,
    receiver,
    watched,
    deliveries,

    async register(more) {
      const now = runtime.now();
      const endpoint: Endpoint = {
        id: `whe_${runtime.uuid()}`,
        name: "test",
        url: "https://receiver.test/hooks",
        eventTypes: [],
        secret: newSecret(),
        createdAt: now,
        updatedAt: now,
        ...more,
      };
      assert(await hooks.endpoints.add(OWNER, endpoint));
      return endpoint;
    },

    async tell(id, more) {
      const type = "image.generation.completed";
      const event = { owner: OWNER, type, data: { id }, ...more } as const;
      const announcement = await hooks.outbox.prepare(event);
      if (!announcement) return;
      const operation = watched.kv.atomic();
      announcement.add(operation);
      assert(await commit(operation, runtime));
      announcement.committed();
    },

    async settle() {
      const isOver = async () =>
        hooks.dispatcher.held === 0 && await countKeys(options.kv, "hook_due") === 0;
      await runtime.until(isOver, 24 * HOUR_MS);
    },

    async close() {
      const closed = hooks.dispatcher.drain(0);
      await runtime.pass(10_000);
      await closed;
    },
  };
}
