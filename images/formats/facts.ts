/**
 * What a picture's header says of it, whatever its format.
 *
 * @module
 */

/** Read from the header alone; the pixels may still be damaged. */
export interface HeaderFacts {
  /** As stored, before any orientation is applied. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasAlpha: boolean;
  /** EXIF orientation, 1 to 8; 1 is upright. */
  readonly orientation: number;
  /** Whether it carries EXIF, XMP, IPTC or text beside the pixels. */
  readonly hasMetadata: boolean;
}
