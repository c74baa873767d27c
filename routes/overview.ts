/**
 * How the service is doing: what happened in a range of time, and how things stand now.
 *
 * @module
 */

import type { Census, Headcount } from "../jobs/census.ts";
import type { Ailing } from "../jobs/health.ts";
import type { Account, Provider } from "../providers/provider.ts";
import type { Period } from "../stats/stats.ts";
import { byProvider, fill, type RangeName, spanOf, sumOf } from "../stats/summary.ts";
import { NO_ROUTE_TALLY, type RouteTally, type Tally } from "../stats/tally.ts";
import type { Services } from "./context.ts";

/** Everything that is known at a moment. */
export interface Overview {
  readonly range: RangeName;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Every stretch of the range, the oldest first. */
  readonly periods: readonly Period[];
  /** All of them together. */
  readonly total: Tally;
  readonly census: Census;
  readonly providers: readonly ProviderOverview[];
}

/** One provider. */
export interface ProviderOverview {
  readonly id: string;
  readonly title: string;
  /** Whether its calls cost money; undefined for one that is switched off by now. */
  readonly isPaid: boolean | undefined;
  /** What its routes did in the range. */
  readonly tally: RouteTally;
  /** Its last failure in the range, and the model that met it. */
  readonly last: (NonNullable<RouteTally["last"]> & { readonly model: string }) | undefined;
  readonly here: Whereabouts;
  /** Attempts that its accounts allow at a time; undefined: no limit. */
  readonly seats: number | undefined;
  /** Those that it has by name. */
  readonly accounts: readonly AccountOverview[];
  /** What is wrong with it now: accounts and models. */
  readonly ailing: readonly Ailing[];
}

/** One of a provider's accounts. */
export interface AccountOverview extends Account {
  readonly here: Whereabouts;
}

/** How many tasks are at a place now. */
export type Whereabouts = Pick<Headcount, "working" | "saving" | "queued">;

/** What an overview is made from. */
export type OverviewServices = Pick<
  Services,
  "stats" | "census" | "ailing" | "registry" | "runtime"
>;

/** Looks at everything. */
export async function overlook(range: RangeName, services: OverviewServices): Promise<Overview> {
  const now = services.runtime.now();
  const [known, census, ailing] = await Promise.all([
    services.stats.read(spanOf(range, now)),
    services.census(),
    services.ailing(),
  ]);
  const periods = fill(known, range, now);
  const total = sumOf(known);
  const providers = overlookProviders(services.registry.providers, { total, census, ailing });
  return { range, now, periods, total, census, providers };
}

interface Known {
  readonly total: Tally;
  readonly census: Census;
  readonly ailing: readonly Ailing[];
}

/** Those that are switched on, then those that were in the range. */
function overlookProviders(providers: readonly Provider[], known: Known): ProviderOverview[] {
  const tallies = byProvider(known.total);
  const off = [...tallies.keys()].filter((id) => !providers.some((one) => one.id === id));
  const all = [...providers, ...off.map((id) => ({ id, title: id, paid: undefined }))];
  return all.map((provider): ProviderOverview => {
    const { id, title, paid } = provider;
    const accounts = "accounts" in provider ? provider.accounts ?? [] : [];
    const places = known.census.places.filter((place) => place.provider === id);
    return {
      id,
      title,
      isPaid: paid,
      tally: tallies.get(id) ?? NO_ROUTE_TALLY,
      last: lastOf(id, known.total),
      here: together(places),
      seats: seatsOf(accounts),
      accounts: accounts.map((account) => ({
        ...account,
        here: together(places.filter((place) => place.account === account.id)),
      })),
      ailing: known.ailing.filter(({ patient }) => patient.provider === id),
    };
  });
}

function together(places: readonly Whereabouts[]): Whereabouts {
  return places.reduce<Whereabouts>((sum, { working, saving, queued }) => ({
    working: sum.working + working,
    saving: sum.saving + saving,
    queued: sum.queued + queued,
  }), { working: 0, saving: 0, queued: 0 });
}

function seatsOf(accounts: readonly Account[]): number | undefined {
  const seats = accounts.reduce((sum, { concurrency = Infinity }) => sum + concurrency, 0);
  return accounts.length === 0 || seats === Infinity ? undefined : seats;
}

function lastOf(provider: string, { routes }: Tally): ProviderOverview["last"] {
  const found = Object.entries(routes).flatMap(([name, { last }]) =>
    last && name.startsWith(`${provider}/`)
      ? [{ ...last, model: name.slice(provider.length + 1) }]
      : []
  );
  return found.toSorted((a, b) => b.at - a.at)[0];
}
