/**
 * The gallery: jobs, newest first.
 *
 * @module
 */

import type { FrameView } from "./frame.ts";
import type { JobStatus } from "./job.ts";
import type { PictureView } from "./job_page.ts";

/** What is looked for, as the address of the page says it; empty where it does not matter. */
export interface GalleryQuery {
  readonly q: string;
  readonly model: string;
  readonly status: "" | JobStatus;
  /** Such as `2026-01-31`: nothing older. */
  readonly from: string;
  /** Nothing younger. */
  readonly to: string;
  /** Minutes from the visitor's own time to UTC, as `Date.getTimezoneOffset` gives them. */
  readonly tz: string;
}

/** A job among others. */
export interface TileView {
  readonly id: string;
  readonly status: JobStatus;
  /** 0 to 100. */
  readonly progress: number;
  readonly prompt: string;
  readonly model: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly pictures: readonly PictureView[];
  /** Why there is none: a row of the failure table. */
  readonly failure?: string;
}

/** A page of tiles. */
export interface TilesView {
  readonly tiles: readonly TileView[];
  /** The address of the next page, on our own and as a part; absent: there is no more. */
  readonly more?: { readonly href: string; readonly part: string };
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The page. */
export interface GalleryView extends FrameView, TilesView {
  readonly query: GalleryQuery;
  /** Whether anything is looked for at all. */
  readonly isFiltered: boolean;
  /** To choose from. */
  readonly models: readonly string[];
}
