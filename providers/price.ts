/**
 * What a picture costs at an upstream. Pure.
 *
 * @module
 */

import { z } from "zod";
import type { Size } from "../images/request.ts";

const usd = z.number().nonnegative();

/** A price in US dollars. */
export const Price = z.strictObject({
  usd,
  /** What is counted. */
  per: z.enum(["image", "megapixel"]),
  /** What one costs instead from so many pixels on; ascending. */
  larger: z.array(z.strictObject({ fromPx: z.int().positive(), usd })).readonly().optional(),
});
/** See {@linkcode Price}. */
export type Price = Readonly<z.infer<typeof Price>>;

/** Parts of a US dollar that sums are kept in: whole numbers add up. */
export const MICRO_USD = 1_000_000;

/** The price of one picture of a size, in US dollars. */
export function pictureUsd({ usd, per, larger = [] }: Price, { widthPx, heightPx }: Size): number {
  const px = widthPx * heightPx;
  const price = larger.findLast(({ fromPx }) => px >= fromPx)?.usd ?? usd;
  return per === "image" ? price : price * px / 1_000_000;
}
