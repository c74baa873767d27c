import { z } from "zod";
import { assertEquals, assertFalse } from "../tests/assert.ts";
import { rowsOf, tableOf } from "./model_table.ts";
import { KONTEXT } from "./offered_sizes.ts";

const Table = tableOf({ name: z.string() });

const row = { name: "one", title: "One", about: "The first.", sizes: "kontext" };

function tableWith(more: Record<string, unknown>) {
  return { source: { url: "https://ids.test", on: "2026-11-01" }, models: { one: row }, ...more };
}

Deno.test("tableOf() reads named sizes, ratios and bounds", () => {
  const models = {
    named: row,
    ratios: { ...row, sizes: { "1:1": [512, 512], "2:1": [1024, 512] } },
    bounds: { ...row, sizes: { minPx: 64, maxPx: 2048, stepPx: 8 } },
  };
  const { named, ratios, bounds } = Table.parse(tableWith({ models })).models;
  assertEquals(named?.sizes, KONTEXT);
  assertEquals(ratios?.sizes, { "1:1": [512, 512], "2:1": [1024, 512] });
  assertEquals(bounds?.sizes, {
    kind: "range",
    minPx: 64,
    maxPx: 2048,
    stepPx: 8,
    default: { widthPx: 1024, heightPx: 1024 },
  });
});

Deno.test("tableOf() refuses rows that nobody would notice to be wrong", () => {
  const wrong: readonly Record<string, unknown>[] = [
    { models: { one: { ...row, sizes: "huge" } } },
    { models: { one: { ...row, sizes: { square: [1, 1] } } } },
    { models: { one: { ...row, fields: { sede: "seed" } } } },
    { models: { one: { ...row, price: { usd: 1, per: "picture" } } } },
    { models: { one: { ...row, shutdown: { on: "soon" } } } },
    { models: { one: { ...row, colour: "red" } } },
    { models: { one: { title: "One" } } },
    { models: { one: { ...row, priceSource: "memory" } } },
    { source: { url: "https://ids.test", on: "last week" } },
  ];
  for (const more of wrong) {
    assertFalse(Table.safeParse(tableWith(more)).success, JSON.stringify(more));
  }
});

Deno.test("rowsOf() answers to aliases too", () => {
  const rows = rowsOf(Table.parse(tableWith({ aliases: { old: "one", older: "nowhere" } })));
  assertEquals(Object.keys(rows), ["one", "old"]);
  assertEquals(rows["old"], rows["one"]);
});
