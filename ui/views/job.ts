/**
 * Where a job stands, as it is drawn wherever jobs are shown.
 *
 * @module
 */

import type { LOG_WORDS } from "../job/log_words.ts";

/** OpenAI's words for where a job stands. */
export type JobStatus = "queued" | "in_progress" | "completed" | "failed" | "cancelled";

/** A job under way. */
export interface JobStateView {
  readonly id: string;
  readonly status: JobStatus;
  /** 0 to 100. */
  readonly progress: number;
  /** Seconds; null where nobody knows. */
  readonly etaSeconds: number | null;
  /** How many are before it; null where there is no line. */
  readonly queuePosition: number | null;
  /** A place for each picture that was asked for, in order. */
  readonly slots: readonly SlotView[];
}

/** The place of a picture that is not there yet. */
export interface SlotView {
  /** Width to height. */
  readonly ratio: { readonly width: number; readonly height: number };
  /** The picture, or the newest one under way: a path. */
  readonly url?: string;
  readonly isFinal: boolean;
}

/** One thing that has happened to a job. */
export interface LogLineView {
  /** Of all of a job's lines, this one's alone; the same whenever the job is told. */
  readonly key: string;
  /** Since the job was made; absent: when is not on record. */
  readonly afterMs?: number;
  readonly tone: "plain" | "good" | "bad";
  readonly word: keyof typeof LOG_WORDS;
  readonly values: Readonly<Record<string, string | number>>;
  /** Why, where something failed: a row of the failure table. */
  readonly failure?: { readonly kind: string; readonly message: string };
}

/** A job's log. */
export interface LogView {
  readonly id: string;
  /** Epoch milliseconds at which the job was made. */
  readonly createdAt: number;
  readonly lines: readonly LogLineView[];
}
