/**
 * Variations: the input seen anew, as the seed wills.
 *
 * @module
 */

import { hueMatrix, saturationMatrix, warmthMatrix } from "../../images/filters/matrix.ts";
import { type Random, seededRandom } from "../../images/random.ts";
import type { RasterLayer, RasterStep } from "../../images/raster_job.ts";
import type { EncodedImage, Size } from "../../images/request.ts";
import { type Finish, toolsFor } from "./looks.ts";
import { paletteFor } from "./palette.ts";

/** One variation. */
export interface Variation {
  readonly input: EncodedImage;
  readonly seed: number;
  readonly size: Size;
}

/** Another crop, other colours, another surface. Nothing is invented. */
export function variationLayer({ input, seed, size }: Variation): RasterLayer {
  const random = seededRandom(seed).fork("variation");
  const palette = paletteFor({ time: "day", tags: [], colours: [] });
  return {
    source: { kind: "encoded", bytes: input.bytes },
    steps: [
      ...cropSteps(random, size),
      ...random.chance(0.3) ? [{ op: "flop" } as const] : [],
      ...colourSteps(random),
      ...surfaceSteps(random, { size, seed, palette }),
    ],
  };
}

/** A little closer, and a little aside. */
function cropSteps(random: Random, size: Size): readonly RasterStep[] {
  const zoom = random.between(1.03, 1.18);
  const larger = {
    widthPx: Math.ceil(size.widthPx * zoom),
    heightPx: Math.ceil(size.heightPx * zoom),
  };
  const leftPx = random.whole(0, larger.widthPx - size.widthPx);
  const topPx = random.whole(0, larger.heightPx - size.heightPx);
  return [{ op: "resize", size: larger, fit: "cover" }, { op: "extract", leftPx, topPx, size }];
}

function colourSteps(random: Random): readonly RasterStep[] {
  const turn = random.between(10, 38) * (random.chance(0.5) ? 1 : -1);
  return [
    { op: "matrix", matrix: hueMatrix(turn) },
    { op: "matrix", matrix: warmthMatrix(random.between(-0.35, 0.35)) },
    { op: "matrix", matrix: saturationMatrix(random.between(0.85, 1.3)) },
    { op: "gamma", gamma: random.between(0.9, 1.14) },
  ];
}

function surfaceSteps(random: Random, finish: Finish): readonly RasterStep[] {
  const { px, seed } = toolsFor(finish);
  const surfaces: readonly [readonly RasterStep[], ...(readonly RasterStep[])[]] = [
    [{ op: "kuwahara", radiusPx: px(3) }],
    [{ op: "texture", amount: 0.12, scalePx: px(140), octaves: 4, seed }],
    [{ op: "bloom", sigmaPx: px(24), amount: 0.4 }],
    [{ op: "grain", amount: 0.05, seed }, { op: "vignette", amount: 0.3 }],
  ];
  return random.pick(surfaces);
}
