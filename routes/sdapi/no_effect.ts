/**
 * Which of A1111's fields change nothing here. Clients send them all, most with values that ask for
 * nothing: only the others are worth a warning. Pure.
 *
 * @module
 */

import type { DrawBody } from "../schemas/sdapi.ts";

type Values = readonly unknown[];
type Table = Partial<Record<keyof DrawBody, Values>>;

/** Fields without effect here, with the values that ask for nothing. */
const ALWAYS: Table = {
  restore_faces: [false],
  tiling: [false],
  subseed_strength: [0],
  refiner_checkpoint: ["None"],
  eta: [0, 1],
  s_min_uncond: [0],
  s_churn: [0],
  s_tmax: [0],
  s_tmin: [0],
  s_noise: [0, 1],
  seed_resize_from_h: [-1, 0],
  seed_resize_from_w: [-1, 0],
  distilled_cfg_scale: [3.5],
  image_cfg_scale: [1.5],
  initial_noise_multiplier: [0, 1],
  latent_mask: [],
  firstpass_image: [],
};
const WITH_HIRES: Table = {
  hr_second_pass_steps: [0],
  hr_checkpoint_name: ["Use same checkpoint"],
  hr_sampler_name: ["Use same sampler"],
  hr_scheduler: ["Use same scheduler"],
  hr_prompt: [],
  hr_negative_prompt: [],
  hr_cfg: [1],
};
const WITH_MASK: Table = { inpainting_fill: [1], inpaint_full_res: [false] };

/** A warning for each field that asks for something which is not done here. */
export function withoutEffect(body: DrawBody): string[] {
  const table = {
    ...ALWAYS,
    ...(body.enable_hr ? WITH_HIRES : {}),
    ...(body.mask ? WITH_MASK : {}),
  };
  const given = new Map<string, unknown>(Object.entries(body));
  return Object.entries(table)
    .filter(([field, harmless]) => given.has(field) && !harmless.includes(given.get(field)))
    .map(([field]) => `${field} dropped: it has no effect here`);
}
