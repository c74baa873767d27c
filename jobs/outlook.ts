/**
 * What a request would probably take and cost.
 *
 * @module
 */

import type { ImageRequest } from "../images/request.ts";
import { pictureUsd } from "../providers/price.ts";
import { type Provider, SOLE_ACCOUNT } from "../providers/provider.ts";
import type { Registry } from "../providers/registry.ts";
import type { Line } from "./line.ts";
import type { Plan } from "./plan.ts";
import { targetSize } from "./target_size.ts";
import { quantileMs } from "./timing.ts";
import type { TimingBook } from "./timing_book.ts";

/** Of the first route; absent: nobody knows. */
export interface Outlook {
  /** From acceptance to the last picture, in ms. */
  readonly waitMs?: number;
  /** For all pictures together, in US dollars. */
  readonly costUsd?: number;
}

/** What is looked up for it. */
export interface OutlookServices {
  readonly registry: Registry;
  readonly timing: TimingBook;
  readonly line: Line;
}

/** A line is not counted further than this. */
const LINE_COUNTED = 500;

/** Looks ahead for a plan. */
export async function lookAhead(
  { routes, tasks }: Plan,
  request: ImageRequest,
  { registry, timing, line }: OutlookServices,
): Promise<Outlook> {
  const [first] = routes;
  const route = first && registry.route(first.provider, first.model);
  if (!first || !route) return {};
  const { provider, card } = route;
  const { size } = targetSize(request, card.capabilities.sizes);
  const before = provider.accounts ? (await line.head(provider.id, LINE_COUNTED)).length : 0;
  const usualMs = quantileMs(await timing.read(first), 0.5);
  const rounds = Math.ceil((before + tasks.length) / seatsOf(provider));
  return {
    ...(usualMs === undefined ? {} : { waitMs: Math.round(usualMs) * Math.max(1, rounds) }),
    ...(card.price ? { costUsd: pictureUsd(card.price, size) * request.n } : {}),
  };
}

/** Attempts that a provider can have at work at a time. */
function seatsOf({ accounts = [SOLE_ACCOUNT] }: Provider): number {
  return accounts.reduce((sum, { concurrency = Infinity }) => sum + concurrency, 0);
}
