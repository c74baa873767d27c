/**
 * A request on its way in, and what the engine says to it.
 *
 * @module
 */

import type { Failure, Json } from "../failure.ts";
import type { ImageRequest } from "../images/request.ts";
import type { Standing } from "./admission.ts";
import type { Identity } from "./identity.ts";
import type { Job } from "./job.ts";
import type { JoinedBy } from "./joins.ts";

/** A request on its way in. */
export interface Order {
  readonly request: ImageRequest;
  /** Whose job it will be. */
  readonly owner: string;
  /** What the door already mapped or dropped, in words for the caller. */
  readonly warnings: readonly string[];
  /** -10 to 10; higher goes first where there is a line. @default {0} */
  readonly priority?: number;
  /** Kept with the job for an answer in the caller's dialect; at most a few kilobytes. */
  readonly dialect?: Json;
  /** The caller's own notes. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** By what the request may find a job that it already has. Absent: it always gets a new one. */
  readonly identity?: Identity;
  /** How long the job is kept, in ms from now. @default {the engine's `ttlMs` after its latest end} */
  readonly keepMs?: number;
  /** False: the job is forgotten as soon as its answer has been delivered. @default {true} */
  readonly store?: boolean;
  /** Where to tell of the end; `base`: our address as the caller sees it. */
  readonly webhook?: { readonly url: string; readonly base?: string | undefined };
}

/** Accepted with a durable job, or refused with nothing started. */
export type Acceptance =
  | {
    readonly ok: true;
    readonly job: Job;
    /** How it came to a job that is there already; absent: the job is new. */
    readonly joinedBy?: JoinedBy;
    readonly standing?: Standing;
  }
  | { readonly ok: false; readonly failure: Failure; readonly standing?: Standing };
