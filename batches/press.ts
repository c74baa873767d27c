/**
 * What batches ask of the HTTP side: whether a line's body is in order, and its answer.
 *
 * @module
 */

import type { BatchProblem, Endpoint } from "./batch.ts";

/** A line that is to be answered. */
export interface PressLine {
  readonly owner: string;
  readonly endpoint: Endpoint;
  /** Our address, for URLs in the answer. */
  readonly base: string;
  /** The JSON of the request. */
  readonly body: string;
  /** Under what the line's job is found again: the same line never gets a second one. */
  readonly key: string;
  /** How long its job is kept at least, in ms from now. */
  readonly keepMs: number;
}

/** What a line was answered. */
export interface Answer {
  readonly status: number;
  readonly requestId: string;
  /** The job that made it, if there is one. */
  readonly jobId?: string;
  /** What was mapped or dropped, as a JSON array. */
  readonly warnings?: string;
  /** JSON without line feeds. */
  readonly body: Uint8Array;
}

/** Answers lines. */
export interface Press {
  /** What is wrong with a body, as far as that shows without asking anybody. */
  check(
    endpoint: Endpoint,
    body: Readonly<Record<string, unknown>>,
  ): Omit<BatchProblem, "line"> | undefined;
  /**
   * Makes the line's job, or finds the one that it has, and waits for its end, however long that
   * takes. Undefined: the signal aborted, or the process stops; the job goes on.
   */
  answer(line: PressLine, signal: AbortSignal): Promise<Answer | undefined>;
}
