/**
 * A picture to be made, as plain data, so that it can be posted to a worker.
 *
 * @module
 */

import type { KuwaharaOptions } from "./filters/kuwahara.ts";
import type { BricksOptions } from "./filters/bricks.ts";
import type { DisplaceOptions } from "./filters/displace.ts";
import type { EdgesOptions } from "./filters/edges.ts";
import type { FacetsOptions } from "./filters/facets.ts";
import type { GradientMapOptions } from "./filters/gradient_map.ts";
import type { GrainOptions } from "./filters/grain.ts";
import type { HalftoneOptions } from "./filters/halftone.ts";
import type { HatchOptions } from "./filters/hatch.ts";
import type { ColourMatrix } from "./filters/matrix.ts";
import type { PencilOptions } from "./filters/pencil.ts";
import type { PosteriseOptions } from "./filters/posterise.ts";
import type { SplitOptions } from "./filters/split.ts";
import type { SpotInksOptions } from "./filters/spot_inks.ts";
import type { TextureOptions } from "./filters/texture.ts";
import type { VignetteOptions } from "./filters/vignette.ts";
import type { OutputFormat, Size } from "./request.ts";

/** Where pixels come from. */
export type RasterSource =
  /** A picture of unknown origin. It is turned upright by its EXIF orientation. */
  | { readonly kind: "encoded"; readonly bytes: Uint8Array<ArrayBuffer> }
  /** A drawing of ours, with `width` and `height` in pixels. */
  | { readonly kind: "svg"; readonly text: string }
  /** One `#rrggbb` colour everywhere. */
  | { readonly kind: "blank"; readonly size: Size; readonly colour: string };

/** A source and what is done to it, in order. */
export interface RasterLayer {
  readonly source: RasterSource;
  readonly steps?: readonly RasterStep[];
}

/** How a layer is laid over what is below it. */
export type BlendMode =
  | "over"
  | "multiply"
  | "screen"
  | "soft-light"
  /** Keeps what is below only where the layer is opaque. */
  | "dest-in";

/** One change to a picture. Lengths are pixels of the picture as it is at that step. */
export type RasterStep =
  | {
    readonly op: "resize";
    readonly size: Size;
    /** `fill` distorts, `cover` crops around the middle, `contain` adds clear borders. */
    readonly fit: "fill" | "cover" | "contain";
    readonly kernel?: "nearest" | "lanczos3";
  }
  /** Grows to a size around the middle; what is added repeats the nearest edge. */
  | { readonly op: "pad"; readonly size: Size }
  | { readonly op: "extract"; readonly leftPx: number; readonly topPx: number; readonly size: Size }
  | { readonly op: "flop" }
  | { readonly op: "blur"; readonly sigmaPx: number }
  | { readonly op: "median"; readonly sizePx: number }
  | { readonly op: "sharpen"; readonly sigmaPx: number }
  | { readonly op: "modulate"; readonly brightness: number; readonly saturation: number }
  | { readonly op: "flatten"; readonly colour: string }
  /** Makes clear pixels show the colour that they have. */
  | { readonly op: "opaque" }
  | {
    readonly op: "composite";
    readonly layer: RasterLayer;
    readonly blend: BlendMode;
    readonly leftPx?: number;
    readonly topPx?: number;
  }
  /** Light spills over from bright parts. */
  | { readonly op: "bloom"; readonly sigmaPx: number; readonly amount: number }
  | { readonly op: "linear"; readonly gain: number; readonly offset: number }
  | { readonly op: "gamma"; readonly gamma: number }
  | { readonly op: "contrast"; readonly amount: number }
  | { readonly op: "negate" }
  | { readonly op: "matrix"; readonly matrix: ColourMatrix }
  /** Black everywhere, the more opaque the lighter it was. */
  | { readonly op: "alphaFromLuma" }
  | { readonly op: "fade"; readonly opacity: number }
  /** Part of the way from this picture to what the steps make of it. */
  | { readonly op: "partly"; readonly share: number; readonly steps: readonly RasterStep[] }
  /** Pixels of `base` come back where `mask` is opaque; both have this picture's size. */
  | { readonly op: "keepBase"; readonly base: RasterLayer; readonly mask: RasterLayer }
  | { readonly op: "gradientMap" } & GradientMapOptions
  | { readonly op: "grain" } & GrainOptions
  | { readonly op: "texture" } & TextureOptions
  | { readonly op: "displace" } & DisplaceOptions
  | { readonly op: "kuwahara" } & KuwaharaOptions
  | { readonly op: "pencil" } & PencilOptions
  | { readonly op: "edges" } & EdgesOptions
  | { readonly op: "hatch" } & HatchOptions
  | { readonly op: "halftone" } & HalftoneOptions
  | { readonly op: "posterise" } & PosteriseOptions
  | { readonly op: "spotInks" } & SpotInksOptions
  | { readonly op: "facets" } & FacetsOptions
  | { readonly op: "bricks" } & BricksOptions
  | { readonly op: "split" } & SplitOptions
  | { readonly op: "vignette" } & VignetteOptions;

/**
 * What is wanted back. `raw` is red, green, blue and alpha, a byte each. `none` decodes every pixel
 * of the source and gives no bytes: it proves that a file is whole.
 */
export interface RasterOutput {
  readonly format: OutputFormat | "raw" | "none";
  /** JPEG, WebP and AVIF, 1 to 100. @default {90} */
  readonly quality?: number;
}

/** A whole task for the raster. */
export interface RasterJob extends RasterLayer {
  readonly output: RasterOutput;
}

/** A finished picture, without metadata. */
export interface RasterImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Whether no pixel lets anything through. */
  readonly isOpaque: boolean;
}

/** What a worker posts back. */
export type RasterAnswer =
  | { readonly kind: "image"; readonly image: RasterImage }
  /** The encoded source cannot be used; `message` may be shown to its owner. */
  | { readonly kind: "bad_source"; readonly message: string }
  | { readonly kind: "bug"; readonly message: string };
