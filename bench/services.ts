/**
 * What the official services cost a process that starts: none of them on, all of them on, and all of
 * their libraries loaded.
 *
 * @module
 */

import { type Child, freePort, startChild, untilServed } from "./child.ts";
import { ms, print, printTable } from "./report.ts";
import { median } from "./stats.ts";

const ROUNDS = 9;

/** A model of each service, by the variables that switch it on. */
const SERVICES = [
  { name: "AWS_BEARER_TOKEN_BEDROCK", address: "BEDROCK", model: "bedrock/sd3.5-large" },
  { name: "DEEPINFRA_API_KEY", address: "DEEPINFRA", model: "deepinfra/sd3.5" },
  { name: "FIREWORKS_API_KEY", address: "FIREWORKS", model: "fireworks/flux-1-dev-fp8" },
  { name: "GEMINI_API_KEY", address: "GEMINI", model: "gemini/gemini-3-pro-image" },
  { name: "GOOGLE_VERTEX_API_KEY", address: "GOOGLE_VERTEX", model: "vertex/gemini-3-pro-image" },
  { name: "STABILITY_API_KEY", address: "STABILITY", model: "stability/stable-image-core" },
  { name: "TOGETHER_API_KEY", address: "TOGETHER", model: "together/FLUX.1-schnell" },
  { name: "XAI_API_KEY", address: "XAI", model: "xai/grok-imagine-image" },
  { name: "BFL_API_KEY", address: "BFL", model: "bfl/flux-2-pro" },
  { name: "FAL_KEY", address: "FAL", model: "fal/flux/schnell" },
  { name: "REPLICATE_API_TOKEN", address: "REPLICATE", model: "replicate/flux-schnell" },
] as const;

interface Start {
  readonly answerMs: number;
  readonly rssMb: number;
  /** After one submit to each service; NaN without any. */
  readonly usedMb: number;
}

/** Starts `main.ts` without and with all services in turn, and prints the medians. */
export async function benchServices(folder: string): Promise<void> {
  print("## The official services");
  print(
    `main.ts with a new database file, ${ROUNDS} starts each in turn, medians; resident memory`,
  );
  print(`2 s after the first answer, and after one refused submit to each of ${SERVICES.length}`);
  print();
  await using upstream = refuseAll();
  const runs: { none: Start; all: Start }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const none = await start(`${folder}/none_${round}.db`, undefined);
    const all = await start(`${folder}/all_${round}.db`, upstream.address);
    runs.push({ none, all });
  }
  const row = (title: string, starts: readonly Start[]) => [
    title,
    ms(median(starts.map(({ answerMs }) => answerMs))),
    ms(median(starts.map(({ rssMb }) => rssMb))),
    ms(median(starts.map(({ usedMb }) => usedMb))),
  ];
  printTable(["services", "first 200, ms", "memory, MB", "after the submits, MB"], [
    row("none on", runs.map(({ none }) => none)),
    row("all on", runs.map(({ all }) => all)),
  ]);
}

/** A service for all of them, which takes no request. */
function refuseAll() {
  const answer = () => Response.json({ error: { message: "No" } }, { status: 400 });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  return {
    address: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function start(file: string, upstream: string | undefined): Promise<Start> {
  const port = freePort();
  const address = `http://127.0.0.1:${port}`;
  const begun = performance.now();
  await using server = startChild({
    args: ["run", "-A", "main.ts"],
    env: {
      PORT: String(port),
      HOST: "127.0.0.1",
      API_MASTER_KEY: "",
      KV_URL: file,
      ...(upstream === undefined ? {} : variables(upstream)),
    },
  });
  await untilServed(`${address}/health`);
  const answerMs = performance.now() - begun;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const rssMb = server.rssMb();
  if (upstream === undefined) return { answerMs, rssMb, usedMb: NaN };
  return { answerMs, rssMb, usedMb: await afterSubmits(address, server) };
}

function variables(upstream: string): Record<string, string> {
  return Object.fromEntries(SERVICES.flatMap(({ name, address }) => [
    [name, "a key for this bench"],
    [`${address}_BASE_URL`, upstream],
  ]));
}

async function afterSubmits(address: string, server: Child): Promise<number> {
  for (const { model } of SERVICES) {
    const response = await fetch(`${address}/v1/images/generations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model, prompt: "a lighthouse" }),
    });
    const text = await response.text();
    if (response.status !== 400) throw new Error(`${model}: ${text.slice(0, 300)}`);
  }
  return server.rssMb();
}
