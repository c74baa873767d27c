/**
 * Statistics for programs.
 *
 * @module
 */

import type { Ailing } from "../jobs/health.ts";
import { quantileMs } from "../stats/histogram.ts";
import { type Bill, headlineOf, RANGES, spendOf } from "../stats/summary.ts";
import type { RouteTally, Tally } from "../stats/tally.ts";
import type { App } from "./context.ts";
import { unixSeconds } from "./image_answer.ts";
import {
  overlook,
  type Overview,
  type OverviewServices,
  type ProviderOverview,
} from "./overview.ts";
import { parseFields } from "./parse.ts";
import { StatsQuery, type StatsView } from "./schemas/stats.ts";

/** Adds `GET /v1/stats`. */
export function addStatsRoute(app: App, services: OverviewServices): void {
  app.get("/v1/stats", async function getStats(c) {
    const { range } = parseFields(StatsQuery, c.req.query());
    c.header("cache-control", "no-store");
    return c.json(viewStats(await overlook(range, services)));
  });
}

/** An overview as it goes over the wire. */
export function viewStats({ range, now, periods, total, census, providers }: Overview): StatsView {
  return {
    object: "stats",
    range,
    unit: RANGES[range].unit,
    now: { jobs: census.jobs, is_cut: census.isCut },
    total: {
      ...viewHeadline(total),
      failures: { ...total.failures },
      spend: viewSpend(Object.values(total.routes)),
    },
    series: periods.map(({ startAt, tally }) => ({
      start: unixSeconds(startAt),
      ...viewHeadline(tally),
    })),
    providers: providers.map((provider) => viewProvider(provider, now)),
  };
}

function viewHeadline(tally: Tally) {
  const { cacheHits, successRate, p50Ms, p95Ms, ...counts } = headlineOf(tally);
  return {
    ...counts,
    cache_hits: cacheHits,
    success_rate: successRate ?? null,
    p50_seconds: seconds(p50Ms),
    p95_seconds: seconds(p95Ms),
  };
}

function viewProvider(provider: ProviderOverview, now: number): StatsView["providers"][number] {
  const { id, title, isPaid, tally, here, seats, accounts, ailing } = provider;
  const { attempts, failures, work, lag } = tally;
  return {
    id,
    title,
    paid: isPaid ?? null,
    attempts: {
      delivered: attempts.delivered ?? 0,
      failed: attempts.failed ?? 0,
      cancelled: attempts.cancelled ?? 0,
    },
    failures: { ...failures },
    images: work.images ?? 0,
    polls: work.polls ?? 0,
    lag_p50_seconds: seconds(quantileMs(lag, 0.5)),
    lag_p95_seconds: seconds(quantileMs(lag, 0.95)),
    spend: viewSpend([tally]),
    now: { ...here, seats: seats ?? null },
    accounts: accounts.map(({ id, here, concurrency }) => ({
      id,
      ...here,
      seats: concurrency ?? null,
    })),
    troubles: ailing.map((one) => viewTrouble(one, now)),
  };
}

function viewTrouble(
  { patient, kind, message, failures, since, closedUntil }: Ailing,
  now: number,
): StatsView["providers"][number]["troubles"][number] {
  return {
    account: "account" in patient ? patient.account : null,
    model: "model" in patient ? patient.model : null,
    reason: kind,
    message,
    failures,
    since: unixSeconds(since),
    until: closedUntil > now ? unixSeconds(closedUntil) : null,
  };
}

function viewSpend(routes: readonly RouteTally[]): StatsView["total"]["spend"] {
  const { paid, doubtful, saved } = spendOf(routes);
  return { paid: viewBill(paid), doubtful: viewBill(doubtful), saved: viewBill(saved) };
}

function viewBill({ unpricedImages, ...bill }: Bill) {
  return { ...bill, unpriced_images: unpricedImages };
}

/** Three digits: more are not known. */
function seconds(ms: number | undefined): number | null {
  return ms === undefined ? null : Number((ms / 1_000).toPrecision(3));
}
