import fc from "fast-check";
import type { FAILURES } from "../failure.ts";
import { assertEquals } from "../tests/assert.ts";
import { bounded, OTHER_MODELS } from "./bounded.ts";
import { add, total } from "./counts.ts";
import type { Fact } from "./fact.ts";
import { merge, mergeRoute, NO_ROUTE_TALLY, NO_TALLY, type Tally, tallyOf } from "./tally.ts";

const kinds = fc.constantFrom("no_answer", "rate_limited", "content_policy") satisfies fc.Arbitrary<
  keyof typeof FAILURES
>;
const route = fc.record({
  provider: fc.constantFrom("fal", "bfl", "studio"),
  model: fc.constantFrom("a", "b/c", "d"),
});
const worth = fc.record({
  images: fc.integer({ min: 1, max: 10 }),
  usd: fc.double({ min: 0, max: 2, noNaN: true }),
}, { requiredKeys: ["images"] });
const ms = fc.double({ min: 0, max: 1e8, noNaN: true });

const facts: fc.Arbitrary<Fact> = fc.oneof(
  fc.constant({ kind: "accepted" } as const),
  fc.record({ kind: fc.constant("refused" as const), failure: kinds }),
  fc.record({
    kind: fc.constant("joined" as const),
    by: fc.constantFrom("idempotency" as const, "repeat" as const, "cache" as const),
    ended: fc.boolean(),
    route,
    saved: worth,
  }, { requiredKeys: ["kind", "by", "ended", "route"] }),
  fc.record({
    kind: fc.constant("ended" as const),
    status: fc.constantFrom("completed" as const, "failed" as const, "cancelled" as const),
    tookMs: ms,
    images: fc.integer({ min: 0, max: 10 }),
  }),
  fc.record(
    { kind: fc.constant("polled" as const), route, lagMs: ms },
    { requiredKeys: ["kind", "route"] },
  ),
  fc.record({
    kind: fc.constant("attempt" as const),
    route,
    end: fc.constant("failed" as const),
    images: fc.constant(0),
    failure: fc.record({ kind: kinds, message: fc.string() }),
    bill: fc.tuple(worth, fc.constantFrom("paid" as const, "doubtful" as const))
      .map(([what, sure]) => ({ ...what, sure })),
  }, { requiredKeys: ["kind", "route", "end", "images"] }),
);
const tallies = fc.array(fc.tuple(facts, fc.integer({ min: 0, max: 5 })), { maxLength: 30 })
  .map((told) => told.map(([fact, at]) => tallyOf(fact, at)).reduce(merge, NO_TALLY));

Deno.test("merge() adds up the same whatever the order and the grouping", () => {
  fc.assert(fc.property(tallies, tallies, tallies, (a, b, c) => {
    assertEquals(merge(a, b), merge(b, a));
    assertEquals(merge(merge(a, b), c), merge(a, merge(b, c)));
    assertEquals(merge(a, NO_TALLY), a);
  }));
});

Deno.test("a tally holds each fact once, however the facts are spread over processes", () => {
  const told = fc.array(fc.tuple(facts, fc.integer({ min: 0, max: 3 })), { maxLength: 60 });
  fc.assert(fc.property(told, (told) => {
    const processes = [0, 1, 2, 3].map((process) =>
      told.filter(([, by]) => by === process).map(([fact]) => tallyOf(fact, 1))
        .reduce(merge, NO_TALLY)
    );
    const tally = processes.reduce(merge, NO_TALLY);
    const of = (kind: Fact["kind"]) => told.filter(([fact]) => fact.kind === kind).length;
    assertEquals(total(tally.calls), of("accepted") + of("joined") + of("refused"));
    assertEquals(total(tally.jobs), of("ended"));
    const routes = Object.values(tally.routes).reduce(mergeRoute, NO_ROUTE_TALLY);
    assertEquals(total(routes.attempts), of("attempt"));
    assertEquals(routes.work.polls ?? 0, of("polled"));
    const bills = total(add(routes.paid, routes.doubtful));
    const billed = told.flatMap(([fact]) => fact.kind === "attempt" ? fact.bill ?? [] : []);
    const sum = billed.reduce((sum, { images, usd }) => {
      return sum + 1 + images + (usd === undefined ? images : Math.round(usd * 1e6));
    }, 0);
    assertEquals(bills, sum);
  }));
});

Deno.test("tallyOf() quotes an upstream no further than some words, and never half a letter", () => {
  const failure = { kind: "unavailable", message: "🦉".repeat(300) } as const;
  const route = { provider: "fal", model: "flux" };
  const fact = { kind: "attempt", route, end: "failed", images: 0, failure } as const;
  assertEquals(tallyOf(fact, 7).routes["fal/flux"]?.last, {
    at: 7,
    kind: "unavailable",
    message: "🦉".repeat(200),
  });
});

Deno.test("bounded() keeps the busiest routes and counts the others together", () => {
  const attempts = (index: number): Tally => ({
    ...NO_TALLY,
    routes: {
      [`fal/m${index}`]: { ...NO_ROUTE_TALLY, attempts: { delivered: index } },
    },
  });
  const many = Array.from({ length: 60 }, (_, index) => attempts(index + 1)).reduce(merge);
  const few = bounded(many);
  assertEquals(Object.keys(few.routes).length, 41);
  assertEquals(few.routes["fal/m60"], many.routes["fal/m60"]);
  // 1 + 2 + … + 20
  assertEquals(few.routes[`fal/${OTHER_MODELS}`]?.attempts, { delivered: 210 });
  assertEquals(bounded(attempts(1)), attempts(1));
});
