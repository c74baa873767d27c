import fc from "fast-check";
import { assert, assertEquals } from "../tests/assert.ts";
import { failure, type FailureKind, FAILURES } from "../failure.ts";
import { hasEnded, type Image, type Source, type TaskState, type TaskStatus } from "./job.ts";
import { type Policy, TABLE, type TaskEvent, transition } from "./machine.ts";

const images: Image[] = [
  { blobId: "b", mediaType: "image/png", sizeBytes: 1, widthPx: 1, heightPx: 1 },
];
const sources: Source[] = [{ kind: "blob", blobId: "b" }];

const kinds = fc.constantFrom(...typedKeys(FAILURES));
const failures = fc.record({ kind: kinds, message: fc.string() });

const states: fc.Arbitrary<TaskState> = fc.oneof(
  fc.record({ status: fc.constant("queued" as const), runAt: fc.nat() }),
  fc.constant({ status: "submitting" as const }),
  fc.record({
    status: fc.constant("waiting" as const),
    runAt: fc.nat(),
    lookedAt: fc.nat(),
    handle: fc.string(),
    misses: fc.nat(),
  }),
  fc.record({
    status: fc.constant("saving" as const),
    runAt: fc.nat(),
    sources: fc.constant(sources),
    misses: fc.nat(),
  }),
  fc.constant({ status: "done" as const, images }),
  fc.record({ status: fc.constant("failed" as const), failure: failures }),
  fc.constant({ status: "cancelled" as const }),
);

const events: fc.Arbitrary<TaskEvent> = fc.oneof(
  fc.constant({ type: "submit_started" as const }),
  fc.record({
    type: fc.constant("accepted" as const),
    handle: fc.string(),
    runAt: fc.nat(),
    lookedAt: fc.nat(),
  }),
  fc.constant({ type: "produced" as const, sources }),
  fc.constant({ type: "saved" as const, images }),
  fc.record({ type: fc.constant("call_failed" as const), failure: failures }),
  fc.record({ type: fc.constant("task_failed" as const), failure: failures }),
  fc.constant({ type: "cancel_requested" as const }),
  fc.record({ type: fc.constant("deadline_passed" as const), failure: failures }),
);

const policies: fc.Arbitrary<Policy> = fc.record({
  now: fc.nat(),
  tries: fc.integer({ min: 1, max: 5 }),
  maxTries: fc.integer({ min: 1, max: 5 }),
  backoffMs: fc.nat(),
  hasNextRoute: fc.boolean(),
  idempotentSubmit: fc.boolean(),
  onUnknownSubmit: fc.constantFrom("fail", "retry"),
});

function check(promise: (from: TaskState, event: TaskEvent, policy: Policy) => void): void {
  fc.assert(fc.property(states, events, policies, promise), { seed: 1, numRuns: 5_000 });
}

Deno.test("transition() leaves an ended task as it is", () => {
  check((from, event, policy) => {
    if (!hasEnded(from)) return;
    const step = transition(from, event, policy);
    assertEquals([step.state, step.moved], [from, false]);
  });
});

Deno.test("transition() moves along the table and nowhere else", () => {
  check((from, event, policy) => {
    const { state, moved } = transition(from, event, policy);
    const cell = TABLE[from.status][event.type];
    assertEquals(moved, cell !== undefined);
    const reachable: TaskStatus[] = cell === undefined || cell === "again"
      ? [from.status]
      : cell === "retry"
      ? ["queued", "failed"]
      : [cell];
    assert(reachable.includes(state.status), `${from.status} × ${event.type} → ${state.status}`);
  });
});

Deno.test("transition() submits only what is queued", () => {
  check((from, event, policy) => {
    const { state } = transition(from, event, policy);
    if (state.status === "submitting" && from.status !== "submitting") {
      assertEquals([from.status, event.type], ["queued", "submit_started"]);
    }
  });
});

Deno.test("transition() keeps the handle when a poll gets no answer", () => {
  check((from, event, policy) => {
    if (from.status !== "waiting" || event.type !== "call_failed") return;
    const { state, abandon } = transition(from, event, policy);
    assert(state.status === "waiting");
    assertEquals([state.handle, state.misses, abandon], [from.handle, from.misses + 1, undefined]);
  });
});

Deno.test("transition() polls again no sooner than the upstream asks", () => {
  const limited = failure("rate_limited", "Slow down", { retryAfterMs: 60_000 });
  const waiting = { status: "waiting", runAt: 0, lookedAt: 0, handle: "h", misses: 0 } as const;
  const step = transition(
    waiting,
    { type: "call_failed", failure: limited },
    policyOf({ tries: 1 }),
  );
  assertEquals(step.state, { ...waiting, misses: 1, runAt: 60_000 });
});

Deno.test("transition() abandons the handle of work that nobody waits for any more", () => {
  check((from, event, policy) => {
    const { state, abandon } = transition(from, event, policy);
    if (from.status === "waiting" && !["waiting", "saving", "done"].includes(state.status)) {
      assertEquals(abandon, from.handle);
    }
    if (hasEnded(from) && event.type === "accepted") assertEquals(abandon, event.handle);
  });
});

Deno.test("transition() never repeats what may have been accepted unless that is allowed", () => {
  check((from, event, policy) => {
    const { state } = transition(from, event, policy);
    if (state.status !== "queued" || from.status === "queued" || !("failure" in event)) return;
    const { repeat } = FAILURES[event.failure.kind];
    const allowed = policy.idempotentSubmit || policy.onUnknownSubmit === "retry";
    assert(repeat !== "never");
    assert(repeat !== "if_idempotent" || allowed);
  });
});

Deno.test("transition() ends the caller's faults and refusals at once, whatever is left to try", () => {
  const finals: FailureKind[] = ["invalid_request", "content_policy"];
  check((_, __, policy) => {
    for (const kind of finals) {
      const step = transition(
        { status: "submitting" },
        { type: "task_failed", failure: failure(kind, "no") },
        policy,
      );
      assertEquals(step.state, { status: "failed", failure: { kind, message: "no" } });
    }
  });
});

Deno.test("transition() goes to the next route only when tries here are spent or pointless", () => {
  check((from, event, policy) => {
    const { route } = transition(from, event, policy);
    if (route !== "next" || !("failure" in event)) return;
    const { repeat } = FAILURES[event.failure.kind];
    assert(policy.hasNextRoute);
    assert(repeat === "elsewhere" || policy.tries >= policy.maxTries);
  });
});

Deno.test("transition() stores failures without their evidence", () => {
  const event = {
    type: "task_failed",
    failure: failure("generation_failed", "broken", { detail: { body: "secret" } }),
  } as const;
  const policy = { ...policyOf({ tries: 3 }), hasNextRoute: false };
  const { state } = transition({ status: "submitting" }, event, policy);
  assertEquals(state, {
    status: "failed",
    failure: { kind: "generation_failed", message: "broken" },
  });
});

function policyOf({ tries }: { tries: number }): Policy {
  return {
    now: 0,
    tries,
    maxTries: 3,
    backoffMs: 1_000,
    hasNextRoute: true,
    idempotentSubmit: false,
    onUnknownSubmit: "fail",
  };
}

function typedKeys<T extends Record<string, unknown>>(table: T): (keyof T & string)[] {
  return Object.keys(table);
}
