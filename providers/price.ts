/**
 * What a picture costs at an upstream. Pure.
 *
 * @module
 */

import type { Size } from "../images/request.ts";

/** A price in US dollars. */
export interface Price {
  readonly usd: number;
  /** What is counted. */
  readonly per: "image" | "megapixel";
}

/** Parts of a US dollar that sums are kept in: whole numbers add up. */
export const MICRO_USD = 1_000_000;

/** The price of one picture of a size, in US dollars. */
export function pictureUsd({ usd, per }: Price, { widthPx, heightPx }: Size): number {
  return per === "image" ? usd : usd * widthPx * heightPx / 1_000_000;
}
