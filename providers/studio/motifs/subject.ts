/**
 * What a painter of subjects is given.
 *
 * @module
 */

import type { Stage } from "../stage.ts";
import type { Point } from "../svg.ts";
import type { Tag } from "../words.ts";

/** Where and how large a subject is. */
export interface Placing {
  /** The middle of its foot. */
  readonly foot: Point;
  /** Its height in units. */
  readonly tall: number;
  /** The colour that the prompt gives it. */
  readonly colour?: string;
  /** All that the prompt names. */
  readonly tags: readonly Tag[];
}

/** Paints one subject. */
export type SubjectPainter = (stage: Stage, placing: Placing) => string;
