/**
 * The whole program behind its HTTP door, for tests: the real engine over a database in memory,
 * with the built-in provider and a scripted one.
 *
 * @module
 */

import { createApp } from "../app.ts";
import { type Config, readConfig } from "../config.ts";
import type { LogEvent } from "../events.ts";
import type { Raster } from "../images/raster.ts";
import { createStudio } from "../providers/studio.ts";
import type { App } from "../routes/context.ts";
import { type Listen, type Runtime, systemRuntime } from "../runtime.ts";
import { createDarkroom, type Darkroom } from "../services.ts";
import { type KvWatch, watchKv } from "./fakes/kv.ts";
import { createVirtualRuntime, outletTo, silence, type VirtualRuntime } from "./fakes/runtime.ts";
import { createScriptedProvider, type ScriptedProvider } from "./fakes/scripted_provider.ts";

/** A program that is ready to be asked. */
export interface Door extends AsyncDisposable {
  readonly app: App;
  readonly config: Config;
  readonly darkroom: Darkroom;
  readonly kv: Deno.Kv;
  readonly easel: ScriptedProvider;
  readonly events: readonly LogEvent[];
  /** Asks with a JSON body. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Waits for what goes on after an answer has been given. */
  idle(): Promise<void>;
}

/** What the program is made of. */
export interface DoorOptions {
  /** The environment. Without it there is no key, and nothing is tried twice. */
  readonly env?: Readonly<Record<string, string>>;
  /** The outside world. Given it, the providers are those that the environment switches on. */
  readonly fetch?: typeof fetch;
  /** @default {sockets that say nothing, where `fetch` is given} */
  readonly listen?: Listen;
  /** What else is different in this world. */
  readonly world?: Partial<Runtime>;
}

/** What a program in virtual time is made of. */
export interface VirtualDoorOptions extends DoorOptions {
  /** Another instance of the same service: it shares that one's database and clock. */
  readonly beside?: VirtualDoor;
}

/** A door in a world whose time is the test's own. */
export interface VirtualDoor extends Door {
  readonly runtime: VirtualRuntime;
  readonly watch: KvWatch;
}

/** Turns of the event loop without a database call, after which nothing goes on any more. */
const QUIET_TURNS = 4;

/** Opens a door; dispose of it, or its workers live on. */
export async function openDoor(options: DoorOptions = {}): Promise<Door> {
  const { env = {}, fetch, listen = silence, world } = options;
  const events: LogEvent[] = [];
  const real = systemRuntime((event) => events.push(event));
  const watch = watchKv(await Deno.openKv(":memory:"));
  const internet = fetch ? { fetch, openOutlet: () => outletTo(fetch), listen } : {};
  const runtime = { ...real, ...internet, ...world };
  return await putTogether({ env, runtime, watch, events, isConfigured: fetch !== undefined });
}

/** Opens a door whose clock moves only when everything waits for it. */
export async function openVirtualDoor(
  { env = {}, fetch, listen, beside }: Omit<VirtualDoorOptions, "world"> = {},
): Promise<VirtualDoor> {
  const watch = beside?.watch ?? watchKv(await Deno.openKv(":memory:"));
  const runtime = beside?.runtime ?? createVirtualRuntime({
    busy: () => watch.pending > 0,
    ...(fetch ? { fetch } : {}),
    ...(listen ? { listen } : {}),
  });
  const isConfigured = fetch !== undefined;
  const { events } = runtime;
  const isGuest = beside !== undefined;
  const door = await putTogether({ env, runtime, watch, events, isConfigured, isGuest });
  return { ...door, runtime, watch };
}

interface Parts {
  readonly env: Readonly<Record<string, string>>;
  readonly runtime: Runtime;
  readonly watch: KvWatch;
  readonly events: readonly LogEvent[];
  readonly isConfigured: boolean;
  /** Whether the database is another's, who closes it. */
  readonly isGuest?: boolean;
}

async function putTogether(parts: Parts): Promise<Door> {
  const { env, runtime, watch, events, isConfigured, isGuest = false } = parts;
  const config = readConfig({ MAX_TRIES: "1", ...env });
  const easel = createScriptedProvider();
  const { kv } = watch;
  const darkroom = await createDarkroom({
    config,
    kv,
    runtime,
    ...(isConfigured ? {} : {
      providers: (raster: Raster) => [
        createStudio({ raster, latencyMs: config.studioLatencyMs }),
        easel,
      ],
    }),
  });
  const app = createApp(darkroom.services);
  return {
    app,
    config,
    darkroom,
    kv,
    easel,
    events,

    async post(path, body, headers = {}) {
      const init = { method: "POST", body: JSON.stringify(body) };
      return await app.request(path, {
        ...init,
        headers: { "content-type": "application/json", ...headers },
      });
    },

    async get(path, headers = {}) {
      return await app.request(path, { headers });
    },

    async idle() {
      for (let turns = 0; turns < QUIET_TURNS; turns = watch.pending > 0 ? 0 : turns + 1) {
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    },

    async [Symbol.asyncDispose]() {
      await darkroom.close(0);
      if (!isGuest) kv.close();
    },
  };
}

/**
 * One door for all tests of a file. Its workers start before the first test, and each test ends when
 * the door is idle, because Deno's checks hold a test responsible for what was begun within it.
 */
export function doorForTests(options: DoorOptions = {}): { readonly door: Door } {
  let opened: Door | undefined;
  Deno.test.beforeAll(async () => {
    opened = await openDoor(options);
    await (await opened.post("/v1/images/generations", { prompt: "warm up", size: "64x64" }))
      .text();
  });
  Deno.test.afterEach(async () => await opened?.idle());
  Deno.test.afterAll(async () => await opened?.[Symbol.asyncDispose]());
  return {
    get door() {
      if (opened === undefined) throw new Error("The door is open during tests only");
      return opened;
    },
  };
}
