/**
 * A world in which the program dies at bad moments: two upstreams and a receiver of webhooks, over
 * real HTTP, each of whose calls may be the last that the program makes.
 *
 * @module
 */

import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { createArtingFake, readArtingBody } from "./fakes/arting.ts";
import { createDreamiflyFake, readDreamiflyBody } from "./fakes/dreamifly.ts";
import { type FakeUpstream, serveUpstream } from "./fakes/fake_upstream.ts";
import { type Process, startProcess } from "./process.ts";

/** Counts what the program does, to strike at the n-th thing. */
export interface Fuse {
  /** Something has happened. */
  burn(): void;
  /** Calls `strike` once so many things more have happened; resolves after that. */
  light(count: number, strike: () => void): Promise<void>;
}

/** Creates a fuse that is not lit. */
export function createFuse(): Fuse {
  let left = 0;
  let end = () => {};
  return {
    burn() {
      if (--left === 0) end();
    },
    light(count, strike) {
      const burnt = Promise.withResolvers<void>();
      left = count;
      end = () => {
        strike();
        burnt.resolve();
      };
      return burnt.promise;
    },
  };
}

/** The program under test: `main.ts` on one database file and one port, life after life. */
export interface Program extends AsyncDisposable {
  readonly address: string;
  /** Begins a life; the one before has ended. */
  start(): Promise<Process>;
}

/** Ports below those that the system gives to clients: nobody takes ours while we are dead. */
const PORTS = { from: 20_000, count: 12_000 } as const;

/** Prepares it; `env` beside what it needs for being alone on this machine. Disposing kills it. */
export function prepareProgram(folder: string, env: Readonly<Record<string, string>>): Program {
  const port = freePort();
  const settings = { ...env, PORT: String(port), KV_URL: `${folder}/darkroom.db` };
  const until = /"event":"server_started"/;
  let living: Process | undefined;
  return {
    address: `http://127.0.0.1:${port}`,
    async start() {
      const life = await startProcess("main.ts", { cwd: folder, env: settings, until });
      living = life;
      void life.ended.then(() => living = undefined);
      return life;
    },
    async [Symbol.asyncDispose]() {
      living?.signal("SIGKILL");
      await living?.ended;
    },
  };
}

function freePort(): number {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * PORTS.count);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

/** Both upstreams. */
export interface Upstreams extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** How often each prompt was submitted. */
  submits(): Promise<ReadonlyMap<string, number>>;
}

const POLLED_MS = 500;
const ONE_SHOT_MS = 100;
/** Fewer places than there are callers, so that seats and the line are used. */
const SEATS = 4;

/** Serves an upstream that is polled and one that answers at once; `fuse` burns at every call. */
export function serveUpstreams(fuse: Fuse): Upstreams {
  const tokens = ["token"];
  const now = () => Date.now();
  const arting = createArtingFake({ tokens, latencyMs: POLLED_MS, now });
  // A caller who died does not hold up his successor, as he would at a service that counts calls.
  const clock = { now, sleep: () => pause(ONE_SHOT_MS) };
  const dreamifly = createDreamiflyFake({ tokens, concurrency: 1_000, latencyMs: 1, clock });
  const served = [arting, dreamifly].map((fake) => serveUpstream(burning(fake, fuse)));
  const [polled, oneShot] = served.map(({ baseUrl }) => baseUrl);
  return {
    env: {
      ARTING_URL: polled ?? "",
      ARTING_AUTH_TOKEN: tokens.join(),
      DREAMIFLY_URL: oneShot ?? "",
      DREAMIFLY_AUTH_TOKEN: tokens.join(),
      DREAMIFLY_CONCURRENCY: String(SEATS),
    },
    submits: async () =>
      counted([
        ...await promptsOf(arting, readArtingBody),
        ...await promptsOf(dreamifly, readDreamiflyBody),
      ]),
    async [Symbol.asyncDispose]() {
      await Promise.all(served.map((one) => one[Symbol.asyncDispose]()));
    },
  };
}

/** A call may end the program when it comes, and when its answer is on the way. */
function burning(fake: FakeUpstream, fuse: Fuse): FakeUpstream {
  return {
    ...fake,
    async handler(request) {
      fuse.burn();
      const answer = await fake.handler(request);
      fuse.burn();
      return answer;
    },
  };
}

async function promptsOf(
  { calls }: FakeUpstream,
  read: (request: Request) => Promise<{ readonly prompt: string }>,
): Promise<string[]> {
  const submits = calls.filter(({ door }) => door === "submit");
  const bodies = await Promise.all(submits.map(({ request }) => read(request.clone())));
  return bodies.map(({ prompt }) => prompt);
}

function counted(words: readonly string[]): ReadonlyMap<string, number> {
  const groups = Map.groupBy(words, (word) => word);
  return new Map([...groups].map(([word, all]) => [word, all.length]));
}

/** A webhook that was taken. */
export interface Taken {
  /** The path that it was sent to. */
  readonly path: string;
  readonly eventId: string;
  readonly type: string;
  readonly jobId: string;
}

/** Somebody who is told, and fails to listen a third of the time. */
export interface Receiver extends AsyncDisposable {
  readonly address: string;
  /** What was answered with 204. */
  readonly taken: readonly Taken[];
  /** Requests that nobody has signed as they should. */
  readonly forged: readonly string[];
  /** Requests that were answered with 500. */
  readonly failed: number;
  /** Says whose signature is right under a path that begins so. */
  trust(path: string, secret: string): void;
}

const Event = z.object({
  id: z.string(),
  type: z.string(),
  data: z.object({ id: z.string() }),
});

/** Serves one; `fuse` burns at every request. */
export function serveReceiver(fuse: Fuse): Receiver {
  const [taken, forged]: [Taken[], string[]] = [[], []];
  const secrets = new Map<string, string>();
  let count = 0;
  let failed = 0;

  function isSigned(path: string, body: string, headers: Headers): boolean {
    const [, secret = ""] = [...secrets].find(([prefix]) => path.startsWith(prefix)) ?? [];
    try {
      return Boolean(new Webhook(secret).verify(body, Object.fromEntries(headers)));
    } catch {
      return false; // the library says no by throwing
    }
  }

  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, async (request) => {
    const path = new URL(request.url).pathname;
    const body = await request.text();
    fuse.burn();
    if (!isSigned(path, body, request.headers)) forged.push(`${path}: ${body}`);
    if (++count % 3 === 0) {
      failed++;
      return new Response(null, { status: 500 });
    }
    const { id, type, data } = Event.parse(JSON.parse(body));
    taken.push({ path, eventId: id, type, jobId: data.id });
    return new Response(null, { status: 204 });
  });
  return {
    address: `http://127.0.0.1:${server.addr.port}`,
    taken,
    forged,
    get failed() {
      return failed;
    },
    trust: (path, secret) => void secrets.set(path, secret),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Waits for real: what the processes do takes its time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Numbers in [0, 1) that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
