/**
 * What the studio shows.
 *
 * @module
 */

import type { FrameView } from "./frame.ts";
import type { JobCardView } from "./job_card.ts";

/** The studio. */
export interface StudioView extends FrameView {
  readonly models: readonly ModelChoice[];
  readonly styles: readonly Choice[];
  /** What the form begins with, by the fields' names on the wire. */
  readonly values: Readonly<Record<string, string>>;
  /** Addresses of pictures to begin with. */
  readonly references: readonly string[];
  /** The newest jobs, newest first. */
  readonly jobs: readonly JobCardView[];
}

/** One of several. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A model, and what it can do. */
export interface ModelChoice {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Who is asked first. */
  readonly provider: string;
  /** Most pictures that it takes to work on; 0: words only. */
  readonly maxInputImages: number;
  /** Whether it does nothing without one. */
  readonly needsInput: boolean;
  /** Optional fields that have an effect, by their names on the wire. */
  readonly honours: readonly string[];
  /** Sizes that it draws, where it has a list of them. */
  readonly sizes: readonly string[];
  readonly price?: { readonly usd: number; readonly per: "image" | "megapixel" };
}
