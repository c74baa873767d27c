/**
 * Optional fields under an upstream's own names. Pure.
 *
 * @module
 */

import type { JsonBody } from "./http.ts";
import { OPTIONAL_FIELDS, type OptionalField } from "./provider.ts";

/** A model's names for those fields that it honours. */
export type FieldNames = Readonly<Partial<Record<OptionalField, string>>>;

/** The fields that have a name. */
export function honouredFields(names: FieldNames): readonly OptionalField[] {
  return OPTIONAL_FIELDS.filter((field) => names[field] !== undefined);
}

/** The values of those fields under their names. */
export function namedFields(
  names: FieldNames,
  values: Readonly<Partial<Record<OptionalField, JsonBody | undefined>>>,
): Readonly<Record<string, JsonBody | undefined>> {
  const named = OPTIONAL_FIELDS.flatMap((field) => {
    const name = names[field];
    return name === undefined ? [] : [[name, values[field]]];
  });
  return Object.fromEntries(named);
}
