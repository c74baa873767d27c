/**
 * How large a picture may be.
 *
 * @module
 */

/** Most pixels of a picture that we decode: 200 MB of memory at four bytes each. */
export const MAX_PIXELS = 50_000_000;
