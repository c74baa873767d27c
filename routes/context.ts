/**
 * What every route is given: the services, and what the middleware has learnt of the request.
 *
 * @module
 */

import type { Context, Hono, MiddlewareHandler } from "hono";
import type { Access } from "../access/access.ts";
import type { Caller } from "../access/caller.ts";
import type { Config } from "../config.ts";
import type { Batches } from "../batches/batches.ts";
import type { Files } from "../files/files.ts";
import type { Hooks } from "../hooks/hooks.ts";
import type { Raster } from "../images/raster.ts";
import type { Knock } from "../jobs/callbacks.ts";
import type { Engine } from "../jobs/engine.ts";
import type { TakeCensus } from "../jobs/census.ts";
import type { Ailing, Resting } from "../jobs/health.ts";
import type { Outside } from "../net/guard.ts";
import type { Registry } from "../providers/registry.ts";
import type { Runtime } from "../runtime.ts";
import type { Clock } from "./pace.ts";
import type { LineCall } from "./line_call.ts";
import type { Failure } from "../failure.ts";
import type { Stats } from "../stats/stats.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Preferences } from "../store/preferences.ts";
import type { Sessions } from "../store/sessions.ts";
import type { StartedJobs } from "../store/started.ts";

/** Whether the service can do its work just now, part by part. */
export interface Readiness {
  readonly ready: boolean;
  /** Whether the store answered. */
  readonly kv: "ok" | "unreachable";
  /** Who wakes due jobs. */
  readonly waker: string;
  /** True from the signal to stop until the process ends: no new work is taken. */
  readonly draining: boolean;
  /** Accounts at upstreams, and routes, that are left alone for a while. */
  readonly resting: readonly Resting[];
}

/** What the HTTP side is built on. */
export interface Services {
  readonly config: Config;
  readonly runtime: Runtime;
  readonly access: Access;
  readonly engine: Engine;
  readonly hooks: Hooks;
  readonly blobs: Blobs;
  /** Where callers' addresses lead. */
  readonly outside: Outside;
  readonly files: Files;
  readonly batches: Batches;
  /** Hears what upstreams tell; false: it is none of an upstream, or of no use any more. */
  callbacks(knock: Knock): Promise<boolean>;
  readonly registry: Registry;
  readonly raster: Raster;
  readonly preferences: Preferences;
  readonly sessions: Sessions;
  readonly started: StartedJobs;
  readonly stats: Stats;
  /** Counts the tasks at each provider and account. */
  readonly census: TakeCensus;
  /** Accounts and routes whose last attempts failed. */
  ailing(): Promise<Ailing[]>;
  /** Asks the parts how they are. It never rejects. */
  health(): Promise<Readiness>;
  /** Aborts when the server stops: waiting answers and open streams end at once. */
  readonly closing: AbortSignal;
}

/** Hono's environment: the connection as `Deno.serve` passes it, and our variables. */
export interface AppEnv {
  readonly Bindings: {
    /** Absent where the platform terminates the connection, and in tests. */
    readonly remoteAddr?: Deno.Addr;
    /** A line of a batch, which the process itself asks. Nothing that comes over HTTP gets here. */
    readonly line?: LineCall;
  };
  readonly Variables: {
    requestId: string;
    /** Epoch milliseconds. */
    startedAt: number;
    /** What measures how fast a body comes. */
    clock: Clock;
    /** Who calls, where a key is asked for. */
    caller: Caller;
    /** Whose jobs are meant: the caller's own, or those that who has the scope `admin` asks for. */
    owner: string;
    /** Whether the request found a job by repeating what had been asked before. */
    isRepeat?: boolean;
    /** Whether its answer is one that another request has paid for. */
    isShared?: boolean;
    /** The job that the request made or asked for. */
    jobId?: string;
    /** How failures are told in the caller's dialect, where that is not OpenAI's. */
    tellFailure?: (failure: Failure) => Response | Promise<Response>;
  };
}

/** The application. */
export type App = Hono<AppEnv>;
/** One request. */
export type AppContext = Context<AppEnv>;
/** A middleware of ours. */
export type Middleware = MiddlewareHandler<AppEnv>;
