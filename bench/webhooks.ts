/**
 * How fast webhooks go out, and how late they come.
 *
 * @module
 */

import { measureIn } from "./child.ts";
import { ms, print, printTable, times } from "./report.ts";
import { median, quantile } from "./stats.ts";
import { BenchEvent, WebhooksResult, type WebhooksTask } from "./webhooks_task.ts";

const COUNT = 1_000;

/** As fast as they can be committed, and as jobs end in life. */
const CASES = [
  { name: "all at once", everyMs: 0 },
  { name: "100 a second", everyMs: 10 },
] as const;

const ROUNDS = 3;

/** Measures each case, several times in turn, and prints. */
export async function benchWebhooks(folder: string): Promise<void> {
  print("## Webhooks");
  print(
    `${COUNT} events to a receiver that takes everything, in a process of its own; late: from ` +
      "before the commit to its arrival; bare: bodies of that size by fetch, 32 at a time, nothing " +
      "signed nor stored",
  );
  print();
  const rows: string[][] = [];
  for (const { name, everyMs } of CASES) {
    for (let round = 1; round <= ROUNDS; round++) {
      const file = `${folder}/webhooks_${everyMs}_${round}.db`;
      rows.push([name, ...await measure({ count: COUNT, everyMs, file })]);
    }
  }
  printTable(["events", "arrived/s", "late p50 ms", "late p99 ms", "bare/s", "bare to ours"], rows);
}

async function measure(task: Omit<WebhooksTask, "url">): Promise<string[]> {
  const arrivals: { readonly at: number; readonly lateMs: number }[] = [];
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  await using server = Deno.serve(options, async (request) => {
    const body = await request.json();
    const now = Date.now();
    const isBare = new URL(request.url).pathname === "/bare";
    if (!isBare) arrivals.push({ at: now, lateMs: now - BenchEvent.parse(body).data.at });
    return new Response(null, { status: 204 });
  });
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const { bareRate } = WebhooksResult.parse(
    await measureIn("webhooks_run.ts", [JSON.stringify({ ...task, url })]),
  );
  if (arrivals.length !== task.count) throw new Error(`${arrivals.length} webhooks arrived`);
  const late = arrivals.map(({ lateMs }) => lateMs);
  const firstAt = Math.min(...arrivals.map(({ at, lateMs }) => at - lateMs));
  const rate = task.count / (Math.max(...arrivals.map(({ at }) => at)) - firstAt) * 1_000;
  const isPaced = task.everyMs > 0;
  return [
    ...[rate.toFixed(0), ms(median(late)), ms(quantile(late, 0.99)), bareRate.toFixed(0)],
    isPaced ? "" : times(bareRate / rate),
  ];
}
