/**
 * How fast jobs are taken, and how fast a request is answered with what there is.
 *
 * @module
 */

import { z } from "zod";
import { type Child, freePort, startChild, untilServed } from "./child.ts";
import { load, type LoadOptions, type LoadResult, type LoadTarget } from "./load.ts";
import { ms, print, printTable, times } from "./report.ts";
import { median, quantile } from "./stats.ts";

const ROUNDS = 3;
const ROUND_MS = 1_500;
const WARM_UP_MS = 2_000;

/** Every request of a case asks for the same, so that all but one can be answered at once. */
const HITS = [
  { name: "small, base64, 1 conn.", model: "bench-small", connections: 1, as: "b64_json" },
  { name: "small, address, 1 conn.", model: "bench-small", connections: 1, as: "url" },
  { name: "small, base64, 32 conn.", model: "bench-small", connections: 32, as: "b64_json" },
  { name: "large, base64, 1 conn.", model: "bench-large", connections: 1, as: "b64_json" },
] as const;

const Page = z.object({
  data: z.array(z.unknown()),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
});

/** Measures both and prints. */
export async function benchJobs(folder: string): Promise<void> {
  const [upstreamPort, port] = [freePort(), freePort()];
  const upstream = `http://127.0.0.1:${upstreamPort}`;
  const address = `http://127.0.0.1:${port}`;
  await using _upstream = startChild({
    args: ["run", "-A", "bench/upstream.ts", String(upstreamPort)],
  });
  const file = `${folder}/jobs.db`;
  await using gateway = startChild({
    args: ["run", "-A", "bench/gateway.ts", String(port), upstream, file],
  });
  await untilServed(upstream);
  await untilServed(`${address}/health`);
  await measureTaking(address, gateway);
  await measureHits(address, gateway);
}

async function measureTaking(address: string, { cpuMs }: Child): Promise<void> {
  print("## Jobs taken");
  print(
    "POST /v1/jobs, 32 connections, an upstream that answers at once with 2 kB; done: until the " +
      `last of them had its picture; ${ROUNDS} rounds of ${ROUND_MS} ms`,
  );
  print();
  const target = { name: "jobs", url: `${address}/v1/jobs`, headers: {}, cpuMs };
  const options = { model: "bench-small", connections: 32 } as const;
  await load(target, { ...options, forMs: WARM_UP_MS });
  await untilDone(address);
  const rows: string[][] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const begun = performance.now();
    const { latenciesMs, rate } = await load(target, { ...options, forMs: ROUND_MS });
    await untilDone(address);
    const doneRate = latenciesMs.length / (performance.now() - begun) * 1_000;
    const answered = [ms(median(latenciesMs)), ms(quantile(latenciesMs, 0.99))];
    rows.push([String(round), rate.toFixed(0), doneRate.toFixed(0), ...answered]);
  }
  printTable(["round", "taken/s", "done/s", "answer p50 ms", "answer p99 ms"], rows);
}

/** Waits until no job is open: the newest are the last to be done. */
async function untilDone(address: string): Promise<void> {
  const open = `${address}/v1/jobs?status=queued,in_progress&limit=1`;
  for (let after = "";;) {
    const page = Page.parse(await (await fetch(open + after)).json());
    if (page.data.length === 0 && !page.has_more) return;
    // What was looked at and has ended need not be looked at again.
    after = page.data.length === 0 ? `&after=${page.last_id}` : after;
  }
}

async function measureHits(address: string, { cpuMs }: Child): Promise<void> {
  print("## Answers that exist");
  print(
    `POST /v1/images/generations with a seed; miss: the same with cache-control: no-cache; ` +
      `${ROUNDS} interleaved rounds of ${ROUND_MS} ms`,
  );
  print();
  const url = `${address}/v1/images/generations`;
  const hit = { name: "hit", url, headers: {}, cpuMs };
  const miss = { name: "miss", url, headers: { "cache-control": "no-cache" }, cpuMs };
  const rows: string[][] = [];
  for (const { name, model, connections, as } of HITS) {
    const fields = { seed: 7, response_format: as };
    await assertHit(url, { model, prompt: "a lighthouse at dusk", n: 1, ...fields });
    rows.push([name, ...await compare(hit, miss, { model, connections, fields, forMs: ROUND_MS })]);
  }
  printTable(["case", "hit p50 ms", "hit p99 ms", "hits/s", "miss p50 ms", "miss to hit"], rows);
}

async function compare(
  hit: LoadTarget,
  miss: LoadTarget,
  options: LoadOptions,
): Promise<string[]> {
  const [hits, misses]: [LoadResult[], LoadResult[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    misses.push(await load(miss, options));
    hits.push(await load(hit, options));
  }
  const [taken, made] = [hits, misses].map((rounds) =>
    rounds.flatMap(({ latenciesMs }) => latenciesMs)
  );
  const [p50, missP50] = [median(taken ?? []), median(made ?? [])];
  const rate = median(hits.map(({ rate }) => rate));
  return [
    ...[ms(p50), ms(quantile(taken ?? [], 0.99)), rate.toFixed(0)],
    ...[ms(missP50), times(missP50 / p50)],
  ];
}

/** What is to be measured as a hit must be one. */
async function assertHit(url: string, body: unknown): Promise<void> {
  for (const _ of ["first", "second"]) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    await response.body?.cancel();
    if (response.headers.get("x-cache") === "HIT") return;
  }
  throw new Error(`${url} does not answer with what there is`);
}
