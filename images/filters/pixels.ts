/**
 * A decoded picture.
 *
 * @module
 */

/** Red, green, blue and alpha, one byte each, row by row, not premultiplied; all of their buffer. */
export interface Pixels {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Whether no pixel lets anything through. */
export function isOpaque({ bytes }: Pixels): boolean {
  for (let i = 3; i < bytes.length; i += 4) if (bytes[i] !== 255) return false;
  return true;
}
