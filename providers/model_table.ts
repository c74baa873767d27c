/**
 * Tables of models: JSON files beside this one, in `models/`, one per upstream. What rots quickly (ids,
 * prices, ends) is data there, and code only says what a row is made into.
 *
 * @module
 */

import { z } from "zod";
import type { FieldNames } from "./field_names.ts";
import {
  FOUR_MEGAPIXELS,
  KONTEXT,
  NANO_BANANA,
  ONE_MEGAPIXEL,
  type RatioSizes,
  sidesUpTo,
  type SizeRange,
  STABLE_IMAGE,
} from "./offered_sizes.ts";
import { Price } from "./price.ts";
import { OPTIONAL_FIELDS } from "./provider.ts";

const Side = z.int().positive();

/** Ratios that several upstreams draw in the same sizes. */
const SHARED = {
  one_megapixel: ONE_MEGAPIXEL,
  kontext: KONTEXT,
  four_megapixels: FOUR_MEGAPIXELS,
  nano_banana: NANO_BANANA,
  stable_image: STABLE_IMAGE,
} as const;

const SharedName = z.enum([
  "one_megapixel",
  "kontext",
  "four_megapixels",
  "nano_banana",
  "stable_image",
]);

/** Sides within bounds, or the size of each ratio, the default first. */
const Sizes: z.ZodType<SizeRange | RatioSizes> = z.union([
  SharedName.transform((name) => SHARED[name]),
  z.strictObject({ minPx: Side, maxPx: Side, stepPx: Side })
    .transform(({ maxPx, ...bounds }) => sidesUpTo(maxPx, bounds)),
  z.record(z.string().regex(/^\d+:\d+$/), z.tuple([Side, Side])),
]);

/** The model's names for those optional fields that it honours. */
const Fields: z.ZodType<FieldNames> = z.partialRecord(z.enum(OPTIONAL_FIELDS), z.string().min(1));

/**
 * Where something was read, and the day which that page, file or release bears: of a month the first,
 * of several dates in what it lists the newest. Absent: it bears none.
 */
const Source = z.strictObject({ url: z.url(), on: z.iso.date().optional() });

/** What every row has. */
const ROW = {
  title: z.string().min(1),
  /** One or two honest sentences. */
  about: z.string().min(1),
  /** Where the id was read, when that is another place than the table's. */
  source: Source.optional(),
  sizes: Sizes,
  fields: Fields.default({}),
  /** Absent: nobody has said, or it is not a plain one. */
  price: Price.optional(),
  /** Where the price was read. A number from memory has none, and does not belong here. */
  priceSource: Source.optional(),
  /** The first day on which it may be gone, and the id in the same table that is to be taken then. */
  shutdown: z.strictObject({ on: z.iso.date(), replacement: z.string().optional() }).optional(),
} as const;

/** What every table has beside its rows. */
const HEAD = {
  /** Where the ids are listed. */
  source: Source,
  /** Ids that clients have built in, of models that are gone, and the rows that answer to them. */
  aliases: z.record(z.string().min(1), z.string()).default({}),
} as const;

/** What `deno task models:check` looks at in any table. */
export const AnyTable = z.object({
  ...HEAD,
  models: z.record(
    z.string().min(1),
    z.looseObject({
      source: ROW.source,
      price: ROW.price,
      priceSource: ROW.priceSource,
      shutdown: ROW.shutdown,
    }),
  ),
});
/** See {@linkcode AnyTable}. */
export type AnyTable = z.infer<typeof AnyTable>;

/** A table whose rows have these columns beside those of every table. */
export function tableOf<Columns extends z.ZodRawShape>(columns: Columns) {
  return z.strictObject({
    ...HEAD,
    models: z.record(z.string().min(1), z.strictObject({ ...ROW, ...columns })),
  });
}

/** The rows of a table by every id to which they answer, those of gone models last. */
export function rowsOf<Row>({ models, aliases }: {
  readonly models: Readonly<Record<string, Row>>;
  readonly aliases: Readonly<Record<string, string>>;
}): Readonly<Record<string, Row>> {
  const others = Object.entries(aliases).flatMap(([id, other]): [string, Row][] => {
    const row = models[other];
    return row === undefined ? [] : [[id, row]];
  });
  return { ...models, ...Object.fromEntries(others) };
}
