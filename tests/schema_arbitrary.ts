/**
 * Made-up values for the schemas of our own OpenAPI description: mostly of the right shape, at its
 * edges and a little beyond, sometimes of no shape at all.
 *
 * @module
 */

import fc from "fast-check";
import { z } from "zod";

/** The part of a JSON schema that is read here. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | string[] | undefined;
  readonly properties?: Record<string, Schema> | undefined;
  readonly items?: Schema | undefined;
  readonly anyOf?: Schema[] | undefined;
  readonly oneOf?: Schema[] | undefined;
  readonly enum?: unknown[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly example?: unknown;
}

const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    properties: z.record(z.string(), Schema).optional(),
    items: Schema.optional(),
    anyOf: z.array(Schema).optional(),
    oneOf: z.array(Schema).optional(),
    enum: z.array(z.unknown()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  })
);

const Operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string(), schema: Schema })).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: Schema })) }).optional(),
});

/** The description, as far as it is read here. */
export const OpenApi = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
});

/** One operation of it. */
export type Operation = z.infer<typeof Operation>;

/** What tends to break things: names of JavaScript's own, paths, markup, other alphabets, halves. */
const NASTY = [
  "",
  " ",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "..%2f..%2f",
  "\u0000",
  "\r\nset-cookie: a=b",
  "<script>alert(1)</script>",
  "'; drop table jobs; --",
  "${7*7}{{7*7}}",
  "\ud800",
  "👩‍🎨🖼️",
  "حصان",
  "a".repeat(5_000),
  "NaN",
  "-1",
  "1e309",
  "null",
  "undefined",
  "data:image/png;base64,AAAA",
  "data:,",
  "http://127.0.0.1/",
  "file:///etc/passwd",
  "64x64",
  "auto",
];

/** Texts, some of which have broken other programs. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...NASTY), weight: 3 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 40 }), weight: 1 },
  { arbitrary: fc.string({ maxLength: 20 }), weight: 2 },
);

const numbers = fc.oneof(
  fc.integer({ min: -2, max: 12 }),
  fc.double(),
  fc.constantFrom(0, -0, 1e21, 2 ** 53, -(2 ** 53), 4_294_967_296, 0.1),
);

/** Anything at all. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  texts,
  numbers,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, true, false, [], {}, [[]], [null]),
);

/** Values for one schema; references are looked up in `schemas`. */
export function valuesFor(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  depth = 0,
): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: wellShaped(schema, schemas, depth), weight: 9 },
    { arbitrary: anything, weight: 1 },
  );
}

const MAX_DEPTH = 4;

function wellShaped(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  depth: number,
): fc.Arbitrary<unknown> {
  const inside = (inner: Schema) => valuesFor(inner, schemas, depth + 1);
  if (depth > MAX_DEPTH) return anything;
  if (schema.$ref !== undefined) return inside(schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if (schema.enum?.length) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices?.length) return fc.oneof(...choices.map(inside));
  const [type] = [schema.type ?? "any"].flat();
  switch (type) {
    case "object":
      return objects(schema.properties ?? {}, inside);
    case "array":
      return fc.array(inside(schema.items ?? {}), { maxLength: 4 });
    case "string":
      return schema.example === undefined ? texts : fc.oneof(texts, fc.constant(schema.example));
    case "integer":
    case "number":
      return fc.oneof(numbers, edgesOf(schema));
    case "boolean":
      return fc.boolean();
    default:
      return anything;
  }
}

function objects(
  properties: Readonly<Record<string, Schema>>,
  inside: (schema: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, inside(schema)]),
  );
  const known = fc.record(fields, { requiredKeys: [], noNullPrototype: true });
  const others = fc.dictionary(texts, anything, { maxKeys: 2, noNullPrototype: true });
  return fc.tuple(known, others).map(([mine, strange]) => ({ ...strange, ...mine }));
}

function edgesOf({ minimum = 0, maximum = 100 }: Schema): fc.Arbitrary<number> {
  return fc.constantFrom(minimum, minimum - 1, minimum + 1, maximum, maximum + 1, maximum - 1);
}
