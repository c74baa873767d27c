import { assertEquals } from "../tests/assert.ts";
import { AnyTable } from "./model_table.ts";
import { checkTable } from "./models_check.ts";

const NOW = Date.UTC(2026, 10, 21);
const source = { url: "https://ids.test", on: "2026-11-01" };
const priceSource = { url: "https://prices.test", on: "2026-11-01" };
const priced = { price: { usd: 0.1, per: "image" }, priceSource };

function found(table: Record<string, unknown>) {
  const whole = { source, models: {}, ...table };
  return checkTable(AnyTable.parse(whole), { name: "sim", now: NOW })
    .map(({ level, text }) => `${level}: ${text}`);
}

Deno.test("checkTable() has nothing to say about rows with a sourced price and no end", () => {
  assertEquals(found({ models: { one: priced, two: priced }, aliases: { old: "one" } }), []);
});

Deno.test("checkTable() names rows without a price", () => {
  assertEquals(found({ models: { one: {} } }), ["look: sim/one has no price"]);
});

Deno.test("checkTable() names prices whose source is not told, old, or without a date", () => {
  const models = {
    guess: { ...priced, priceSource: undefined },
    old: { ...priced, priceSource: { ...priceSource, on: "2026-07-01" } },
    undated: { ...priced, priceSource: { url: "https://prices.test" } },
  };
  assertEquals(found({ models }), [
    "look: sim/guess has a price without a source",
    "look: the price of sim/old is of 2026-07-01, 143 days ago, from https://prices.test",
    "look: the price of sim/undated is from a page without a date, https://prices.test",
  ]);
});

Deno.test("checkTable() tells what has ended, what ends soon, and what to take", () => {
  const models = {
    gone: { ...priced, shutdown: { on: "2026-11-21", replacement: "new" } },
    going: { ...priced, shutdown: { on: "2027-01-20" } },
    later: { ...priced, shutdown: { on: "2027-01-21", replacement: "new" } },
    new: priced,
  };
  assertEquals(found({ models }), [
    "wrong: sim/gone ended on 2026-11-21: take new",
    "wrong: sim/going ends on 2027-01-20, in 60 days: nothing replaces it",
  ]);
});

Deno.test("checkTable() finds names that lead nowhere", () => {
  const models = { one: { ...priced, shutdown: { on: "2030-01-01", replacement: "two" } } };
  assertEquals(found({ models, aliases: { old: "three", one: "one" } }), [
    "wrong: sim: old stands for three, which has no row",
    "wrong: sim: one is an alias and a row",
    "wrong: sim/one is replaced by two, which has no row",
  ]);
});

Deno.test("checkTable() asks for a look at a table or a row whose ids were listed long ago", () => {
  const models = { one: { ...priced, source: { ...source, on: "2026-07-02" } } };
  assertEquals(found({ source: { ...source, on: "2026-07-01" }, models }), [
    "look: sim is of 2026-07-01, 143 days ago, from https://ids.test",
    "look: sim/one is of 2026-07-02, 142 days ago, from https://ids.test",
  ]);
});

Deno.test("our tables have no name that leads nowhere and no price without a source", async () => {
  const folder = new URL("models/", import.meta.url);
  for await (const { name } of Deno.readDir(folder)) {
    const table = AnyTable.parse(JSON.parse(await Deno.readTextFile(new URL(name, folder))));
    const wrong = checkTable(table, { name, now: NOW }).filter(({ level }) => level === "wrong");
    const guessed = Object.entries(table.models)
      .filter(([, { price, priceSource }]) => price && !priceSource);
    assertEquals({ wrong, guessed }, { wrong: [], guessed: [] }, name);
  }
});
