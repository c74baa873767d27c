/**
 * What a painted piece of country is.
 *
 * @module
 */

import type { Point } from "./svg.ts";

/** Country below the sky, with room for a subject. */
export interface Ground {
  /** Painted before the subject. */
  readonly back: readonly string[];
  /** Painted over its feet. */
  readonly front: readonly string[];
  /** Where a subject stands. */
  readonly seat: Point;
}
