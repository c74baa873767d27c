import { assert, assertEquals } from "../tests/assert.ts";
import { book, type Delivery, giveUp, hold, newDelivery, release, replay } from "./delivery.ts";

const NOW = 1_000_000;
const DAY = 24 * 3_600_000;
const at = { now: NOW, random: 0.5 };

const event = {
  id: "evt_1",
  type: "image.generation.completed",
  createdAt: NOW,
  data: { id: "job_1" },
} as const;

function delivery(more: Partial<Delivery> = {}): Delivery {
  const made = newDelivery({ id: "whd_1", owner: "me", url: "https://a.test/", event }, NOW);
  return { ...hold(made, "me:1", NOW), ...more };
}

function tried(status?: number) {
  return { attempt: { at: NOW, durationMs: 5, ...(status === undefined ? {} : { status }) } };
}

Deno.test("a new delivery is due at once", () => {
  const made = newDelivery({ id: "whd_1", owner: "me", url: "https://a.test/", event }, NOW);
  assertEquals([made.status, made.dueAt, made.tries], ["pending", NOW, 0]);
});

Deno.test("book() ends what arrived, and keeps it for a week", () => {
  const booked = book(delivery(), tried(204), at);
  assertEquals([booked.status, booked.tries, booked.endedAt], ["delivered", 1, NOW]);
  assertEquals([booked.dueAt, booked.holder, booked.expiresAt], [
    undefined,
    undefined,
    NOW + 7 * DAY,
  ]);
});

Deno.test("book() lets go of what failed until the next try", () => {
  const booked = book(delivery({ tries: 2 }), tried(500), at);
  assertEquals([booked.status, booked.dueAt], ["pending", NOW + 1_800_000]);
  assertEquals([booked.holder, booked.endedAt], [undefined, undefined]);
});

Deno.test("book() gives up after the tenth try, and at once when the receiver is gone", () => {
  assertEquals(book(delivery({ tries: 8 }), tried(), at).status, "pending");
  assertEquals(book(delivery({ tries: 9 }), tried(), at).status, "dead");
  assertEquals(book(delivery(), tried(410), at).status, "dead");
});

Deno.test("book() and giveUp() keep the newest tries only", () => {
  let kept = delivery();
  for (let index = 0; index < 40; index++) kept = giveUp(kept, `reason ${index}`, NOW);
  assertEquals(kept.attempts.length, 10);
  assertEquals(kept.attempts.at(-1)?.error, "reason 39");
  assertEquals([kept.status, kept.tries], ["dead", 0]);
});

Deno.test("replay() begins anew with the log kept, but not while it is being sent", () => {
  const dead = giveUp(delivery({ tries: 9 }), "no more", NOW);
  const again = replay(dead, NOW + DAY);
  assertEquals([again.status, again.tries, again.dueAt], ["pending", 0, NOW + DAY]);
  assertEquals([again.endedAt, again.attempts.length], [undefined, 1]);
  assert(again.expiresAt > dead.expiresAt);
  const held = delivery();
  assertEquals(replay(held, NOW), held);
  assertEquals(replay(release(held, NOW + DAY), NOW).dueAt, NOW);
});
