/**
 * An overview as the dashboard shows it. Pure.
 *
 * @module
 */

import type { Ailing } from "../../jobs/health.ts";
import type { Counts } from "../../stats/counts.ts";
import { quantileMs } from "../../stats/histogram.ts";
import type { Period } from "../../stats/stats.ts";
import { headlineOf, RANGES, spendOf } from "../../stats/summary.ts";
import { mergeRoute, NO_ROUTE_TALLY, type RouteTally, type Tally } from "../../stats/tally.ts";
import type {
  DashboardView,
  FailureView,
  HeadlineView,
  MomentView,
  OpenView,
  ProviderView,
  TroubleView,
} from "../../ui/views/dashboard.ts";
import type { Overview, ProviderOverview } from "../overview.ts";
import { type Clock, DAY_ZONE, type Names, namesFor, TIME } from "./moments.ts";

/** See the module. */
export function viewDashboard(overview: Overview, clock: Clock): DashboardView {
  const { range, now, periods, total, providers } = overview;
  const { unit, count } = RANGES[range];
  const zone = unit === "day" ? DAY_ZONE : clock.zone;
  const time = new Intl.DateTimeFormat(clock.lang, { ...TIME, second: "2-digit", timeZone: zone });
  const names = namesFor(unit, count, clock);
  const all = Object.values(total.routes).reduce(mergeRoute, NO_ROUTE_TALLY);
  const { work, lag } = all;
  return {
    lang: clock.lang,
    range,
    unit,
    zone,
    time: time.format(now),
    now,
    headline: viewHeadline(total),
    open: viewOpen(overview),
    moments: periods.map((period) => viewMoment(period, names)),
    failures: viewFailures(total),
    spend: spendOf([all]),
    polling: { polls: work.polls ?? 0, ...quantiles(lag) },
    providers: providers.map((provider) => viewProvider(provider, now)),
  };
}

function viewHeadline(tally: Tally): HeadlineView {
  return { ...headlineOf(tally), refused: tally.calls.refused ?? 0 };
}

function viewOpen({ census: { jobs, isCut, places } }: Overview): OpenView {
  const sum = (kind: "working" | "saving" | "queued") =>
    places.reduce((sum, place) => sum + place[kind], 0);
  return { jobs, isCut, working: sum("working"), saving: sum("saving"), queued: sum("queued") };
}

function viewMoment({ startAt, tally }: Period, names: Names): MomentView {
  const { completed, failed, cancelled, joined, p50Ms, p95Ms } = headlineOf(tally);
  const tick = names.tick(startAt);
  const lag = Object.values(tally.routes).reduce(mergeRoute, NO_ROUTE_TALLY).lag;
  const { p50Ms: lagP50Ms, p95Ms: lagP95Ms } = quantiles(lag);
  return {
    label: names.label(startAt),
    ...(tick === undefined ? {} : { tick }),
    completed,
    failed,
    cancelled,
    joined,
    ...(p50Ms === undefined ? {} : { p50Ms }),
    ...(p95Ms === undefined ? {} : { p95Ms }),
    ...(lagP50Ms === undefined ? {} : { lagP50Ms }),
    ...(lagP95Ms === undefined ? {} : { lagP95Ms }),
  };
}

function quantiles(times: Counts): { readonly p50Ms?: number; readonly p95Ms?: number } {
  const [p50Ms, p95Ms] = [quantileMs(times, 0.5), quantileMs(times, 0.95)];
  return p50Ms === undefined || p95Ms === undefined ? {} : { p50Ms, p95Ms };
}

/** Kinds of failures of requests and of attempts, the most frequent first. */
function viewFailures({ failures, routes }: Tally): FailureView[] {
  const named = Object.entries(routes);
  const attempts = named.map(([, route]) => route).reduce(mergeRoute, NO_ROUTE_TALLY).failures;
  const kinds = new Set([...Object.keys(failures), ...Object.keys(attempts)]);
  const views = [...kinds].map((kind): FailureView => ({
    kind,
    calls: failures[kind] ?? 0,
    attempts: attempts[kind] ?? 0,
    places: placesOf(kind, named),
  }));
  return views.toSorted((a, b) => b.calls + b.attempts - a.calls - a.attempts);
}

function placesOf(kind: string, routes: readonly [string, RouteTally][]): string[] {
  const times = ([, { failures }]: [string, RouteTally]) => failures[kind] ?? 0;
  return routes.filter((route) => times(route) > 0)
    .toSorted((a, b) => times(b) - times(a))
    .map(([name]) => name);
}

function viewProvider(provider: ProviderOverview, now: number): ProviderView {
  const { id, title, tally: { attempts, work, lag }, here, seats, accounts } = provider;
  const lagP95Ms = quantileMs(lag, 0.95);
  return {
    id,
    title,
    state: stateOf(provider, now),
    working: here.working,
    ...(seats === undefined ? {} : { seats }),
    queued: here.queued,
    delivered: attempts.delivered ?? 0,
    failed: attempts.failed ?? 0,
    cancelled: attempts.cancelled ?? 0,
    polls: work.polls ?? 0,
    ...(lagP95Ms === undefined ? {} : { lagP95Ms }),
    spend: spendOf([provider.tally]),
    accounts: accounts.length < 2 ? [] : accounts.map(({ id, here, concurrency }) => ({
      id,
      working: here.working,
      ...(concurrency === undefined ? {} : { seats: concurrency }),
    })),
    troubles: provider.ailing.map((one) => viewAiling(one, now)),
    ...(provider.last && provider.ailing.length === 0 ? { last: provider.last } : {}),
  };
}

function stateOf({ isPaid, ailing }: ProviderOverview, now: number): ProviderView["state"] {
  if (isPaid === undefined) return "off";
  if (ailing.some(({ closedUntil }) => closedUntil > now)) return "resting";
  return ailing.length > 0 ? "ailing" : "well";
}

function viewAiling({ patient, kind, message, closedUntil }: Ailing, now: number): TroubleView {
  return {
    where: "account" in patient ? patient.account : patient.model,
    kind,
    message,
    ...(closedUntil > now ? { restsMs: closedUntil - now } : {}),
  };
}
