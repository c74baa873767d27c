/**
 * What is around every page.
 *
 * @module
 */

import type { Motion, Theme } from "../themes.ts";
import type { Lang } from "../words.ts";

/** The frame of a page. */
export interface FrameView {
  readonly lang: Lang;
  /** Absent: light or dark, as the visitor's system is. */
  readonly theme?: Theme | undefined;
  /** Absent: as the visitor's system says. */
  readonly motion?: Motion | undefined;
  /** The path of this page, with its query. */
  readonly path: string;
  /** Whether the visitor has signed in, and so can sign out. */
  readonly isSignedIn: boolean;
  /** Where stylesheet and scripts are, without a trailing slash. */
  readonly assets: string;
  readonly version: string;
}
