/**
 * What a table of models lacks, and which of its rows are past their date. Pure.
 *
 * @module
 */

import type { AnyTable } from "./model_table.ts";

/** Something that somebody should look at. */
export interface Finding {
  /** `wrong`: a request for it fails, or soon will. `look`: it may be out of date. */
  readonly level: "wrong" | "look";
  /** One line, with the table and the row. */
  readonly text: string;
}

const DAY_MS = 86_400_000;

/** An end that is nearer wants its replacement now. */
const NOTICE_DAYS = 60;

/** Prices and ids do not stay longer than this without somebody noticing. */
const FRESH_DAYS = 120;

/**
 * Looks through a table.
 *
 * @param now epoch milliseconds
 */
export function checkTable(
  table: AnyTable,
  { name, now }: { readonly name: string; readonly now: number },
): readonly Finding[] {
  return [
    ...checkAge(table, { name, now }),
    ...checkAliases(table, name),
    ...Object.entries(table.models).flatMap(([id, row]) =>
      checkRow(row, { id: `${name}/${id}`, table, now })
    ),
  ];
}

type Row = AnyTable["models"][string];

interface RowContext {
  readonly id: string;
  readonly table: AnyTable;
  readonly now: number;
}

function checkRow({ price, shutdown }: Row, { id, table, now }: RowContext): Finding[] {
  const unpriced = price ? [] : [look(`${id} has no price`)];
  if (!shutdown) return unpriced;
  const { on, replacement } = shutdown;
  const days = Math.ceil((Date.parse(on) - now) / DAY_MS);
  const instead = replacement === undefined ? "nothing replaces it" : `take ${replacement}`;
  if (replacement !== undefined && !Object.hasOwn(table.models, replacement)) {
    return [...unpriced, wrong(`${id} is replaced by ${replacement}, which has no row`)];
  }
  if (days <= 0) return [...unpriced, wrong(`${id} ended on ${on}: ${instead}`)];
  return days <= NOTICE_DAYS
    ? [...unpriced, wrong(`${id} ends on ${on}, in ${days} days: ${instead}`)]
    : unpriced;
}

function checkAliases({ aliases, models }: AnyTable, name: string): Finding[] {
  return Object.entries(aliases).flatMap(([id, other]) => {
    if (!Object.hasOwn(models, other)) {
      return [wrong(`${name}: ${id} stands for ${other}, which has no row`)];
    }
    return Object.hasOwn(models, id) ? [wrong(`${name}: ${id} is an alias and a row`)] : [];
  });
}

function checkAge({ checked, source }: AnyTable, { name, now }: { name: string; now: number }) {
  const days = Math.floor((now - Date.parse(checked)) / DAY_MS);
  return days > FRESH_DAYS
    ? [look(`${name} was last compared with ${source} on ${checked}, ${days} days ago`)]
    : [];
}

function wrong(text: string): Finding {
  return { level: "wrong", text };
}

function look(text: string): Finding {
  return { level: "look", text };
}
