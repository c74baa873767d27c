/**
 * On which size a checkpoint was trained. Pure.
 *
 * @module
 */

/** The side in pixels. Nothing tells it but the checkpoint's name. */
export function trainedSidePx(name: string): number {
  return /xl|flux|sd[ _-]?3|pony|illustrious|noob|qwen|z[ _-]?image/i.test(name) ? 1_024 : 512;
}
