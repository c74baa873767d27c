import { assertEquals } from "../tests/assert.ts";
import { byProvider, fill, headlineOf, RANGE_NAMES, RANGES, spanOf, sumOf } from "./summary.ts";
import { merge, NO_TALLY, tallyOf } from "./tally.ts";

const NOW = Date.UTC(2030, 5, 15, 12, 34, 56);

for (const range of RANGE_NAMES) {
  Deno.test(`fill() gives every stretch of ${range} up to now, one after another`, () => {
    const { unit, from } = spanOf(range, NOW);
    const known = [{ v: 1 as const, startAt: from, tally: tallyOf({ kind: "accepted" }, from) }];
    const filled = fill(known, range, NOW);
    assertEquals(filled.length, RANGES[range].count);
    assertEquals(filled.at(0), known[0]);
    assertEquals(filled.at(-1)?.tally, NO_TALLY);
    const last = new Date(filled.at(-1)?.startAt ?? 0).toISOString();
    const ends = { minute: "2030-06-15T12:34", hour: "2030-06-15T12:00", day: "2030-06-15T00:00" };
    assertEquals(last, `${ends[unit]}:00.000Z`);
    assertEquals(
      new Set(filled.map(({ startAt }, at) => startAt - (filled[at - 1]?.startAt ?? from)))
        .size,
      2,
    );
    assertEquals(sumOf(filled), known[0]?.tally);
  });
}

Deno.test("headlineOf() has no rates and times where nothing ended", () => {
  const { successRate, p50Ms, p95Ms, calls } = headlineOf(tallyOf({ kind: "accepted" }, 0));
  assertEquals([successRate, p50Ms, p95Ms, calls], [undefined, undefined, undefined, 1]);
});

Deno.test("headlineOf() leaves cancelled jobs out of the success rate", () => {
  const ended = (["completed", "failed", "cancelled"] as const)
    .map((status) => tallyOf({ kind: "ended", status, tookMs: 1_000, images: 1 }, 0));
  assertEquals(headlineOf(ended.reduce(merge)).successRate, 0.5);
});

Deno.test("byProvider() puts a provider's models together, whatever their names", () => {
  const facts = ["flux", "flux/dev", "org/flux:free"].map((model) =>
    tallyOf({ kind: "polled", route: { provider: "fal", model } }, 0)
  );
  const other = tallyOf({ kind: "polled", route: { provider: "fal2", model: "flux" } }, 0);
  const providers = byProvider([...facts, other].reduce(merge));
  assertEquals([providers.get("fal")?.work.polls, providers.get("fal2")?.work.polls], [3, 1]);
});
