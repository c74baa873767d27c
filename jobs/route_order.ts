/**
 * In which order a model's routes are tried. Pure.
 *
 * @module
 */

import type { ImageRequest } from "../images/request.ts";
import { pictureUsd } from "../providers/price.ts";
import { AUTO, type Model, type RouteChoice } from "../providers/registry.ts";
import { targetSize } from "./target_size.ts";

/** What the choice depends on, beside the request. */
export interface OrderContext {
  /** Whether a route cannot be taken now, itself or by any account. */
  readonly isResting: (route: RouteChoice) => boolean;
}

/**
 * The operator's own order, but for `auto`: there, routes that serve the request as it is come before
 * those that change it or rest, and among equals the cheaper of those whose price is known.
 *
 * @param able routes that can do the request
 */
export function orderRoutes(
  able: readonly RouteChoice[],
  { model, request }: { readonly model: Model; readonly request: ImageRequest },
  context: OrderContext,
): RouteChoice[] {
  if (model.id !== AUTO) return [...able];
  const groups = Map.groupBy(able, (route) => drawback(route, request, context));
  return [...groups].toSorted(([a], [b]) => a - b)
    .flatMap(([, routes]) => cheapestFirst(routes, request));
}

/** Routes whose price nobody knows keep their places. */
function cheapestFirst(routes: readonly RouteChoice[], request: ImageRequest): RouteChoice[] {
  const priced = routes.flatMap((route) => {
    const usd = usdOf(route, request);
    return usd === undefined ? [] : [{ route, usd }];
  }).toSorted((a, b) => a.usd - b.usd).values();
  return routes.map((route) =>
    usdOf(route, request) === undefined ? route : priced.next().value?.route ?? route
  );
}

function usdOf({ card }: RouteChoice, request: ImageRequest): number | undefined {
  const { size } = targetSize(request, card.capabilities.sizes);
  return card.price && pictureUsd(card.price, size);
}

/** 0: none. A route that rests is worse than one that draws on a blank canvas or in another size. */
function drawback(
  route: RouteChoice,
  request: ImageRequest,
  { isResting }: OrderContext,
): number {
  const { sizes, needsInput } = route.card.capabilities;
  const resized = request.size !== undefined && targetSize(request, sizes).changed;
  const blank = needsInput === true && request.inputs.length === 0;
  return (isResting(route) ? 4 : 0) + (blank ? 2 : 0) + (resized ? 1 : 0);
}
