/**
 * What was used: by the caller, or, for administrators, by all.
 *
 * @module
 */

import { type Group, group, type Side, total } from "../access/ledger.ts";
import { MICRO_USD } from "../providers/price.ts";
import type { App, AppContext, Services } from "./context.ts";
import { parseFields } from "./parse.ts";
import { UsageQuery, type UsageReport } from "./schemas/usage.ts";
import { readUsage } from "./used.ts";

const OWN_SIDES = { day: "day", key: "owner", model: "model", provider: "provider" } as const;

/** Adds `GET /v1/usage`. */
export function addUsageRoute(app: App, { access, runtime }: Services): void {
  app.get("/v1/usage", async function getUsage(c) {
    const query = parseFields(UsageQuery, c.req.query());
    const sides: Side[] = query.group_by.map((side) => OWN_SIDES[side]);
    const { from, to, rows } = await readUsage(c.get("owner"), query, { access, runtime });
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
