/**
 * `deno task models:check`: looks through all tables of models, and fails when a row wants work.
 *
 * @module
 */

import { AnyTable } from "../providers/model_table.ts";
import { checkTable, type Finding } from "../providers/models_check.ts";

const FOLDER = new URL("../providers/models/", import.meta.url);

/** The findings of all tables, by their names. */
async function findings(now: number): Promise<readonly Finding[]> {
  const files = await Array.fromAsync(Deno.readDir(FOLDER), ({ name }) => name);
  const all = await Promise.all(
    files.toSorted().map(async (file) => {
      const table = AnyTable.parse(JSON.parse(await Deno.readTextFile(new URL(file, FOLDER))));
      return checkTable(table, { name: file.replace(/\.json$/, ""), now });
    }),
  );
  return all.flat();
}

if (import.meta.main) {
  const found = await findings(Date.now());
  const lines = found.map(({ level, text }) => `${level.padEnd(6)}${text}\n`);
  await Deno.stdout.write(new TextEncoder().encode(lines.join("")));
  Deno.exitCode = found.some(({ level }) => level === "wrong") ? 1 : 0;
}
