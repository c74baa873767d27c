/**
 * What was used: by the caller, or, for administrators, by all.
 *
 * @module
 */

import { dayOf, type Group, group, type Row, type Side, total } from "../access/ledger.ts";
import { failure, Refusal } from "../failure.ts";
import { MICRO_USD } from "../providers/price.ts";
import type { App, AppContext, Services } from "./context.ts";
import { parseFields } from "./parse.ts";
import { UsageQuery, type UsageReport } from "./schemas/usage.ts";

const DAY_MS = 24 * 3_600_000;

/** Days that are shown when nobody says which. */
const USUAL_DAYS = 30;

/** Most days of one report. */
const MOST_DAYS = 366;

const OWN_SIDES = { day: "day", key: "owner", model: "model", provider: "provider" } as const;

/** Adds `GET /v1/usage`. */
export function addUsageRoute(app: App, { access, runtime }: Services): void {
  app.get("/v1/usage", async function getUsage(c) {
    const query = parseFields(UsageQuery, c.req.query());
    const { from, to } = rangeOf(query, runtime.now());
    const sides: Side[] = query.group_by.map((side) => OWN_SIDES[side]);
    const rows: Row[] = [];
    for await (const row of access.ledger.read({ owner: c.get("owner"), from, to })) {
      if (isWanted(row, query)) rows.push(row);
    }
    const groups = group(rows, sides);
    c.header("cache-control", "no-store");
    c.header("vary", "Accept", { append: true });
    if (wantsCsv(c, query)) return c.body(csvOf(groups), 200, CSV_HEADERS);
    const report: UsageReport = {
      object: "usage",
      from,
      to,
      group_by: query.group_by,
      total: viewCounts(total(groups)),
      data: groups.map(viewGroup),
    };
    return c.json(report);
  });
}

const CSV_HEADERS = {
  "content-type": "text/csv; charset=utf-8",
  "content-disposition": 'attachment; filename="usage.csv"',
} as const;

function rangeOf(
  { from: first, to: last }: UsageQuery,
  now: number,
): { readonly from: string; readonly to: string } {
  const to = last ?? dayOf(now);
  const from = first ?? dayOf(Date.parse(to) - (USUAL_DAYS - 1) * DAY_MS);
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days >= 1 && days <= MOST_DAYS) return { from, to };
  const message = days < 1
    ? `from is "${from}": use a day that is not after to, which is "${to}"`
    : `from is "${from}": ask for at most ${MOST_DAYS} days at a time, to is "${to}"`;
  throw new Refusal(failure("invalid_request", message, { param: "from" }));
}

function isWanted(row: Row, { model, provider }: UsageQuery): boolean {
  return (model === undefined || row.model === model) &&
    (provider === undefined || row.provider === provider);
}

function wantsCsv(c: AppContext, { format }: UsageQuery): boolean {
  if (format !== undefined) return format === "csv";
  return /\btext\/csv\b/i.test(c.req.header("accept") ?? "");
}

function viewGroup({ day, owner, model, provider, counts }: Group): UsageReport["data"][number] {
  return { day, key: owner, model, provider, ...viewCounts(counts) };
}

function viewCounts({ cost, cacheHits, ...counts }: Group["counts"]): UsageReport["total"] {
  const { requests, images, failures } = counts;
  return { requests, images, cost_usd: cost / MICRO_USD, cache_hits: cacheHits, failures };
}

const COLUMNS = [
  "day",
  "key",
  "model",
  "provider",
  "requests",
  "images",
  "cost_usd",
  "cache_hits",
  "failures",
] as const;

function csvOf(groups: readonly Group[]): string {
  const rows = groups.map((one) => {
    const view = viewGroup(one);
    return COLUMNS.map((column) => csvField(view[column])).join(",");
  });
  return [COLUMNS.join(","), ...rows, ""].join("\r\n");
}

/** As RFC 4180 has it; what a spreadsheet would take for a formula is shown as text. */
function csvField(value: string | number | null): string {
  const text = String(value ?? "");
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
