/**
 * Puts right what clients write differently without meaning anything else: other names for a field,
 * and null or empty values for "not given". Pure.
 *
 * @module
 */

/** Fields under the API's own names, and what was left over. */
export interface TidyFields {
  readonly fields: Readonly<Record<string, unknown>>;
  /** The caller's own spelling of each field, to name it in an error. */
  readonly spelling: Readonly<Record<string, string>>;
  /** Fields that mean nothing to us, in the caller's spelling. */
  readonly unknown: readonly string[];
}

/** Other services' names for our fields; camelCase needs no entry. */
const SYNONYMS: Readonly<Record<string, string>> = {
  image_size: "size",
  resolution: "size",
  ratio: "aspect_ratio",
  batch_size: "n",
  num_images: "n",
  number_of_images: "n",
  num_inference_steps: "steps",
  guidance: "guidance_scale",
  cfg: "guidance_scale",
  cfg_scale: "guidance_scale",
  denoising_strength: "strength",
  image_url: "image",
  image_urls: "images",
  init_images: "images",
  input_references: "images",
  mask_url: "mask",
  webhook_url: "webhook",
};

/**
 * Sorts a body's fields. Where one field is given under several names, its own name wins.
 *
 * @param known the names that the API has
 * @example
 * ```ts
 * import { tidyFields } from "./tidy.ts";
 *
 * tidyFields({ batch_size: 2, seed: null, foo: 1 }, ["n", "seed"]);
 * // { fields: { n: 2 }, spelling: { n: "batch_size" }, unknown: ["foo"] }
 * ```
 */
export function tidyFields(
  body: Readonly<Record<string, unknown>>,
  known: readonly string[],
): TidyFields {
  const given = Object.entries(body).filter(([, value]) => isGiven(value));
  const named = given.map(([spelt, value]) => ({ spelt, value, name: ownName(spelt, known) }));
  const taken = named.filter(({ name }) => name !== undefined)
    .toSorted((a, b) => Number(a.spelt === a.name) - Number(b.spelt === b.name));
  return {
    fields: Object.fromEntries(taken.map(({ name, value }) => [name, value])),
    spelling: Object.fromEntries(taken.map(({ name, spelt }) => [name, spelt])),
    unknown: named.filter(({ name }) => name === undefined).map(({ spelt }) => spelt),
  };
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

function ownName(spelt: string, known: readonly string[]): string | undefined {
  if (known.includes(spelt)) return spelt;
  const snake = spelt.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  if (known.includes(snake)) return snake;
  const name = Object.hasOwn(SYNONYMS, snake) ? SYNONYMS[snake] : undefined;
  return name !== undefined && known.includes(name) ? name : undefined;
}
