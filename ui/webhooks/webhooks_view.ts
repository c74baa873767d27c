/**
 * What the page about webhooks and jobs shows. Times are epoch milliseconds.
 *
 * @module
 */

import type { JOB_WORDS } from "../job_words.ts";
import type { FrameView } from "../views/frame.ts";

/** The sections. */
export const TABS = ["endpoints", "deliveries", "jobs"] as const;
/** See {@linkcode TABS}. */
export type Tab = (typeof TABS)[number];

/** How far deliveries are. */
export const DELIVERY_STATUSES = ["pending", "delivered", "dead"] as const;
/** See {@linkcode DELIVERY_STATUSES}. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** How far back the jobs go. */
export const SPANS = ["hour", "day", "week"] as const;
/** See {@linkcode SPANS}. */
export type Span = (typeof SPANS)[number];

/** The page; one section is there. */
export interface WebhooksView extends FrameView {
  readonly tab: Tab;
  readonly now: number;
  /** Why what was asked for has not been done. */
  readonly refusal?: string | undefined;
  readonly endpoints?: EndpointsView | undefined;
  readonly deliveries?: DeliveriesView | undefined;
  readonly jobs?: JobsView | undefined;
}

/** The registered receivers. */
export interface EndpointsView {
  readonly list: readonly EndpointRow[];
  readonly eventTypes: readonly string[];
  /** Whether requests may name a receiver of their own. */
  readonly hasSecret: boolean;
  /** Whether links in events are whole. */
  readonly hasPublicUrl: boolean;
  /** A secret that is shown this once. */
  readonly made?: { readonly name: string; readonly secret: string } | undefined;
  /** What was typed into the form for a new one, where that was refused. */
  readonly given?: Readonly<Record<string, string>> | undefined;
  readonly test?: { readonly id: string; readonly attempt: TryView } | undefined;
}

/** A receiver. */
export interface EndpointRow {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Empty: all. */
  readonly eventTypes: readonly string[];
  readonly secretHint: string;
  /** Until when the secret before this one signs too. */
  readonly overlapUntil?: number | undefined;
  readonly createdAt: number;
  readonly disabledAt?: number | undefined;
}

/** One try of a delivery. */
export interface TryView {
  readonly at: number;
  readonly durationMs: number;
  readonly status?: number | undefined;
  readonly excerpt?: string | undefined;
  readonly error?: string | undefined;
}

/** One page of deliveries. */
export interface DeliveriesView {
  readonly list: readonly DeliveryRow[];
  readonly endpoints: readonly { readonly id: string; readonly name: string }[];
  readonly status?: DeliveryStatus | undefined;
  readonly endpoint?: string | undefined;
  /** The id before the next page. */
  readonly next?: string | undefined;
}

/** An event on its way. */
export interface DeliveryRow {
  readonly id: string;
  readonly status: DeliveryStatus;
  readonly type: string;
  /** The job or batch. */
  readonly subject: string;
  /** The receiver's name, or its address where the request named it. */
  readonly receiver: string;
  readonly tries: readonly TryView[];
  readonly createdAt: number;
  readonly nextAt?: number | undefined;
}

/** One page of jobs. */
export interface JobsView {
  readonly list: readonly JobRow[];
  readonly models: readonly string[];
  readonly status?: string | undefined;
  readonly model?: string | undefined;
  readonly span?: Span | undefined;
  readonly next?: string | undefined;
}

/** How far jobs are. */
export const JOB_STATUSES = ["queued", "in_progress", "completed", "failed", "cancelled"] as const;

/** A job. */
export interface JobRow {
  readonly id: string;
  readonly status: (typeof JOB_STATUSES)[number] & keyof typeof JOB_WORDS;
  readonly prompt: string;
  readonly model: string;
  readonly n: number;
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
  /** Why it failed. */
  readonly error?: string | undefined;
}
