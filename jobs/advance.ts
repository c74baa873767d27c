/**
 * Advancing one held job: every task that is due is acted on, side by side, until nothing is to be
 * done for now; then the job is let go.
 *
 * @module
 */

import { failure, type Json } from "../failure.ts";
import { follow, OVER } from "../follow.ts";
import { type Action, routeOf } from "./action.ts";
import { sayGoodbye } from "./farewell.ts";
import { forecastAll } from "./forecast.ts";
import { hedge, nextHedgeAt } from "./hedge.ts";
import { hasEnded, type Job } from "./job.ts";
import type { Lease } from "./lease.ts";
import { logBug, logTask } from "./log.ts";
import type { TaskEvent } from "./machine.ts";
import { createNewsDesk, type NewsDesk } from "./news.ts";
import { storePreview } from "./pictures.ts";
import { act, type RunServices } from "./run.ts";
import { dueTasks, HEARTBEAT_MS, taskDueAt } from "./schedule.ts";
import { endOfAttempt, timedOut } from "./time_limits.ts";
import { assignSeats, bookHealth, returnSeats, type SeatingServices } from "./seating.ts";
import { type Slots, takeUpTo } from "./slots.ts";
import { beat, begin, book, type Circumstances, expire, handBack, hear, settle } from "./steps.ts";

/** What advancing needs. */
export interface AdvanceServices extends RunServices, SeatingServices {
  readonly slots: Slots;
  readonly withTexts: (job: Job) => Promise<Job>;
  /** The circumstances of a decision made now. */
  readonly circumstances: () => Circumstances;
  /** Aborts when the process must let go of everything. */
  readonly draining: AbortSignal;
}

/**
 * Advances a job until nothing is due, the lease is lost or the process drains. The caller holds
 * one slot for each started action, at least one; all but one are given back here.
 *
 * @param started actions that were begun in the commit that took the lease
 */
export async function advance(
  lease: Lease,
  started: ReadonlyMap<number, Action>,
  services: AdvanceServices,
): Promise<void> {
  await new Advance(lease, services).run(started);
}

class Advance {
  readonly #lease: Lease;
  readonly #services: AdvanceServices;
  readonly #running = new Map<number, Promise<void>>();
  /** What stops each running action whose task was called off. */
  readonly #calls = new Map<number, AbortController>();
  /** Running actions whose event is in the record, or on its way there. */
  readonly #booked = new Set<number>();
  readonly #farewells: Promise<boolean>[] = [];
  readonly #over = new AbortController();
  readonly #stop = new AbortController();
  readonly #stopped = this.#stop.signal;
  readonly #unfollow: () => void;
  readonly #news: NewsDesk;
  #slotsHeld = 0;
  #slotsReserved = 0;

  constructor(lease: Lease, services: AdvanceServices) {
    this.#lease = lease;
    this.#services = services;
    this.#unfollow = follow(this.#stop, [lease.lost, services.draining]);
    this.#news = createNewsDesk({
      lease,
      runtime: services.runtime,
      signal: this.#over.signal,
      store: (image) => storePreview(image, lease.job.expiresAt, services.blobs),
    });
  }

  async run(started: ReadonlyMap<number, Action>): Promise<void> {
    const heart = this.#keepBeating();
    this.#slotsHeld = Math.max(1, started.size);
    try {
      await this.#expireIfLate();
      this.#start(started);
      await this.#loop();
      if (this.#services.draining.aborted) await this.#handBack();
      await Promise.all(this.#running.values());
      await this.#letGo();
    } finally {
      // Also when the database failed between taking a slot and using it.
      this.#slotsReserved = 0;
      this.#trimSlots();
      this.#over.abort(OVER);
      this.#unfollow();
      await heart;
    }
    await Promise.all(this.#farewells);
  }

  async #loop(): Promise<void> {
    while (!this.#stopped.aborted && this.#lease.job.holder) {
      await this.#startDue();
      if (this.#running.size === 0) return;
      await this.#attention();
    }
  }

  /** Begins what is due, as far as slots are free; the first runs in the caller's slot. */
  async #startDue(): Promise<void> {
    const { slots, circumstances, runtime } = this.#services;
    const busy = new Set(this.#running.keys());
    const now = runtime.now();
    const hedged = hedge(this.#lease.job, now);
    const due = dueTasks(hedged, now).filter((index) => !busy.has(index));
    const own = busy.size === 0 ? 1 : 0;
    this.#slotsReserved = takeUpTo(slots, due.length - own);
    this.#slotsHeld += this.#slotsReserved;
    const indices = due.slice(0, own + this.#slotsReserved);
    const seatings = await assignSeats(hedged, indices, this.#services);
    const forecasts = await forecastAll(hedged, indices, this.#services);
    let actions: ReadonlyMap<number, Action> = new Map();
    const held = await this.#lease.update((job) => {
      const begun = begin(hedge(job, now), { indices, seatings, forecasts }, circumstances());
      actions = begun.actions;
      return begun.job;
    });
    if (held) this.#start(actions);
    else await returnSeats(this.#lease.job, seatings, this.#services);
    this.#slotsReserved = 0;
    this.#trimSlots();
  }

  #start(actions: ReadonlyMap<number, Action>): void {
    for (const [index, action] of actions) {
      const ending = this.#perform(index, action)
        .catch((error) => this.#logBug(action, error))
        .finally(() => {
          this.#running.delete(index);
          this.#calls.delete(index);
          this.#booked.delete(index);
          this.#trimSlots();
        });
      this.#running.set(index, ending);
    }
  }

  /** One slot for each action; the last one is the caller's. */
  #trimSlots(): void {
    const needed = Math.max(1, this.#running.size + this.#slotsReserved);
    for (; this.#slotsHeld > needed; this.#slotsHeld--) this.#services.slots.release();
  }

  /** Waits until an action ends or another task becomes due. */
  async #attention(): Promise<void> {
    const { runtime } = this.#services;
    const now = runtime.now();
    const idle = this.#lease.job.tasks.filter((_, index) => !this.#running.has(index));
    const times = idle.map(taskDueAt).filter((time) => time !== undefined);
    const awake = new AbortController();
    const next = Math.min(nextHedgeAt(this.#lease.job) ?? Infinity, ...times);
    // A task that is due already has found no slot: it goes on when one of ours ends.
    const alarm = next > now && next < Infinity
      ? [runtime.sleep(next - now, AbortSignal.any([awake.signal, this.#stopped]))]
      : [];
    await Promise.race([...this.#running.values(), ...alarm]);
    awake.abort(OVER);
  }

  async #perform(index: number, action: Action): Promise<void> {
    const event = await this.#eventOf(index, action);
    if (event && !this.#services.draining.aborted) await this.#book(index, event);
  }

  /** Undefined when the process drains: the action is left as it stands in the record. */
  async #eventOf(index: number, action: Action): Promise<TaskEvent | undefined> {
    const { runtime, withTexts } = this.#services;
    const until = endOfAttempt(this.#lease.job, index, this.#services.registry);
    const late = new AbortController();
    const call = new AbortController();
    const done = new AbortController();
    const letGo = follow(call, [late.signal, this.#stopOf(index, action)]);
    if (!this.#isPatient(index, action)) this.#calls.set(index, call);
    const alarm = runtime.sleep(until - runtime.now(), done.signal)
      .then(() => done.signal.aborted || late.abort(OVER));
    try {
      const report = this.#news.report.bind(this.#news, index);
      const { job: stored } = this.#lease;
      const job = action === "submit" ? await withTexts(stored) : stored;
      const context = { signal: call.signal, until, report };
      const event = await act(action, job, index, context, this.#services);
      // An answer may come sooner than the alarm that is long overdue.
      const isLate = late.signal.aborted || runtime.now() >= until;
      const isOver = "failure" in event || (event.type === "accepted" && action === "poll");
      return isLate && isOver ? timedOut(this.#lease.job, index, runtime.now()) : event;
    } catch (error) {
      if (this.#stopped.aborted) return undefined;
      this.#logBug(action, error);
      const message = "Darkroom met an internal error while it worked on this picture";
      return { type: "task_failed", failure: failure("internal", message) };
    } finally {
      letGo();
      done.abort(OVER);
      await alarm;
    }
  }

  /**
   * What stops an action early. A submit whose upstream can cancel is left to bring its handle
   * home: cut off, it might go on there, unseen and paid for.
   */
  #stopOf(index: number, action: Action): AbortSignal {
    return this.#isPatient(index, action) ? this.#services.draining : this.#stopped;
  }

  #isPatient(index: number, action: Action): boolean {
    const task = this.#lease.job.tasks[index];
    const route = task && routeOf(this.#lease.job, task, this.#services.registry);
    const { cancel, poll } = route?.provider ?? {};
    return action === "submit" && cancel !== undefined && poll !== undefined;
  }

  async #book(index: number, event: TaskEvent): Promise<void> {
    const { circumstances, runtime } = this.#services;
    const news = await this.#news.take(index);
    const before = this.#lease.job.tasks[index];
    const now = circumstances();
    let left: ReadonlyMap<number, Json> = new Map();
    const held = await this.#lease.update((job) => {
      if (job.endedAt !== undefined) return job;
      const step = book(hear(job, index, news), index, event, now);
      left = step.abandoned;
      this.#booked.add(index);
      return settle(step.job, this.#running.size > this.#booked.size, now);
    });
    const wasOpen = before !== undefined && !hasEnded(before.state);
    if (held && wasOpen) {
      logTask(runtime, this.#lease.job, index, { from: before.state.status, event });
      await bookHealth(this.#lease.job, before, event, this.#services);
    } else if (event.type === "accepted" && this.#lease.job.endedAt !== undefined) {
      left = new Map([[index, event.handle]]);
    }
    for (const [task, handle] of left) this.#sayGoodbye(task, handle);
    this.#stopCalledOff(index);
    if (held && runtime.now() >= this.#lease.job.deadlineAt) await this.#expireIfLate();
  }

  /** A call whose task another one has made needless goes no further. */
  #stopCalledOff(but: number): void {
    for (const [index, call] of this.#calls) {
      const task = this.#lease.job.tasks[index];
      if (index !== but && task && hasEnded(task.state)) call.abort(OVER);
    }
  }

  async #expireIfLate(): Promise<void> {
    const now = this.#services.circumstances();
    const { job } = this.#lease;
    if (job.endedAt !== undefined || now.now < job.deadlineAt) return;
    let abandoned: ReadonlyMap<number, Json> = new Map();
    const held = await this.#lease.update((job) => {
      const expired = expire(job, now);
      abandoned = expired.abandoned;
      return settle(expired.job, false, now);
    });
    if (!held) return;
    for (const [index, handle] of abandoned) this.#sayGoodbye(index, handle);
  }

  #sayGoodbye(index: number, handle: Json): void {
    this.#farewells.push(sayGoodbye(this.#lease.job, index, handle, this.#services));
  }

  async #handBack(): Promise<void> {
    const now = this.#services.runtime.now();
    await this.#lease.update((job) => job.holder ? handBack(job, now) : job);
  }

  async #letGo(): Promise<void> {
    const now = this.#services.circumstances();
    await this.#lease.update((job) => job.holder ? settle(job, false, now) : job);
  }

  async #keepBeating(): Promise<void> {
    const { runtime } = this.#services;
    const end = AbortSignal.any([this.#over.signal, this.#stopped]);
    for (;;) {
      await runtime.sleep(HEARTBEAT_MS, end);
      if (end.aborted) return;
      await this.#lease.update((job) => job.holder ? beat(job, runtime.now()) : job);
    }
  }

  #logBug(where: string, error: unknown): void {
    logBug(this.#services.runtime, { where, jobId: this.#lease.job.id }, error);
  }
}
