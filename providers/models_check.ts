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
    ...checkSource(table.source, { of: name, now }),
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

function checkRow(row: Row, context: RowContext): Finding[] {
  const { source } = row;
  const listed = source ? checkSource(source, { of: context.id, now: context.now }) : [];
  return [...listed, ...checkPrice(row, context), ...checkEnd(row, context)];
}

function checkPrice({ price, priceSource }: Row, { id, now }: RowContext): readonly Finding[] {
  if (!price) return [look(`${id} has no price`)];
  if (!priceSource) return [look(`${id} has a price without a source`)];
  return checkSource(priceSource, { of: `the price of ${id}`, now });
}

function checkEnd({ shutdown }: Row, { id, table, now }: RowContext): Finding[] {
  if (!shutdown) return [];
  const { on, replacement } = shutdown;
  const days = Math.ceil((Date.parse(on) - now) / DAY_MS);
  const instead = replacement === undefined ? "nothing replaces it" : `take ${replacement}`;
  if (replacement !== undefined && !Object.hasOwn(table.models, replacement)) {
    return [wrong(`${id} is replaced by ${replacement}, which has no row`)];
  }
  if (days <= 0) return [wrong(`${id} ended on ${on}: ${instead}`)];
  return days <= NOTICE_DAYS ? [wrong(`${id} ends on ${on}, in ${days} days: ${instead}`)] : [];
}

function checkAliases({ aliases, models }: AnyTable, name: string): Finding[] {
  return Object.entries(aliases).flatMap(([id, other]) => {
    if (!Object.hasOwn(models, other)) {
      return [wrong(`${name}: ${id} stands for ${other}, which has no row`)];
    }
    return Object.hasOwn(models, id) ? [wrong(`${name}: ${id} is an alias and a row`)] : [];
  });
}

function checkSource(
  { url, on }: AnyTable["source"],
  { of, now }: { readonly of: string; readonly now: number },
): readonly Finding[] {
  if (on === undefined) return [look(`${of} is from a page without a date, ${url}`)];
  const days = Math.floor((now - Date.parse(on)) / DAY_MS);
  return days > FRESH_DAYS ? [look(`${of} is of ${on}, ${days} days ago, from ${url}`)] : [];
}

function wrong(text: string): Finding {
  return { level: "wrong", text };
}

function look(text: string): Finding {
  return { level: "look", text };
}
