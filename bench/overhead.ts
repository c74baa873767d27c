/**
 * What a durable call costs over the direct call of the same upstream.
 *
 * @module
 */

import { type Child, freePort, startChild, untilServed } from "./child.ts";
import { load, type LoadResult, type LoadTarget } from "./load.ts";
import { PICTURE_SIZES } from "./pictures.ts";
import { PEER, startPortkey } from "./portkey.ts";
import { ms, print, printTable, times } from "./report.ts";
import { median, quantile } from "./stats.ts";

/** How the comparison is run. */
export interface OverheadOptions {
  /** For the database and what is installed. */
  readonly folder: string;
  /** Whether to measure Portkey's gateway beside us; it comes from npm. */
  readonly portkey: boolean;
}

const ROUNDS = 3;
const ROUND_MS = 1_500;
const WARM_UP_MS = 500;
/** Code that has just been loaded runs several times slower. */
const FIRST_WARM_UP_MS = 2_500;
const BUSIEST = { model: "bench-small", connections: 32 } as const;

const CASES = [
  { model: "bench-small", connections: 1 },
  { model: "bench-small", connections: 32 },
  { model: "bench-large", connections: 1 },
  { model: "bench-large", connections: 32 },
] as const;
type Case = (typeof CASES)[number];

const HEADING = [
  "case",
  "through",
  "p50 ms",
  "p99 ms",
  "calls/s",
  "CPU ms/call",
  "p50 over direct",
  "p99 over direct",
  "calls/s to Portkey's",
];

/** Runs the comparison and prints it. */
export async function benchOverhead({ folder, portkey }: OverheadOptions): Promise<void> {
  print("## Overhead of a durable call");
  print(
    `upstream: answers at once, ${PICTURE_SIZES.small / 1_000} kB (small) or ` +
      `${PICTURE_SIZES.large / 1_000_000} MB (large) of base64; ` +
      `${ROUNDS} interleaved rounds of ${ROUND_MS} ms each; three processes and the callers on one machine`,
  );
  print();
  const [upstreamPort, port] = [freePort(), freePort()];
  const upstream = `http://127.0.0.1:${upstreamPort}`;
  await using direct = startChild({
    args: ["run", "-A", "bench/upstream.ts", String(upstreamPort)],
  });
  const file = `${folder}/overhead.db`;
  await using gateway = startChild({
    args: ["run", "-A", "bench/gateway.ts", String(port), upstream, file],
  });
  await using peer = portkey ? await startPortkey(folder) : undefined;
  await untilServed(upstream);
  await untilServed(`http://127.0.0.1:${port}/health`);
  const targets = [
    target("direct", upstreamPort, direct),
    target("Darkroom", port, gateway),
    ...(peer ? [peer.targetOf(upstream)] : []),
  ];
  for (const each of targets) await load(each, { ...BUSIEST, forMs: FIRST_WARM_UP_MS });
  const rows: string[][] = [];
  for (const one of CASES) rows.push(...await compare(one, targets));
  printTable(HEADING, rows);
}

function target(name: string, port: number, { cpuMs }: Child): LoadTarget {
  return { name, url: `http://127.0.0.1:${port}/v1/images/generations`, headers: {}, cpuMs };
}

async function compare(one: Case, targets: readonly LoadTarget[]): Promise<string[][]> {
  for (const each of targets) await load(each, { ...one, forMs: WARM_UP_MS });
  const rounds = new Map<string, LoadResult[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const each of targets) {
      rounds.get(each.name)?.push(await load(each, { ...one, forMs: ROUND_MS }));
    }
  }
  const results = targets.map(({ name }) => summary(name, rounds.get(name) ?? []));
  const [direct] = results;
  const what = `${one.model.replace("bench-", "")}, ${one.connections} conn.`;
  const peer = results.find(({ name }) => name === PEER);
  return results.map((result) => [what, ...row(result, direct, peer)]);
}

type Summary = ReturnType<typeof summary>;

function row(
  { name, p50, p99, rate, cpuMs }: Summary,
  direct: Summary | undefined,
  peer: Summary | undefined,
): string[] {
  const measured = [name, ms(p50), ms(p99), rate.toFixed(0), ms(cpuMs)];
  if (direct === undefined || name === direct.name) return measured;
  const over = [`+${ms(p50 - direct.p50)}`, `+${ms(p99 - direct.p99)}`];
  const ratio = peer === undefined || name === peer.name ? "" : times(rate / peer.rate);
  return [...measured, ...over, ratio];
}

function summary(name: string, rounds: readonly LoadResult[]) {
  const latencies = rounds.flatMap(({ latenciesMs }) => latenciesMs);
  return {
    name,
    p50: median(latencies),
    p99: quantile(latencies, 0.99),
    rate: median(rounds.map(({ rate }) => rate)),
    cpuMs: rounds.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / latencies.length,
  };
}
