/**
 * A job on a page of its own.
 *
 * @module
 */

import type { Lang } from "../words.ts";
import type { FrameView } from "./frame.ts";
import type { JobStateView, LogView } from "./job.ts";

/** A picture that was delivered, or one that a job works on. Addresses are paths. */
export interface PictureView {
  readonly url: string;
  readonly thumbUrl: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A picture that was delivered, with what is known of it. */
export interface ResultView extends PictureView {
  /** With our address before it. */
  readonly link: string;
  readonly bytes: number;
  readonly mediaType: string;
  /** Absent where the model draws without one. */
  readonly seed?: number;
  /** Such as `studio/studio`: who drew it. */
  readonly route?: string;
  /** What the upstream made of the prompt. */
  readonly revisedPrompt?: string;
}

/** One try on one route. */
export interface AttemptView {
  readonly provider: string;
  readonly model: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly tookMs?: number;
  readonly polls: number;
  readonly failure?: FailureView;
}

/** A row of the failure table and its message. */
export interface FailureView {
  readonly kind: string;
  readonly message: string;
}

/** The same request, to be sent from elsewhere. */
export interface CodeView {
  readonly curl: string;
  readonly python: string;
  readonly javascript: string;
}

/** A setting of the request that differs from the model's own, by its name on the wire. */
export interface SettingView {
  readonly name: string;
  readonly value: string;
}

/** Everything that is known of a job. */
export interface JobView {
  readonly state: JobStateView;
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly model: string;
  readonly operation: "generate" | "edit" | "variation";
  readonly asked: number;
  readonly results: readonly ResultView[];
  /** The place of the picture that is shown. */
  readonly chosen: number;
  readonly inputs: readonly PictureView[];
  readonly settings: readonly SettingView[];
  readonly attempts: readonly AttemptView[];
  readonly warnings: readonly string[];
  readonly failure?: FailureView;
  /** Times are epoch milliseconds. */
  readonly createdAt: number;
  readonly endedAt?: number;
  readonly expiresAt: number;
  readonly now: number;
  /** Of all its pictures, in US dollars. */
  readonly costUsd?: number;
  /** How a variation would be made: by this model, by an edit of this model, or by another model. */
  readonly variation: "variation" | "edit" | "elsewhere";
  readonly code: CodeView;
  readonly log: LogView;
}

/** The page. */
export interface JobPageView extends FrameView {
  readonly job: JobView;
}

/** What the parts of the page are drawn from. */
export interface ShowProps {
  readonly job: JobView;
  readonly lang: Lang;
}
