/**
 * Keeping a tally small enough for a record. Pure.
 *
 * @module
 */

import { total } from "./counts.ts";
import { mergeRoute, NO_ROUTE_TALLY, type RouteTally, type Tally } from "./tally.ts";

/** One route takes up to a kilobyte of a record's 64. */
const MOST_ROUTES = 40;

/** Stands for the models of a provider that have no line of their own. */
export const OTHER_MODELS = "*";

/** A tally whose quietest routes count as their providers' others, where there are too many. */
export function bounded(tally: Tally): Tally {
  const routes = Object.entries(tally.routes);
  if (routes.length <= MOST_ROUTES) return tally;
  const [busy, quiet] = split(routes);
  const kept = Object.fromEntries(busy);
  for (const [name, route] of quiet) {
    const others = `${name.slice(0, name.indexOf("/"))}/${OTHER_MODELS}`;
    kept[others] = mergeRoute(kept[others] ?? NO_ROUTE_TALLY, route);
  }
  return { ...tally, routes: kept };
}

type Named = [name: string, route: RouteTally];

function split(routes: readonly Named[]): [busy: Named[], quiet: Named[]] {
  const sorted = routes.toSorted(([a, one], [b, other]) => {
    return total(other.attempts) - total(one.attempts) || (a < b ? -1 : 1);
  });
  return [sorted.slice(0, MOST_ROUTES), sorted.slice(MOST_ROUTES)];
}
