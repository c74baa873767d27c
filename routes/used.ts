/**
 * What the ledger says of some days, whoever asks: the API, or the cockpit's page.
 *
 * @module
 */

import { dayOf, type Row } from "../access/ledger.ts";
import { failure, Refusal } from "../failure.ts";
import type { Services } from "./context.ts";
import type { UsageQuery } from "./schemas/usage.ts";

/** Which days, as `2026-11-21` in UTC, both included; and what of them. */
export type UsageWish = Pick<Partial<UsageQuery>, "from" | "to" | "model" | "provider">;

/** Some days, and what was used in them. */
export interface Used {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly Row[];
}

/** In ms. */
export const DAY_MS = 24 * 3_600_000;

/** Days that are shown when nobody says which. */
const USUAL_DAYS = 30;

/** Most days of one report. */
const MOST_DAYS = 366;

/**
 * What an owner used, or everybody.
 *
 * @throws {Refusal} when the days are none, or too many
 */
export async function readUsage(
  owner: string,
  wish: UsageWish,
  { access, runtime }: Pick<Services, "access" | "runtime">,
): Promise<Used> {
  const { from, to } = rangeOf(wish, runtime.now());
  const rows: Row[] = [];
  for await (const row of access.ledger.read({ owner, from, to })) {
    if (isWanted(row, wish)) rows.push(row);
  }
  return { from, to, rows };
}

function rangeOf({ from: first, to: last }: UsageWish, now: number): Omit<Used, "rows"> {
  const to = last ?? dayOf(now);
  const from = first ?? dayOf(Date.parse(to) - (USUAL_DAYS - 1) * DAY_MS);
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days >= 1 && days <= MOST_DAYS) return { from, to };
  const message = days < 1
    ? `from is "${from}": use a day that is not after to, which is "${to}"`
    : `from is "${from}": ask for at most ${MOST_DAYS} days at a time, to is "${to}"`;
  throw new Refusal(failure("invalid_request", message, { param: "from" }));
}

function isWanted(row: Row, { model, provider }: UsageWish): boolean {
  return (model === undefined || row.model === model) &&
    (provider === undefined || row.provider === provider);
}
