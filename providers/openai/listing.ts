/**
 * Model cards out of what `GET /models` answers. Pure.
 *
 * @module
 */

import { z } from "zod";
import { type Capabilities, type ModelCard, OPTIONAL_FIELDS, WIRE_NAMES } from "../provider.ts";
import { familyOf, isImageModel } from "./families.ts";

const Words = z.array(z.string()).nullish().catch(undefined);

/** OpenAI gives an id and two dates; other servers tell more, each in its own words. */
const Listed = z.object({
  id: z.string().min(1),
  created: z.number().nullish().catch(undefined),
  /** `2026-10-23` */
  shutdown_date: z.string().nullish().catch(undefined),
  name: z.string().nullish().catch(undefined),
  description: z.string().nullish().catch(undefined),
  type: z.string().nullish().catch(undefined),
  output_modalities: Words,
  architecture: z.object({ input_modalities: Words, output_modalities: Words }).nullish()
    .catch(undefined),
  supported_endpoint_types: Words,
  supported_parameters: Words,
});
type Listed = z.infer<typeof Listed>;

/** The list; entries without an id are left out. */
export const Listing = z.object({
  data: z.array(z.unknown()).transform((entries) =>
    entries.flatMap((entry) => Listed.safeParse(entry).data ?? [])
  ),
});
/** See {@linkcode Listing}. */
export type Listing = z.infer<typeof Listing>;

/** Cards by their ids. */
export type Cards = Readonly<Record<string, ModelCard>>;

/** What a listing is judged by. */
export interface ListingOptions {
  /** OpenAI lists everything that it has, and tells of nothing what it is. */
  readonly isOpenai: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Where the models are, for their descriptions. */
  readonly host: string;
}

/**
 * Cards of the image models in a listing that are not shut down. Where a server says of some model
 * that it makes pictures, these are all; else its ids decide at OpenAI, and elsewhere all are taken.
 */
export function cardsOfListing({ data }: Listing, options: ListingOptions): Cards {
  const tells = data.some((listed) => makesPictures(listed) !== undefined);
  const chosen = data.filter((listed) => {
    if (isShutDown(listed, options.now)) return false;
    if (tells) return makesPictures(listed) === true;
    return !options.isOpenai || isImageModel(listed.id);
  });
  return Object.fromEntries(chosen.map((listed) => [listed.id, cardOf(listed, options.host)]));
}

/** Cards of models of which only the ids are known. */
export function cardsOfIds(ids: readonly string[], host: string): Cards {
  return Object.fromEntries(ids.map((id) => [id, cardOf({ id }, host)]));
}

/** Undefined when the server does not say. */
function makesPictures(listed: Listed): boolean | undefined {
  const outputs = listed.output_modalities ?? listed.architecture?.output_modalities;
  const words = outputs ?? listed.supported_endpoint_types ?? listed.type;
  if (words === undefined || words === null) return undefined;
  return [words].flat().some((word) => /\bimages?\b/i.test(word));
}

function isShutDown({ shutdown_date: date }: Listed, now: number): boolean {
  return Date.parse(date ?? "") <= now;
}

type Known = Partial<Listed> & Pick<Listed, "id">;

function cardOf(listed: Known, host: string): ModelCard {
  const { id, name, description, created } = listed;
  return {
    title: name || id,
    description: description || `${id} at ${host}, through OpenAI's image API.`,
    createdAt: Math.max(0, created ?? 0) * 1_000,
    capabilities: capabilitiesOf(listed),
  };
}

/** What a server says of a model counts where the id says nothing. */
function capabilitiesOf({ id, architecture, supported_parameters: told }: Known): Capabilities {
  const { capabilities } = familyOf(id);
  if (isImageModel(id)) return capabilities;
  const inputs = architecture?.input_modalities;
  return {
    ...capabilities,
    ...(inputs && !inputs.includes("image") ? { operations: ["generate"], maxInputImages: 0 } : {}),
    ...(told?.includes("n") ? { maxImages: 10 } : {}),
    ...(told
      ? { honours: OPTIONAL_FIELDS.filter((field) => told.includes(WIRE_NAMES[field])) }
      : {}),
  };
}
