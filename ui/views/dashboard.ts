/**
 * What the dashboard shows.
 *
 * @module
 */

import type { Lang } from "../words.ts";

/** The part of the page that is renewed while it is open. */
export interface DashboardView {
  readonly lang: Lang;
  /** The range that is shown, by its name. */
  readonly range: string;
  /** How long each of its stretches is. */
  readonly unit: "minute" | "hour" | "day";
  /** The time zone in which times are told, such as `Europe/Berlin`. */
  readonly zone: string;
  /** Such as `14:32:07`. */
  readonly time: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly headline: HeadlineView;
  readonly open: OpenView;
  /** The oldest first. */
  readonly moments: readonly MomentView[];
  /** The most frequent first. */
  readonly failures: readonly FailureView[];
  readonly spend: SpendView;
  readonly polling: { readonly polls: number; readonly p50Ms?: number; readonly p95Ms?: number };
  readonly providers: readonly ProviderView[];
}

/** The range in a few numbers. Rates and times are absent where there was nothing to measure. */
export interface HeadlineView {
  readonly calls: number;
  readonly joined: number;
  readonly refused: number;
  readonly cacheHits: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly images: number;
  readonly successRate?: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
}

/** What is going on now. */
export interface OpenView {
  readonly jobs: number;
  /** Whether there are more than were counted. */
  readonly isCut: boolean;
  readonly working: number;
  readonly saving: number;
  readonly queued: number;
}

/** A stretch of the range. */
export interface MomentView {
  readonly label: string;
  /** What stands below it in a chart; absent: nothing. */
  readonly tick?: string;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly joined: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly lagP50Ms?: number;
  readonly lagP95Ms?: number;
}

/** A kind of failure. */
export interface FailureView {
  readonly kind: string;
  /** Failed jobs and refused requests. */
  readonly calls: number;
  /** Failed attempts at upstreams, those that another attempt made good among them. */
  readonly attempts: number;
  /** Where attempts failed, as `provider/model`; the most frequent first. */
  readonly places: readonly string[];
}

/** A sum of upstream calls. */
export interface BillView {
  readonly calls: number;
  readonly images: number;
  readonly usd: number;
  readonly unpricedImages: number;
}

/** Calls that were charged for, or may have been, against what came of them. */
export interface SpendView {
  readonly paid: BillView;
  readonly doubtful: BillView;
  readonly saved: BillView;
}

/** A provider. */
export interface ProviderView {
  readonly id: string;
  readonly title: string;
  readonly state: "well" | "ailing" | "resting" | "off";
  /** Attempts at work now. */
  readonly working: number;
  /** As many as may be; absent: no limit. */
  readonly seats?: number;
  readonly queued: number;
  /** Attempts that ended in the range. */
  readonly delivered: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly polls: number;
  readonly lagP95Ms?: number;
  readonly spend: SpendView;
  /** More than one, or none worth naming. */
  readonly accounts: readonly AccountView[];
  readonly troubles: readonly TroubleView[];
  /** Its last failure in the range, where nothing is wrong now. */
  readonly last?: LastView;
}

/** One of several accounts. */
export interface AccountView {
  readonly id: string;
  readonly working: number;
  readonly seats?: number;
}

/** A failure that is over. */
export interface LastView {
  /** The model that met it. */
  readonly model: string;
  readonly kind: string;
  /** In the upstream's words. */
  readonly message: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Something that is wrong with a provider. */
export interface TroubleView {
  /** An account or a model, by its id. */
  readonly where: string;
  readonly kind: string;
  /** In the upstream's words. */
  readonly message: string;
  /** How long it is left alone from now; absent: it is used. */
  readonly restsMs?: number;
}
