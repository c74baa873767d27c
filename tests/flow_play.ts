/**
 * Plays recorded flows against a running server.
 *
 * @module
 */

import { toBase64 } from "../images/base64.ts";
import { assert, assertEquals, assertExists, assertMatch, assertNotEquals } from "./assert.ts";
import { png } from "./fakes/scripted_provider.ts";
import type { Check, Flow, KeyWay, Meanwhile, Part, Step } from "./flow.ts";
import { readThrough, valueAt } from "./flow_readers.ts";
import { readChat, type Received } from "./flow_streams.ts";

/** A stage for one play. */
export interface Stage {
  /** The server's root, without a trailing slash. */
  readonly root: string;
  readonly way: KeyWay;
  readonly key: string;
  /** How many jobs there are. */
  countJobs(): Promise<number>;
}

type Kept = Map<string, unknown>;

interface Scene {
  readonly flow: Flow;
  readonly stage: Stage;
  readonly kept: Kept;
}

const SIZE = { widthPx: 64, heightPx: 64 };
const FILES = { png: png(SIZE).bytes, mask: png({ ...SIZE, alpha: 0 }).bytes };

/** A poll of a flow is asked at most so often. */
const MAX_POLLS = 500;

/** Plays all steps in their order; throws where the client would not have been served. */
export async function playFlow(flow: Flow, stage: Stage): Promise<void> {
  const base64 = toBase64(FILES.png);
  const kept: Kept = new Map<string, unknown>([
    ["png", base64],
    ["png-url", `data:image/png;base64,${base64}`],
    ["key", stage.key],
  ]);
  const scene = { flow, stage, kept };
  if (stage.way !== "none") await checkLocked(scene);
  for (const step of flow.steps) await playStep(step, scene);
}

/** The way in which the key is sent counts for nothing if the door is open anyway. */
async function checkLocked({ flow, stage }: Scene): Promise<void> {
  const step = flow.steps.find(({ draws }) => draws !== undefined);
  assert(step, "a flow says of a step whether it draws");
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${stage.root}${step.path}`, {
    method: "POST",
    body: "{}",
    headers,
  });
  await response.body?.cancel();
  assertEquals(response.status, 401, step.does);
}

async function playStep(step: Step, scene: Scene): Promise<void> {
  const before = step.draws === undefined ? 0 : await scene.stage.countJobs();
  const received = await askMeanwhile(step, scene);
  if (step.draws !== undefined) {
    assertEquals(await scene.stage.countJobs() > before, step.draws, `${step.does}: a job`);
  }
  await checkAnswer(step, received, scene);
}

async function askMeanwhile(step: Step, scene: Scene): Promise<Received> {
  const leave = new AbortController();
  const asked = ask(step, scene, leave.signal);
  try {
    const [received] = await Promise.all([asked, playMeanwhile(step.meanwhile, scene)]);
    return received;
  } catch (error) {
    leave.abort(); // or the server would not end before its answer
    throw error;
  }
}

async function playMeanwhile(requests: readonly Meanwhile[], scene: Scene): Promise<void> {
  for (const request of requests) {
    let received = await ask(request, scene);
    for (let polls = 0; request.until !== undefined; polls++) {
      if (await holds(request.until, received, scene)) break;
      assert(polls < MAX_POLLS, `${request.does}: it never came to be`);
      received = await ask(request, scene);
    }
    await checkAnswer(request, received, scene);
  }
}

async function checkAnswer(
  { does, status, checks }: Pick<Step, "does" | "status" | "checks">,
  received: Received,
  scene: Scene,
): Promise<void> {
  assertEquals(received.status, status, `${does}: ${received.text.slice(0, 300)}`);
  if (scene.flow.origin !== undefined) checkLeave(received, scene.flow.origin, does);
  for (const check of checks) {
    try {
      await checkValue(check, received, scene);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${does}: ${JSON.stringify(check)}: ${why}`, { cause: error });
    }
  }
}

async function holds(check: Check, received: Received, scene: Scene): Promise<boolean> {
  try {
    await checkValue(check, received, scene);
    return true;
  } catch {
    return false; // the poll is asked again, and says so when it never holds
  }
}

async function checkValue(check: Check, received: Received, scene: Scene): Promise<void> {
  const value = await readValue(check, received, scene);
  const { is, isNot, matches, has, absent, keep } = check;
  if (absent) assertEquals(value ?? null, null);
  else assertExists(value, "nothing is there");
  if (is !== undefined) assertEquals(value, fill(is, scene.kept));
  if (isNot !== undefined) assertNotEquals(value, fill(isNot, scene.kept));
  if (matches !== undefined) assertMatch(String(value), new RegExp(matches));
  if (has !== undefined) {
    assert(Array.isArray(value), "it is no list");
    assertEquals(has.filter((item) => !value.includes(item)), [], "these are missing");
  }
  if (keep !== undefined) scene.kept.set(keep, value);
}

async function readValue(
  { from, at, as }: Check,
  received: Received,
  scene: Scene,
): Promise<unknown> {
  const whole = wholeOf(from, received);
  const value = at === undefined
    ? whole
    : at.map((path) => valueAt(whole, path)).find((found, index) =>
      found || index === at.length - 1
    );
  if (as.length === 0 || value === undefined) return value;
  return await readThrough(value, as, { headers: headersOf(scene) });
}

function wholeOf(from: Check["from"], received: Received): unknown {
  if (from === "json") return JSON.parse(received.text);
  if (from === "text") return received.text;
  return from === "headers" ? received.headers : readChat(from, received);
}

async function ask(
  request: Step | Meanwhile,
  scene: Scene,
  signal?: AbortSignal,
): Promise<Received> {
  const path = String(fill(request.path, scene.kept));
  const url = addressOf(path, scene.stage);
  const [body, type] = bodyOf(request, scene.kept);
  const method = request.method ?? (body === undefined ? "GET" : "POST");
  const headers = { ...type, ...headersOf(scene), ...request.headers };
  if (scene.flow.origin !== undefined) await askLeave(url, { method, headers });
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), text };
}

/** As bytes, which have no content type of their own. */
function bodyOf(
  { json, text, form, untyped }: Step | Meanwhile,
  kept: Kept,
): [body: BodyInit | undefined, type: Record<string, string>] {
  if (form !== undefined) return [formOf(form, kept), {}];
  if (text !== undefined) return [new TextEncoder().encode(String(fill(text, kept))), {}];
  if (json === undefined) return [undefined, {}];
  const body = new TextEncoder().encode(JSON.stringify(fill(json, kept)));
  return [body, untyped ? {} : { "content-type": "application/json" }];
}

function formOf(parts: readonly Part[], kept: Kept): FormData {
  const form = new FormData();
  for (const part of parts) {
    if ("value" in part) form.append(part.name, String(fill(part.value, kept)));
    else form.append(part.name, new File([FILES[part.file]], part.filename, { type: "image/png" }));
  }
  return form;
}

/** What a browser asks before it lets a page send anything of note. */
async function askLeave(
  url: string,
  { method, headers }: { readonly method: string; readonly headers: Record<string, string> },
): Promise<void> {
  const wanted = Object.keys(headers).filter((name) => name !== "origin").join(",");
  const response = await fetch(url, {
    method: "OPTIONS",
    headers: {
      "origin": headers.origin ?? "",
      "access-control-request-method": method,
      ...(wanted === "" ? {} : { "access-control-request-headers": wanted }),
    },
  });
  await response.body?.cancel();
  assert(response.ok, `the preflight of ${url} is answered with ${response.status}`);
  assertEquals(response.headers.get("access-control-allow-headers") ?? "", wanted);
  assertMatch(response.headers.get("access-control-allow-methods") ?? "", new RegExp(method));
}

function checkLeave({ headers }: Received, origin: string, does: string): void {
  const allowed = headers["access-control-allow-origin"] ?? "";
  assert([origin, "*"].includes(allowed), `${does}: "${allowed}" may read it, not ${origin}`);
}

function headersOf({ flow, stage: { way, key } }: Scene): Record<string, string> {
  const own = flow.origin === undefined ? flow.headers : { ...flow.headers, origin: flow.origin };
  switch (way) {
    case "bearer":
      return { ...own, authorization: `Bearer ${key}` };
    case "basic-user":
      return { ...own, authorization: `Basic ${btoa(`${key}:`)}` };
    case "basic-password":
      return { ...own, authorization: `Basic ${btoa(`me:${key}`)}` };
    case "api-key":
      return { ...own, "api-key": key };
    case "none":
    case "path":
    case "query":
      return own;
  }
}

/** The path as the client builds it, with the key where the way says. */
function addressOf(path: string, { root, way, key }: Stage): string {
  if (way === "path") return `${root}/k/${key}${path}`;
  if (way !== "query") return `${root}${path}`;
  return `${root}${path}${path.includes("?") ? "&" : "?"}key=${key}`;
}

/** Puts what was kept in the place of `{{name}}`; a text that is nothing else becomes the value. */
function fill(value: unknown, kept: Kept): unknown {
  if (typeof value === "string") return fillText(value, kept);
  if (Array.isArray(value)) return value.map((item) => fill(item, kept));
  if (typeof value !== "object" || value === null) return value;
  const { "...": base, ...fields } = Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, fill(field, kept)]),
  );
  return typeof base === "object" ? { ...base, ...fields } : fields;
}

function fillText(text: string, kept: Kept): unknown {
  const [, whole] = /^\{\{([\w-]+)\}\}$/.exec(text) ?? [];
  if (whole !== undefined) return keptValue(whole, kept);
  return text.replaceAll(/\{\{([\w-]+)\}\}/g, (_, name) => String(keptValue(name, kept)));
}

function keptValue(name: string, kept: Kept): unknown {
  assert(kept.has(name), `nothing was kept as "${name}"`);
  return kept.get(name);
}
