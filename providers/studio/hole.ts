/**
 * Finds where a mask is clear.
 *
 * @module
 */

import type { Raster, RasterRunOptions } from "../../images/raster.ts";
import type { RasterLayer } from "../../images/raster_job.ts";
import type { Size } from "../../images/request.ts";

/** The rectangle around a mask's clear pixels. */
export interface Hole {
  readonly leftPx: number;
  readonly topPx: number;
  readonly size: Size;
}

/** Enough to place a painting by; the mask itself decides about each pixel. */
const LOOK_PX = 128;

/** Looks at the mask in small; undefined when it is clear nowhere. */
export async function findHole(
  raster: Raster,
  mask: RasterLayer,
  { size, ...options }: { readonly size: Size } & RasterRunOptions,
): Promise<Hole | undefined> {
  const small = {
    widthPx: Math.min(LOOK_PX, size.widthPx),
    heightPx: Math.min(LOOK_PX, size.heightPx),
  };
  const steps = [...mask.steps ?? [], { op: "resize", size: small, fit: "fill" } as const];
  const job = { source: mask.source, steps, output: { format: "raw" } } as const;
  const { bytes } = await raster.run(job, options);
  const clear = [...bytes.keys()].filter((i) => i % 4 === 3 && (bytes[i] ?? 255) < 128)
    .map((i) => (i - 3) / 4);
  if (clear.length === 0) return undefined;
  const across = rangeOf(clear.map((at) => at % small.widthPx), size.widthPx / small.widthPx);
  const down = rangeOf(
    clear.map((at) => Math.floor(at / small.widthPx)),
    size.heightPx / small.heightPx,
  );
  return {
    leftPx: across.start,
    topPx: down.start,
    size: { widthPx: across.length, heightPx: down.length },
  };
}

function rangeOf(places: readonly number[], scale: number) {
  const lowest = places.reduce((low, place) => Math.min(low, place), Infinity);
  const highest = places.reduce((high, place) => Math.max(high, place), 0);
  const start = Math.floor(lowest * scale);
  return { start, length: Math.max(1, Math.round((highest + 1) * scale) - start) };
}
