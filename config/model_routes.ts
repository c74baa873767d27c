/**
 * The operator's own models and prices, in JSON.
 *
 * @module
 */

import { z } from "zod";
import { json } from "./fields.ts";

/** A model of the operator's own. */
export interface ModelRoutes {
  /** Each `provider/model`, tried in order. */
  readonly routes: readonly string[];
  /** When a late attempt gets another beside it: after this share of the pictures has come. */
  readonly hedge?: { readonly after: number; readonly paid: boolean };
}

const RouteName = z.string().regex(/^[^/]+\/.+$/);
const RouteNames = z.array(RouteName).min(1);
/** In percent of a route's pictures, such as `p95`. */
const Percentile = z.string().regex(/^p[1-9]\d$/).transform((name) => Number(name.slice(1)) / 100);

const Routes: z.ZodType<ModelRoutes> = z.union([
  RouteNames.transform((routes) => ({ routes })),
  z.strictObject({
    routes: RouteNames,
    hedge_after: Percentile.optional(),
    hedge_paid: z.boolean().default(false),
  }).transform(({ routes, hedge_after, hedge_paid }) => ({
    routes,
    ...(hedge_after === undefined ? {} : { hedge: { after: hedge_after, paid: hedge_paid } }),
  })),
]);

/** `MODEL_ROUTES`: models of the operator's own by their ids. */
export const modelRoutes = json(
  z.record(z.string().min(1), Routes),
  'must be JSON such as {"pair": ["dreamifly/dreamifly-qwen-image", "studio/studio"]}, or with ' +
    '{"routes": […], "hedge_after": "p95"} in place of the list',
);

/** `MODEL_PRICES`: US dollars for one picture, by `provider/model`. */
export const modelPrices = json(
  z.record(RouteName, z.number().min(0)),
  'must be JSON with US dollars per picture, such as {"openai/gpt-image-1": 0.04}',
);
