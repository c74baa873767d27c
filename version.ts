/**
 * The release.
 *
 * @module
 */

/** Darkroom's version, as in the User-Agent of its calls. */
export const VERSION = "0.1.0";
