/**
 * From the start of the process to its first answers.
 *
 * @module
 */

import { freePort, startChild, untilServed } from "./child.ts";
import { ms, print, printTable } from "./report.ts";
import { median } from "./stats.ts";

const STARTS = 7;

/** Starts `main.ts` several times, each with a new database, and prints the medians. */
export async function benchStart(folder: string): Promise<void> {
  print("## Process start");
  print(
    `main.ts with a new database file, ${STARTS} starts, medians; the picture is the default one`,
  );
  print();
  const runs: { readonly answerMs: number; readonly pictureMs: number }[] = [];
  for (let run = 0; run < STARTS; run++) runs.push(await start(`${folder}/start_${run}.db`));
  printTable(["until", "ms"], [
    ["first 200 (GET /health)", ms(median(runs.map(({ answerMs }) => answerMs)))],
    ["first picture (POST, studio)", ms(median(runs.map(({ pictureMs }) => pictureMs)))],
  ]);
}

async function start(file: string) {
  const port = freePort();
  const address = `http://127.0.0.1:${port}`;
  const begun = performance.now();
  await using _server = startChild({
    args: ["run", "-A", "main.ts"],
    env: { PORT: String(port), HOST: "127.0.0.1", API_MASTER_KEY: "", KV_URL: file },
  });
  await untilServed(`${address}/health`);
  const answerMs = performance.now() - begun;
  const response = await fetch(`${address}/v1/images/generations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ prompt: "a lighthouse at dusk", response_format: "b64_json" }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text.slice(0, 500));
  return { answerMs, pictureMs: performance.now() - begun };
}
