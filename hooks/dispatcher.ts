/**
 * Sends what is due: takes a delivery's lease, tries it once, books what came of it; many at a time,
 * until the process drains.
 *
 * @module
 */

import type { Outside } from "../net/guard.ts";
import { logBug } from "../jobs/log.ts";
import { settledWithin } from "../jobs/settled.ts";
import { createLookout } from "../jobs/lookout.ts";
import { createSlots } from "../jobs/slots.ts";
import { createTimerWaker } from "../jobs/timer_waker.ts";
import type { Runtime } from "../runtime.ts";
import { dropDue, type Due, listDue } from "../store/due.ts";
import type { Versioned } from "../store/table.ts";
import {
  book,
  type Delivery,
  giveUp,
  hold,
  LEASE_MS,
  release,
  replay,
  type Sent,
} from "./delivery.ts";
import { type DeliveryRepo, HOOK_DUE } from "./delivery_repo.ts";
import { disable } from "./endpoint.ts";
import type { EndpointBook } from "./endpoint_book.ts";
import { logTry } from "./log.ts";
import { receiverOf } from "./receiver.ts";
import { judge } from "./retry.ts";
import { send } from "./send.ts";

/** Sends deliveries in this process. */
export interface Dispatcher {
  /** Looks after deliveries that have just been committed. */
  wake(ids: readonly string[]): void;
  /** Tries a delivery again now, and as often as a new one; undefined: the owner has none such. */
  replay(id: string, owner: string): Promise<Delivery | undefined>;
  /** Sends what is due, and becomes due, for up to `ms`; returns early when nothing is pending. */
  shift(ms: number): Promise<void>;
  /** Frees the leases of dead senders at once; only for a process that knows to be the only one. */
  freeOrphans(): Promise<number>;
  /** Begins to look for due deliveries by itself. */
  start(): void;
  /** Takes no more, waits, breaks off and hands back what is left; returns how many that was. */
  drain(graceMs: number): Promise<number>;
  /** Deliveries held at this moment. */
  readonly held: number;
}

/** What the dispatcher needs. */
export interface DispatcherOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
  readonly deliveries: DeliveryRepo;
  readonly endpoints: EndpointBook;
  readonly outside: Outside;
  /** Signs for receivers that requests name. */
  readonly secret?: string;
}

type Stored = Versioned<Delivery>;

/** Requests to receivers at the same time. */
const MAX_SENDS = 32;

/** How soon a delivery is looked at again while the one before it is being sent. */
const TURN_MS = 1_000;

/** Time for aborted requests to return before the process goes. */
const ABORT_MS = 500;

/** More deliveries than a database file will ever hold. */
const ALL_ROWS = 1_000_000_000;

/** Creates the dispatcher; it does nothing before `start`, except for deliveries it is woken for. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { kv, runtime, deliveries, endpoints, outside } = options;
  const instance = runtime.uuid();
  const waker = createTimerWaker(runtime);
  const slots = createSlots(MAX_SENDS);
  const ready = new Map<string, Due | undefined>();
  const active = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  const aborting = new AbortController();
  const lookout = createLookout({
    kv,
    runtime,
    index: HOOK_DUE,
    waker,
    signal: stopping.signal,
    found(due) {
      for (const one of due) ready.set(one.id, one);
      pump();
    },
  });
  let claims = 0;

  async function replace(old: Stored, delivery: Delivery): Promise<Stored | undefined> {
    const stored = await deliveries.replace(old, delivery);
    const { dueAt, holder } = delivery;
    if (stored && dueAt !== undefined && !holder) waker.scheduled(dueAt);
    return stored;
  }

  async function claim(id: string, due: Due | undefined): Promise<void> {
    const stored = await deliveries.load(id);
    const dueAt = stored?.value.dueAt;
    // An entry moves with its record: one without is left over from a record that is gone.
    if (due && dueAt === undefined) await dropDue(kv, due, runtime, { index: HOOK_DUE });
    const now = runtime.now();
    if (!stored || dueAt === undefined || dueAt > now) return;
    const before = await deliveries.before(stored.value);
    if (before) return void await replace(stored, release(stored.value, turnAfter(before, now)));
    const held = await replace(stored, hold(stored.value, `${instance}:${++claims}`, now));
    if (held) await attempt(held);
  }

  /** When to look whether the one before has ended. */
  function turnAfter({ holder, dueAt = 0 }: Delivery, now: number): number {
    return TURN_MS + (holder === undefined ? Math.max(now, dueAt) : now);
  }

  async function attempt(held: Stored): Promise<void> {
    const { event } = held.value;
    const receiver = await receiverOf(held.value, { ...options, now: runtime.now() });
    if (receiver.kind === "gone") return await finish(held, giveUpNow(held.value, receiver.reason));
    const { url, secrets } = receiver;
    const { signal } = aborting;
    const sent = await send({ url, event, secrets }, { runtime, outside, signal });
    await finish(held, bookNow({ ...held.value, url }, sent));
    if (judge(sent.attempt.status) === "gone") await disableEndpoint(held.value);
  }

  function giveUpNow(delivery: Delivery, reason: string): Delivery {
    return giveUp(delivery, reason, runtime.now());
  }

  function bookNow(delivery: Delivery, sent: Sent): Delivery {
    const now = runtime.now();
    // We broke it off ourselves: that is no try. It may have arrived; it is sent again all the same.
    const isCut = sent.attempt.status === undefined && aborting.signal.aborted;
    return isCut ? release(delivery, now) : book(delivery, sent, { now, random: runtime.random() });
  }

  async function finish(held: Stored, delivery: Delivery): Promise<void> {
    const isTried = delivery.attempts !== held.value.attempts;
    if (await replace(held, delivery) && isTried) logTry(runtime, delivery);
  }

  async function disableEndpoint({ owner, endpoint }: Delivery): Promise<void> {
    if (endpoint === undefined) return;
    const now = runtime.now();
    const disabled = await endpoints.update(owner, endpoint, (found) => disable(found, now));
    if (disabled?.disabledAt === now) {
      runtime.log({ event: "webhook_endpoint_disabled", endpointId: endpoint });
    }
  }

  function pump(): void {
    while (ready.size > 0 && !stopping.signal.aborted && slots.tryTake()) {
      const [[id, due] = ["", undefined]] = ready;
      ready.delete(id);
      if (active.has(id)) slots.release();
      else launch(id, due);
    }
    if (ready.size === 0) lookout.lookForMore();
  }

  /** Runs in a slot that the caller has taken. */
  function launch(id: string, due: Due | undefined): void {
    const done = claim(id, due)
      .catch((error) => logBug(runtime, { where: "webhooks" }, error))
      .finally(() => {
        active.delete(id);
        slots.release();
        pump();
      });
    active.set(id, done);
  }

  function wake(ids: readonly string[]): void {
    if (stopping.signal.aborted) return;
    for (const id of ids) ready.set(id, undefined);
    pump();
  }

  return {
    wake,
    shift: lookout.shift,

    async replay(id, owner) {
      for (;;) {
        const stored = await deliveries.load(id);
        if (stored?.value.owner !== owner) return undefined;
        const again = replay(stored.value, runtime.now());
        if (again !== stored.value && !await replace(stored, again)) continue;
        wake([id]);
        return again;
      }
    },

    async freeOrphans() {
      const now = runtime.now();
      const page = { index: HOOK_DUE, limit: ALL_ROWS };
      let freed = 0;
      for (const { id } of await listDue(kv, now + LEASE_MS, runtime, page)) {
        const stored = active.has(id) ? undefined : await deliveries.load(id);
        if (!stored?.value.holder) continue;
        if (await replace(stored, release(stored.value, now))) freed++;
      }
      return freed;
    },

    start() {
      waker.start(() => lookout.look());
      void lookout.patrol();
    },

    async drain(graceMs) {
      stopping.abort();
      waker.stop();
      ready.clear();
      await settledWithin(graceMs, active.values(), runtime);
      const left = active.size;
      aborting.abort();
      await settledWithin(ABORT_MS, active.values(), runtime);
      await lookout.idle();
      return left;
    },

    get held() {
      return active.size;
    },
  };
}
