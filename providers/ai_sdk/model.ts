/**
 * A row in the tables of those upstreams that are called through the AI SDK.
 *
 * @module
 */

import { z } from "zod";
import { fitSize } from "../../images/size.ts";
import type { Size } from "../../images/request.ts";
import { honouredFields } from "../field_names.ts";
import { tableOf } from "../model_table.ts";
import { isRange, sizesOf } from "../offered_sizes.ts";
import type { ModelCard, SizeRule } from "../provider.ts";

/** The columns that all of them have. */
export const SDK_COLUMNS = {
  /** The upstream's own name of the model. */
  name: z.string().min(1),
  maxImages: z.int().positive().default(1),
  maxInputImages: z.int().nonnegative().default(0),
  /** Its words for how large a picture is, and by what they multiply the sides in `sizes`. */
  scales: z.record(z.string(), z.int().positive()).default({}),
  /** Whether it is asked for pixels where it has a list of ratios; bounds always are pixels. */
  asksForPixels: z.boolean().default(false),
} as const;

/** A table without further columns. */
export const SdkTable = tableOf(SDK_COLUMNS);
/** A row of {@linkcode SdkTable}. */
export type SdkModel = z.infer<typeof SdkTable>["models"][string];

/** A size as it is asked for: in pixels, or as a ratio and perhaps a scale. */
export type Shape =
  | { readonly kind: "pixels"; readonly size: Size }
  | { readonly kind: "ratio"; readonly ratio: string; readonly scale?: string };

/** How a size is asked for; the nearest of those that the model has. */
export function shapeFor(size: Size, model: SdkModel): Shape {
  if (isRange(model.sizes)) return { kind: "pixels", size };
  const drawn = drawnSizes(model);
  const { size: nearest } = fitSize(size, { kind: "list", sizes: drawn });
  if (model.asksForPixels) return { kind: "pixels", size: nearest };
  const found = drawn.find(({ widthPx, heightPx }) =>
    widthPx === nearest.widthPx && heightPx === nearest.heightPx
  );
  const { ratio = "1:1", scale } = found ?? {};
  return { kind: "ratio", ratio, ...(scale === undefined ? {} : { scale }) };
}

interface DrawnSize extends Size {
  readonly ratio: string;
  readonly scale?: string;
}

/** All sizes of a model with ratios, its default first. */
function drawnSizes({ sizes, scales }: SdkModel): readonly DrawnSize[] {
  const ratios = isRange(sizes) ? [] : Object.entries(sizes);
  const named = Object.entries(scales).map(([scale, factor]) => ({ scale, factor }));
  return (named.length > 0 ? named : [{ factor: 1 }]).flatMap(({ factor, ...scale }) =>
    ratios.map(([ratio, [width, height]]) => ({
      ...scale,
      ratio,
      widthPx: width * factor,
      heightPx: height * factor,
    }))
  );
}

/** The model as callers see it. */
export function sdkCard(model: SdkModel, at: string): ModelCard {
  const { title, name, about, price, maxImages, maxInputImages } = model;
  return {
    title: `${title} (${at})`,
    description: `${name} at ${at}. ${about}`,
    createdAt: Date.UTC(2026, 10, 1),
    capabilities: {
      operations: maxInputImages > 0 ? ["generate", "edit"] : ["generate"],
      maxImages,
      maxInputImages,
      inputTypes: ["image/png", "image/jpeg", "image/webp"],
      sizes: ruleOf(model),
      honours: honouredFields(model.fields),
    },
    ...(price ? { price } : {}),
  };
}

function ruleOf(model: SdkModel): SizeRule {
  if (isRange(model.sizes)) return sizesOf(model.sizes);
  const sizes = drawnSizes(model).map(({ widthPx, heightPx }) => ({ widthPx, heightPx }));
  return { kind: "list", sizes };
}
