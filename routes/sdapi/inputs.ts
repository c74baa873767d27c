/**
 * The picture that an img2img works on, and its mask: brought to the size that is drawn, as
 * `resize_mode` says, before they are stored.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import { type Fit, fitSteps } from "../../images/fit.ts";
import { readPaintedMask } from "../../images/painted_mask.ts";
import { ImageError } from "../../images/raster.ts";
import type { Size } from "../../images/request.ts";
import {
  type Picture,
  readPicture,
  type StoreContext,
  type StoredInputs,
  storePicture,
} from "../image_inputs.ts";
import { refuseInput } from "../input_bytes.ts";
import type { DrawBody } from "../schemas/sdapi.ts";

/** A1111's numbers; 3 differs from 0 in what its model makes of the stretched picture only. */
const FITS: readonly Fit[] = ["stretch", "crop", "extend", "stretch"];

/** A1111 softens a mask by this where nobody says. */
const MASK_BLUR_PX = 4;

/**
 * Stores the inputs.
 *
 * @param size what will be drawn
 * @throws {Refusal} 404 when there is no picture, `invalid_request` for one that cannot be used
 */
export async function storeDrawInputs(
  body: DrawBody,
  size: Size,
  context: StoreContext,
): Promise<StoredInputs> {
  const [content] = body.init_images ?? [];
  if (content === undefined) throw new Refusal(failure("not_found", "Init image not found"));
  const fit = FITS[body.resize_mode ?? 0] ?? "stretch";
  const read = await readPicture({ param: "init_images[0]", content }, context);
  const mask = body.mask && await readMask(body, { size, fit }, context);
  const picture = await fitPicture(read, { size, fit }, context);
  return {
    inputs: [await storePicture(picture, context)],
    ...(mask ? { mask: await storePicture(mask, context) } : {}),
  };
}

/** What more than one picture comes to. */
export function inputWarnings({ init_images: images = [] }: DrawBody): string[] {
  if (images.length < 2) return [];
  return [`init_images holds ${images.length} pictures: only the first is worked on`];
}

interface Target {
  readonly size: Size;
  readonly fit: Fit;
}

async function fitPicture(
  picture: Picture,
  { size, fit }: Target,
  { services: { raster }, signal }: StoreContext,
): Promise<Pick<Picture, "image" | "size">> {
  const steps = fitSteps(picture.size, size, fit);
  if (steps.length === 0) return picture;
  const source = { kind: "encoded", bytes: picture.image.bytes } as const;
  const { bytes } = await raster.run({ source, steps, output: { format: "png" } }, { signal });
  return { image: { bytes, mediaType: "image/png" }, size };
}

async function readMask(
  body: DrawBody,
  target: Target,
  context: StoreContext,
): Promise<Pick<Picture, "image" | "size">> {
  const { image, size: from } = await readPicture(
    { param: "mask", content: body.mask ?? "" },
    context,
  );
  const { services: { raster }, signal } = context;
  const mask = await readPaintedMask(raster, { image, from }, {
    ...target,
    invert: body.inpainting_mask_invert ?? false,
    blurPx: blurOf(body),
    round: body.mask_round ?? true,
    signal,
  }).catch(refuseDamaged);
  if (mask !== undefined) return { image: mask, size: target.size };
  const colour = body.inpainting_mask_invert ? "black" : "white";
  throw refuseInput("mask", `has nothing ${colour} in it, so nothing would be repainted`);
}

/** `mask_blur` sets both directions where it is given; our blur has one for both. */
function blurOf({ mask_blur: both, mask_blur_x: x, mask_blur_y: y }: DrawBody): number {
  return both ?? Math.max(x ?? MASK_BLUR_PX, y ?? MASK_BLUR_PX);
}

function refuseDamaged(error: unknown): never {
  if (error instanceof ImageError) throw refuseInput("mask", error.message);
  throw error;
}
