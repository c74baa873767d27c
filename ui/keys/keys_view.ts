/**
 * What the page about keys shows. Times are epoch milliseconds.
 *
 * @module
 */

import type { FrameView } from "../views/frame.ts";
import type { SCOPE_WORDS } from "./keys_words.ts";

/** The sections. */
export const TABS = ["keys", "usage", "audit"] as const;
/** See {@linkcode TABS}. */
export type Tab = (typeof TABS)[number];

/** What a key may do. */
export type Scope = keyof typeof SCOPE_WORDS;

/** Limits by the API's names for them. */
export const LIMITS = [
  "requests_per_minute",
  "images_per_minute",
  "max_concurrent_jobs",
  "images_per_day",
  "images_per_month",
  "cost_per_month_usd",
] as const;
/** See {@linkcode LIMITS}. */
export type LimitName = (typeof LIMITS)[number];

/** The texts of a form about a key, by the names of its fields. */
export type KeyForm = Readonly<Record<string, string>>;

/** The page; one section is there. */
export interface KeysView extends FrameView {
  readonly tab: Tab;
  readonly now: number;
  /** Why what was asked for has not been done. */
  readonly refusal?: string | undefined;
  /** A key's text, which is shown this once. */
  readonly made?: { readonly name: string; readonly text: string } | undefined;
  readonly list?: KeyListView | undefined;
  readonly one?: OneKeyView | undefined;
  readonly usage?: UsageView | undefined;
  readonly audit?: readonly AuditRow[] | undefined;
}

/** The keys, newest first. */
export interface KeyListView {
  readonly rows: readonly KeyRow[];
  /** The id before the next page; absent: this is the last. */
  readonly next?: string | undefined;
  readonly scopes: readonly Scope[];
  /** What the form for a new one begins with. */
  readonly form: KeyForm;
  /** Whether that is what was typed, and refused. */
  readonly isRefused: boolean;
  /** Whether callers have to show a key at all. */
  readonly asksForKey: boolean;
}

/** One key, and what can be done to it. */
export interface OneKeyView {
  readonly row: KeyRow;
  readonly scopes: readonly Scope[];
  readonly form: KeyForm;
  /** Whether changes have just been saved. */
  readonly isSaved: boolean;
}

/** A key. */
export interface KeyRow {
  readonly id: string;
  readonly name: string;
  /** How its texts begin. */
  readonly prefix: string;
  readonly status: "active" | "expired" | "revoked";
  readonly scopes: readonly Scope[];
  /** Absent: all. */
  readonly models?: readonly string[] | undefined;
  readonly limits: readonly LimitRow[];
  readonly expiresAt?: number | undefined;
  readonly updatedAt: number;
  /** Until when a text before the present one opens the door too. */
  readonly overlapUntil?: number | undefined;
}

/** A limit, and what counts against it now; costs in US dollars. */
export interface LimitRow {
  readonly name: LimitName;
  readonly most: number;
  readonly used: number;
}

/** By what use is told apart. */
export const SIDES = ["key", "model", "provider"] as const;
/** See {@linkcode SIDES}. */
export type Side = (typeof SIDES)[number];

/** How many days of use can be looked at. */
export const SPANS = ["7", "30", "90"] as const;
/** See {@linkcode SPANS}. */
export type Span = (typeof SPANS)[number];

/** What was used. */
export interface UsageView {
  readonly by: Side;
  readonly days: Span;
  /** The largest first. */
  readonly rows: readonly UsedRow[];
  readonly total: UsedCounts;
  readonly images: UsedOverTime;
  readonly cost: UsedOverTime;
  /** Where the same is as CSV, by the day. */
  readonly csv: string;
}

/** One measure over time; costs in millionths of a US dollar. */
export interface UsedOverTime {
  /** Whose its largest shares are; undefined: the master key's. */
  readonly names: readonly (string | undefined)[];
  /** Whether there is a further one, of all that is smaller. */
  readonly hasRest: boolean;
  readonly moments: readonly {
    readonly label: string;
    readonly tick?: string | undefined;
    readonly values: readonly number[];
  }[];
}

/** What one key, model or provider has used. */
export interface UsedRow extends UsedCounts {
  /** Absent: the master key. */
  readonly name?: string | undefined;
}

/** Costs in US dollars. */
export interface UsedCounts {
  readonly requests: number;
  readonly images: number;
  readonly cost: number;
  readonly cacheHits: number;
  readonly failures: number;
}

/** Something that was done with a key. */
export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly action: "key.created" | "key.changed" | "key.rotated" | "key.revoked";
  /** A key's name; absent: the master key. */
  readonly actor?: string | undefined;
  readonly subject: { readonly id: string; readonly name: string };
  /** What was said, by the API's names. */
  readonly detail: Readonly<Record<string, unknown>>;
}
