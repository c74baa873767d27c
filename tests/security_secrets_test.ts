/**
 * Where secrets end up: nowhere. A program whose every secret is planted meets upstreams that repeat
 * all they are sent, in every way there is to answer; then whatever it wrote is searched: the log, the
 * database, and each answer. So is the log for what pictures were to show.
 *
 * @module
 */

import { assert, assertEquals, assertFalse, assertMatch } from "./assert.ts";
import { type Door, openVirtualDoor, type VirtualDoor } from "./door.ts";

const KEY = "planted-master-key-7f31";
const PROMPT = "a planted prompt about my aunt Ottilie's garden in Graz";

const ENV = {
  API_MASTER_KEY: KEY,
  WEBHOOK_SECRET: "planted-webhook-secret-of-24-bytes-or-more",
  DREAMIFLY_URL: "http://dreamifly.test",
  DREAMIFLY_AUTH_TOKEN: "Bearer planted-dreamifly-token",
  ARTING_URL: "http://arting.test",
  ARTING_AUTH_TOKEN: "planted-arting-token",
  OPENAI_BASE_URL: "http://openai.test/v1",
  OPENAI_API_KEY: "sk-planted-openai-key,sk-planted-second-key",
  OPENAI_MODELS: "gpt-image-1",
  BFL_BASE_URL: "http://bfl.test",
  BFL_API_KEY: "planted-bfl-key",
  FAL_BASE_URL: "http://fal.test",
  FAL_KEY: "planted-fal-key",
  REPLICATE_BASE_URL: "http://replicate.test/v1",
  REPLICATE_API_TOKEN: "planted-replicate-token",
  SDWEBUI_URL: "http://sdwebui.test",
  SDWEBUI_AUTH: "planted-user:planted-password",
  AISDK_DEMO_URL: "http://ai-sdk-demo.test",
  AIIMAGETOIMAGE_URL: "http://aiimagetoimage.test",
  // Each account and each route is asked again after a refusal, as if it were well.
  MAX_TRIES: "2",
  JOB_TIMEOUT_SECONDS: "20",
} as const;

/** What a signed address of a result gives away, to whoever reads a log. */
const SIGNATURE = "planted-signature-of-a-result";

/** Every planted thing; the database keeps prompts, since jobs are made of them. */
const SECRETS = [
  KEY,
  ENV.WEBHOOK_SECRET,
  "planted-dreamifly-token",
  ENV.ARTING_AUTH_TOKEN,
  "sk-planted-openai-key",
  "sk-planted-second-key",
  ENV.BFL_API_KEY,
  ENV.FAL_KEY,
  ENV.REPLICATE_API_TOKEN,
  "planted-password",
  btoa(ENV.SDWEBUI_AUTH),
];

/** What an upstream was sent, as it may repeat it. */
async function echoOf(request: Request): Promise<string> {
  const headers = [...request.headers].map(([name, value]) => `${name}: ${value}`).join("; ");
  return `You sent ${request.method} ${request.url} with ${headers} and ${await request.text()}`;
}

/** Ways to answer with everything that came in. */
const ECHOES: Readonly<Record<string, (echo: string) => Response>> = {
  "a refusal as OpenAI writes it": (message) =>
    Response.json({ error: { message, type: "invalid_request_error" } }, { status: 400 }),
  "a wrong key": (message) => Response.json({ error: { message } }, { status: 401 }),
  "a used-up credit": (detail) => Response.json({ detail }, { status: 402 }),
  "FastAPI's list": (msg) =>
    Response.json({ detail: [{ loc: ["body", "prompt"], msg }] }, { status: 422 }),
  "a limit": (message) =>
    Response.json({ message }, { status: 429, headers: { "retry-after": "1" } }),
  "a crash": (error) => Response.json({ error, errors: [error] }, { status: 500 }),
  "a crash in plain text": (text) => new Response(text, { status: 500 }),
  "a page": (text) =>
    new Response(`<html>${text}`, { status: 403, headers: { "content-type": "text/html" } }),
  "success that is no JSON": (text) => new Response(text),
  "success without a picture": (message) =>
    Response.json({ code: 1, message, msg: message, status: "failed", error: message }),
  "a redirect": (text) =>
    new Response(null, {
      status: 302,
      headers: { location: `http://elsewhere.test/?${encodeURIComponent(text.slice(0, 200))}` },
    }),
  "a result that is not there": () =>
    Response.json({
      created: 1,
      data: [{ url: `https://93.184.216.34/a.png?signature=${SIGNATURE}` }],
    }),
};

/** An internet of echoes; some hosts do not even answer, and the client's error names the address. */
function echoing(answer: (echo: string) => Response): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (request.url.startsWith("https://93.184.216.34")) {
      throw new TypeError(`error sending request for url (${request.url}): connection refused`);
    }
    return answer(await echoOf(request));
  };
}

const headers = { authorization: `Bearer ${KEY}`, "x-request-id": "find-me" };

/** One model of each provider. */
async function oneModelEach(door: Door): Promise<string[]> {
  const { data } = await (await door.get("/v1/models", headers)).json();
  const byProvider = new Map<string, string>();
  for (const { id, owned_by } of data) if (!byProvider.has(owned_by)) byProvider.set(owned_by, id);
  return [...byProvider.values()];
}

/** Asks, lets time pass until there is an answer, and gives its text. */
async function ask(door: VirtualDoor, path: string, body: unknown): Promise<string> {
  let text: string | undefined;
  const asking = (async () => {
    const response = await door.post(path, body, headers);
    text = `${[...response.headers].join("\n")}\n${await response.text()}`;
  })();
  await door.runtime.until(() => text !== undefined, 4 * 3_600_000);
  await asking;
  return text ?? "";
}

async function readAll(door: Door, paths: readonly string[]): Promise<string> {
  const texts = await Promise.all(paths.map(async (path) => {
    const response = await door.get(path, headers);
    return `${path}\n${[...response.headers].join("\n")}\n${await response.text()}`;
  }));
  return texts.join("\n");
}

/** Every record, decoded as far as it is text. */
async function readDatabase(kv: Deno.Kv): Promise<string> {
  const rows = await Array.fromAsync(kv.list({ prefix: [] }));
  const show = (value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : Deno.inspect(value);
  return rows.map(({ key, value }) => `${Deno.inspect(key)} ${show(value)}`).join("\n");
}

function assertNone(text: string, secrets: readonly string[], where: string): void {
  for (const secret of secrets) {
    const at = text.indexOf(secret);
    assertFalse(at >= 0, `${where}: …${text.slice(Math.max(0, at - 200), at + 100)}…`);
    assertFalse(text.includes(encodeURIComponent(secret)), `${where}, encoded`);
  }
}

for (const [what, answer] of Object.entries(ECHOES)) {
  Deno.test(`no secret shows anywhere after upstreams answer with ${what}`, async () => {
    await using door = await openVirtualDoor({ env: ENV, fetch: echoing(answer) });
    door.darkroom.worker.start();
    await door.darkroom.refreshModels();
    const models = await oneModelEach(door);
    assert(models.length >= 7, models.join());
    let told = "";
    for (const model of models) {
      told += await ask(door, "/v1/images/generations", { model, prompt: PROMPT, n: 1 });
    }
    const jobs = await (await door.get("/v1/jobs?limit=100", headers)).json();
    assert(jobs.data.length > 0, "there are jobs");
    const paths = jobs.data.flatMap(({ id }: { id: string }) => [
      `/v1/jobs/${id}`,
      `/v1/jobs/${id}/events`,
    ]);
    const open = ["/health", "/health/ready", "/v1/models", "/openapi.json", "/docs", "/nowhere"];
    told += await readAll(door, [...open, "/v1/webhook_endpoints", ...paths]);
    const log = JSON.stringify(door.events);
    assertNone(told, [...SECRETS, SIGNATURE], "an answer");
    assertNone(await readDatabase(door.kv), SECRETS, "the database");
    assertNone(log, [...SECRETS, SIGNATURE, PROMPT, PROMPT.slice(0, 30), "Ottilie"], "the log");
    assert(door.events.some(({ event }) => event === "job_ended"), "the log tells what happened");
    assertFalse(door.events.some(({ event }) => event === "bug"), log);
  });
}

Deno.test("keys are in no log and no answer, wherever callers put them, right or wrong", async () => {
  const echo = echoing(() => new Response(null, { status: 500 }));
  await using door = await openVirtualDoor({ env: ENV, fetch: echo });
  let told = "";
  for (const key of [KEY, "planted-wrong-key"]) {
    const shown: readonly (readonly [string, Record<string, string>])[] = [
      ["/v1/models", { authorization: `Bearer ${key}` }],
      ["/v1/models", { authorization: `Basic ${btoa(`me:${key}`)}` }],
      ["/v1/models", { authorization: key }],
      ["/v1/models", { "api-key": key }],
      [`/v1/models?key=${key}`, {}],
      [`/v1/nowhere?api_key=${key}`, {}],
      [`/k/${key}/v1/models`, {}],
      [`/k/${key}/v1/nowhere`, {}],
      [`/k/${key}/nowhere`, {}],
      [`/sdapi/v1/options?key=${key}`, {}],
    ];
    for (const [path, headers] of shown) {
      const response = await door.get(path, headers);
      told += `${[...response.headers].join("\n")}${await response.text()}`;
    }
  }
  const wrong = [...SECRETS, "planted-wrong-key"];
  assertNone(told, wrong, "an answer");
  assertNone(JSON.stringify(door.events), wrong, "the log");
  assertNone(await readDatabase(door.kv), wrong, "the database");
});

Deno.test("a webhook's secret is told once, and its address is in no log", async () => {
  const url = "https://93.184.216.34/hooks/planted-path?token=planted-token";
  const refused = echoing((echo) => new Response(echo, { status: 500 }));
  await using door = await openVirtualDoor({ env: ENV, fetch: refused });
  door.darkroom.services.hooks.dispatcher.start();
  const made = await (await door.post("/v1/webhook_endpoints", { url, name: "mine" }, headers))
    .json();
  const secret: string = made.signing_secret ?? made.secret;
  assertMatch(secret, /^whsec_/);
  await ask(door, "/v1/images/generations", { prompt: PROMPT, size: "64x64" });
  await door.runtime.until(() => door.events.some(({ event }) => event === "webhook_failed"));
  const log = JSON.stringify(door.events);
  assertNone(log, [...SECRETS, secret, "planted-path", "planted-token"], "the log");
  const told = await readAll(door, ["/v1/webhook_endpoints", `/v1/webhook_endpoints/${made.id}`]);
  assertNone(told, [secret, secret.slice("whsec_".length)], "an answer");
});

Deno.test("the log is one line of JSON per request, accepted job and transition; prompts on demand", async () => {
  for (const LOG_PROMPTS of ["false", "true"]) {
    const env = { LOG_PROMPTS, API_MASTER_KEY: KEY };
    await using door = await openVirtualDoor({ env });
    const body = { prompt: PROMPT, negative_prompt: "no planted weeds", size: "64x64" };
    await ask(door, "/v1/images/generations", body);
    const named = door.events.map(({ event }) => event);
    const request = door.events.find(({ event }) => event === "request");
    assertEquals(named.filter((name) => name === "request").length, 1);
    assertEquals(named.filter((name) => name === "job_accepted").length, 1);
    assertEquals(named.filter((name) => name === "job_ended").length, 1);
    assert(named.includes("task"), "a line for each transition");
    assert(request && "requestId" in request && request.requestId === "find-me", "it is found");
    const log = JSON.stringify(door.events);
    assertEquals(log.includes(PROMPT), LOG_PROMPTS === "true");
    assertEquals(log.includes("no planted weeds"), LOG_PROMPTS === "true");
  }
});
