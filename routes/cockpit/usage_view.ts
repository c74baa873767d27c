/**
 * What the page shows of the ledger.
 *
 * @module
 */

import { OPERATOR } from "../../access/caller.ts";
import { type Count, dayOf, type Group, group, type Row, total } from "../../access/ledger.ts";
import { EVERYBODY } from "../../jobs/job.ts";
import { MICRO_USD } from "../../providers/price.ts";
import {
  type Side,
  SIDES,
  SPANS,
  type UsageView,
  type UsedCounts,
  type UsedOverTime,
} from "../../ui/keys/keys_view.ts";
import type { Lang } from "../../ui/words.ts";
import type { AppContext } from "../context.ts";
import { DAY_MS, readUsage, type Used } from "../used.ts";
import { DAY_ZONE, namesFor } from "./moments.ts";
import type { CockpitServices } from "./page.ts";
import { lookOf } from "./visitor.ts";

/** Shares that are drawn one by one. */
const MOST_SHARES = 3;

const OWN_SIDES = { key: "owner", model: "model", provider: "provider" } as const;

/** A share's name; undefined: the master key. */
type NameOf = (value: string) => string | undefined;

/** What everybody has used, told apart as the query says. */
export async function viewUsage(c: AppContext, services: CockpitServices): Promise<UsageView> {
  const by = SIDES.find((side) => side === c.req.query("by")) ?? "key";
  const days = SPANS.find((span) => span === c.req.query("days")) ?? "30";
  const from = dayOf(services.runtime.now() - (Number(days) - 1) * DAY_MS);
  const used = await readUsage(EVERYBODY, { from }, services);
  const nameOf = await namesOf(by, services);
  const chart = (count: Count) => overTime(used, { count, by, nameOf, lang: lookOf(c).lang });
  const groups = group(used.rows, [OWN_SIDES[by]]);
  return {
    by,
    days,
    rows: byShare(groups, "images").map((one) => ({
      name: nameOf(one[OWN_SIDES[by]] ?? ""),
      ...viewCounts(one.counts),
    })),
    total: viewCounts(total(groups)),
    images: chart("images"),
    cost: chart("cost"),
    csv: csvOf(used, by),
  };
}

async function namesOf(by: Side, { access: { keys } }: CockpitServices): Promise<NameOf> {
  if (by !== "key") return (value) => value;
  const names = new Map((await keys.list()).map(({ id, name }) => [id, name]));
  return (id) => id === OPERATOR ? undefined : names.get(id) ?? id;
}

interface Drawn {
  readonly count: Count;
  readonly by: Side;
  readonly nameOf: NameOf;
  readonly lang: Lang;
}

/** The largest shares, and all others together. */
function overTime(used: Used, { count, by, nameOf, lang }: Drawn): UsedOverTime {
  const side = OWN_SIDES[by];
  const shares = byShare(group(used.rows, [side]), count).filter((one) => one.counts[count] > 0);
  const shown = shares.slice(0, MOST_SHARES).map((one) => one[side] ?? "");
  const days = daysOf(used);
  const names = namesFor("day", days.length, { lang, zone: DAY_ZONE });
  const hasRest = shares.length > shown.length;
  return {
    names: shown.map(nameOf),
    hasRest,
    moments: days.map((day) => {
      const at = Date.parse(day);
      const rows = used.rows.filter((row) => row.day === day);
      const values = shown.map((value) => sumOf(rows.filter((row) => row[side] === value), count));
      const rest = sumOf(rows, count) - values.reduce((sum, value) => sum + value, 0);
      return {
        label: names.label(at),
        tick: names.tick(at),
        values: hasRest ? [...values, rest] : values,
      };
    }),
  };
}

function byShare(groups: readonly Group[], count: Count): Group[] {
  return groups.toSorted((a, b) => b.counts[count] - a.counts[count]);
}

function sumOf(rows: readonly Row[], count: Count): number {
  return rows.reduce((sum, { counts }) => sum + (counts[count] ?? 0), 0);
}

function daysOf({ from, to }: Used): string[] {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return Array.from({ length: days }, (_, day) => dayOf(Date.parse(from) + day * DAY_MS));
}

function viewCounts({ cost, ...counts }: Group["counts"]): UsedCounts {
  return { ...counts, cost: cost / MICRO_USD };
}

function csvOf({ from, to }: Used, by: Side): string {
  const query = { from, to, group_by: `day,${by}`, owner: EVERYBODY, format: "csv" };
  return `/v1/usage?${new URLSearchParams(query)}`;
}
