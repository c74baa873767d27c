/**
 * A picture that is not due yet, as the handle by which it is asked for. It holds all that the
 * picture needs, so that any process can draw it when the time has come.
 *
 * @module
 */

import { z } from "zod";
import { Size } from "../../images/request.ts";
import { Scene } from "./scene.ts";

/** See the module. Well under 4 kB: of the prompt only the words that the studio knows are kept. */
export const StudioHandle = z.object({
  v: z.literal(1),
  scene: Scene,
  /** Seed of the first of `n` pictures. */
  seed: z.number().int().nonnegative(),
  n: z.number().int().positive(),
  size: Size,
  detail: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  transparent: z.boolean(),
  colourfulness: z.enum(["vivid", "natural", "plain"]),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  dueAt: z.number(),
  /** Previews that were asked for, and how many have been shown. */
  previews: z.number().int().nonnegative(),
  previewsShown: z.number().int().nonnegative(),
});
/** See {@linkcode StudioHandle}. */
export type StudioHandle = z.infer<typeof StudioHandle>;

/** How far the picture is, 0 to 0.99: it is done when it is delivered. */
export function progressOf({ startedAt, dueAt }: StudioHandle, now: number): number {
  return Math.min(0.99, Math.max(0, (now - startedAt) / Math.max(1, dueAt - startedAt)));
}
