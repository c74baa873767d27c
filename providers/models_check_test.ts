import { assertEquals } from "../tests/assert.ts";
import { AnyTable } from "./model_table.ts";
import { checkTable } from "./models_check.ts";

const NOW = Date.UTC(2026, 10, 21);
const price = { usd: 0.1, per: "image" };

function found(table: Record<string, unknown>) {
  const whole = { source: "https://prices.test", checked: "2026-11-01", models: {}, ...table };
  return checkTable(AnyTable.parse(whole), { name: "sim", now: NOW })
    .map(({ level, text }) => `${level}: ${text}`);
}

Deno.test("checkTable() has nothing to say about rows with a price and no end", () => {
  assertEquals(found({ models: { one: { price }, two: { price } }, aliases: { old: "one" } }), []);
});

Deno.test("checkTable() names rows without a price", () => {
  assertEquals(found({ models: { one: {} } }), ["look: sim/one has no price"]);
});

Deno.test("checkTable() tells what has ended, what ends soon, and what to take", () => {
  const models = {
    gone: { price, shutdown: { on: "2026-11-21", replacement: "new" } },
    going: { price, shutdown: { on: "2027-01-20" } },
    later: { price, shutdown: { on: "2027-01-21", replacement: "new" } },
    new: { price },
  };
  assertEquals(found({ models }), [
    "wrong: sim/gone ended on 2026-11-21: take new",
    "wrong: sim/going ends on 2027-01-20, in 60 days: nothing replaces it",
  ]);
});

Deno.test("checkTable() finds names that lead nowhere", () => {
  const models = { one: { price, shutdown: { on: "2030-01-01", replacement: "two" } } };
  assertEquals(found({ models, aliases: { old: "three", one: "one" } }), [
    "wrong: sim: old stands for three, which has no row",
    "wrong: sim: one is an alias and a row",
    "wrong: sim/one is replaced by two, which has no row",
  ]);
});

Deno.test("checkTable() asks for a look at a table that nobody has compared for long", () => {
  assertEquals(found({ checked: "2026-07-01" }), [
    "look: sim was last compared with https://prices.test on 2026-07-01, 143 days ago",
  ]);
});

Deno.test("checkTable() finds every name in our tables on the day they were compared", async () => {
  const folder = new URL("models/", import.meta.url);
  const files = await Array.fromAsync(Deno.readDir(folder));
  for (const { name } of files) {
    const table = AnyTable.parse(JSON.parse(await Deno.readTextFile(new URL(name, folder))));
    const findings = checkTable(table, { name, now: Date.parse(table.checked) });
    assertEquals(findings.filter(({ level }) => level === "wrong"), []);
  }
});
