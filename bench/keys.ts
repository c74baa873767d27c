/**
 * What a key costs a request: finding out whose it is, its limits, and rules about prompts.
 *
 * @module
 */

import { newKey, type Terms } from "../access/key.ts";
import { newKeyId, newToken } from "../access/token.ts";
import { createApp } from "../app.ts";
import { readConfig } from "../config.ts";
import type { App } from "../routes/context.ts";
import { systemRuntime } from "../runtime.ts";
import { createDarkroom, type Darkroom } from "../services.ts";
import { toBase64 } from "../images/base64.ts";
import { benchPicture } from "./pictures.ts";
import { createBenchProvider } from "./provider.ts";
import { ms, print, printTable, times } from "./report.ts";
import { median, quantile } from "./stats.ts";

const ROUNDS = 600;
const WARM_UP = 150;

const MASTER = "the-master-key-of-the-bench";

const LIMITS: Terms["limits"] = {
  concurrency: 1_000_000,
  requestsPerMinute: 1_000_000,
  imagesPerMinute: 1_000_000,
  imagesPerDay: 1_000_000,
  imagesPerMonth: 1_000_000,
  costPerMonth: 1_000_000_000,
};

const RULES: Terms["rules"] = Array.from({ length: 20 }, (_, index) => ({
  name: `rule ${index}`,
  action: "block" as const,
  in: ["prompt" as const, "negative_prompt" as const],
  words: [`word${index}`, `another${index}`],
  patterns: [`\\b(first|second)${index}\\w*`],
}));

const PROMPT = "A lighthouse at dusk, waves breaking against the rocks, oil on canvas. ".repeat(6);

interface Caller {
  readonly name: string;
  readonly app: App;
  readonly headers: Record<string, string>;
}

const ASKED = {
  "a picture": () => ({
    path: "/v1/images/generations",
    init: { method: "POST", body: JSON.stringify({ model: "bench-small", prompt: PROMPT }) },
  }),
  "a dry run": () => ({
    path: "/v1/jobs?dry_run=true",
    init: { method: "POST", body: JSON.stringify({ model: "bench-small", prompt: PROMPT }) },
  }),
  "the models": () => ({ path: "/v1/models", init: { method: "GET" } }),
} as const;

/**
 * Asks as different callers in turn, one request at a time, and prints what each took. The databases
 * are in memory, so that the disk's moods are left out: the commits are the same for all.
 */
export async function benchKeys(): Promise<void> {
  print("## Keys and limits");
  print(
    `without a network, an upstream that answers at once, databases in memory; ${ROUNDS} requests of ` +
      "each, in turn; the keys' records are looked up again every 0.8 s",
  );
  print();
  const open = await openDarkroom({});
  const locked = await openDarkroom({ API_MASTER_KEY: MASTER });
  const app = createApp(locked.services);
  const callers: Caller[] = [
    { name: "no key asked for", app: createApp(open.services), headers: {} },
    { name: "master key", app, headers: showing(MASTER) },
    { name: "key without limits", app, headers: await makeKey(locked, {}) },
    { name: "key with all six limits", app, headers: await makeKey(locked, { limits: LIMITS }) },
    {
      name: "the same and 20 rules",
      app,
      headers: await makeKey(locked, { limits: LIMITS, rules: RULES }),
    },
  ];
  for (const [what, request] of Object.entries(ASKED)) {
    const rows = await compare(callers, request);
    printTable([what, "p50 ms", "p99 ms", "p50 over no key", "ratio"], rows);
  }
  await open.close(1_000);
  await locked.close(1_000);
}

type Ask = (typeof ASKED)[keyof typeof ASKED];

async function compare(callers: readonly Caller[], request: Ask): Promise<string[][]> {
  const taken = new Map<string, number[]>(callers.map(({ name }) => [name, []]));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const caller of callers) {
      const tookMs = await ask(caller, request());
      if (round >= 0) taken.get(caller.name)?.push(tookMs);
    }
  }
  const [first = []] = taken.values();
  return [...taken].map(([name, all]) => [
    name,
    ms(median(all)),
    ms(quantile(all, 0.99)),
    all === first ? "" : `${(median(all) - median(first)).toFixed(2)}`,
    all === first ? "" : times(median(all) / median(first)),
  ]);
}

async function ask(
  { app, headers }: Caller,
  { path, init }: ReturnType<Ask>,
): Promise<number> {
  const begun = performance.now();
  const response = await app.request(path, {
    ...init,
    headers: { "content-type": "application/json", ...headers },
  });
  await response.arrayBuffer();
  const tookMs = performance.now() - begun;
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return tookMs;
}

async function openDarkroom(env: Record<string, string>): Promise<Darkroom> {
  const real = systemRuntime(() => {});
  const body = JSON.stringify({ data: [{ b64_json: toBase64(benchPicture("small")) }] });
  const answer = () =>
    Promise.resolve(new Response(body, { headers: { "content-type": "application/json" } }));
  return await createDarkroom({
    config: readConfig({ DEFAULT_MODEL: "bench-small", ...env }),
    kv: await Deno.openKv(":memory:"),
    runtime: { ...real, fetch: answer },
    providers: () => [createBenchProvider("http://upstream.invalid")],
  });
}

async function makeKey({ services }: Darkroom, terms: Partial<Terms>) {
  const id = newKeyId();
  const token = newToken(id);
  const given: Terms = { name: "bench", scopes: ["generate"], limits: {}, ...terms };
  const key = newKey(id, { terms: given, token, now: services.runtime.now() });
  await services.access.keys.add(key, { action: "key.created", detail: {} }, { owner: "operator" });
  return showing(token.text);
}

function showing(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}
