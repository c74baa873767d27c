/**
 * From a request to tasks: which routes can do it, how many calls it takes, what is dropped. Pure.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";
import type { ImageRequest } from "../images/request.ts";
import { formatSize, parseRatio } from "../images/size.ts";
import {
  type Capabilities,
  OPTIONAL_FIELDS,
  type OptionalField,
  WIRE_NAMES,
} from "../providers/provider.ts";
import { MICRO_USD, pictureUsd } from "../providers/price.ts";
import { stylePrefix } from "../providers/styles.ts";
import type { Model, RouteChoice } from "../providers/registry.ts";
import { type OrderContext, orderRoutes } from "./route_order.ts";
import type { Route, Task } from "./job.ts";
import { targetSize } from "./target_size.ts";

/** What a job will do. */
export interface Plan {
  readonly routes: readonly Route[];
  readonly tasks: readonly Task[];
  /** What a picture costs on each route, in millionths of a US dollar; absent: nobody knows. */
  readonly prices?: readonly number[];
  /** Share of the pictures that usually have come when one is late; see `jobs/hedge.ts`. */
  readonly hedgeAfter?: number;
  /** What was mapped or dropped, in words for the caller. */
  readonly warnings: readonly string[];
}

/** A plan, or why there cannot be one. */
export type Planning =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly failure: Failure };

/** Seeds are 32 bits wide, as in every upstream that takes one. */
export const SEEDS = 2 ** 32;

/** A job that eight routes could not do will not be done by the ninth. */
const MAX_ROUTES = 8;

/** What planning depends on, beside the request. */
export interface PlanContext extends OrderContext {
  readonly now: number;
  /** A number in [0, 1): the seed, when the caller gave none. */
  readonly random: number;
}

/** Plans a request for a model. */
export function plan(request: ImageRequest, model: Model, context: PlanContext): Planning {
  const { now, random } = context;
  const can = model.routes
    .filter(({ card }) => obstacle(request, card.capabilities) === undefined);
  const able = orderRoutes(can, { model, request }, context).slice(0, MAX_ROUTES);
  const [first] = able;
  if (!first) return { ok: false, failure: unable(request, model) };
  const perCall = Math.min(...able.map(({ card }) => card.capabilities.maxImages));
  const seed = request.seed ?? Math.floor(random * SEEDS);
  return {
    ok: true,
    plan: {
      routes: able.map(({ provider, model }) => ({ provider: provider.id, model })),
      ...pricesOf(able, request),
      tasks: split(request.n, perCall).map((part) => newTask(part, seed, now)),
      ...(model.hedge && able.length > 1 ? { hedgeAfter: model.hedge.after } : {}),
      warnings: warnings(request, first),
    },
  };
}

function pricesOf(routes: readonly RouteChoice[], request: ImageRequest): Pick<Plan, "prices"> {
  if (routes.every(({ card }) => card.price === undefined)) return {};
  const prices = routes.map(({ card: { price, capabilities } }) => {
    const usd = price ? pictureUsd(price, targetSize(request, capabilities.sizes).size) : 0;
    return Math.round(usd * MICRO_USD);
  });
  return { prices };
}

/** Why a model of these capabilities cannot do the request; undefined when it can. */
function obstacle(request: ImageRequest, able: Capabilities): Failure | undefined {
  const { operation, model, inputs } = request;
  if (!able.operations.includes(operation)) {
    return failure(
      "invalid_request",
      `Model "${model}" cannot do "${operation}": it can do ${able.operations.join(", ")}`,
      { param: "model" },
    );
  }
  if (inputs.length > able.maxInputImages) {
    return failure(
      "invalid_request",
      `${inputs.length} input images were given: model "${model}" takes at most ` +
        `${able.maxInputImages}`,
      { param: "image" },
    );
  }
  if (request.mask && !able.honours.includes("mask")) {
    return failure(
      "invalid_request",
      `A mask was given: model "${model}" does not take one, and would repaint everything`,
      { param: "mask" },
    );
  }
  return undefined;
}

function unable(request: ImageRequest, model: Model): Failure {
  const [reason] = model.routes.map(({ card }) => obstacle(request, card.capabilities));
  return reason ?? failure("internal", `Model "${model.id}" has no routes`);
}

function warnings(request: ImageRequest, { card }: RouteChoice): string[] {
  const { honours, needsInput } = card.capabilities;
  return [
    ...OPTIONAL_FIELDS.filter((field) => isGiven(request, field) && !honours.includes(field))
      .flatMap((field) => unhonoured(field, request)),
    ...(needsInput && request.inputs.length === 0
      ? [`image added: ${request.model} works on a picture and gets a plain light canvas`]
      : []),
    ...qualityWarning(request, card.capabilities),
    ...sizeWarning(request, card.capabilities),
  ];
}

/** Qualities that have two names. */
const SAME_QUALITY: Readonly<Record<string, string>> = { standard: "medium", hd: "high" };

function qualityWarning(
  { quality, model }: ImageRequest,
  { honours, qualities = {} }: Capabilities,
): string[] {
  const theirs = quality === undefined ? undefined : qualities[quality];
  if (quality === undefined || theirs === undefined || !honours.includes("quality")) return [];
  const isSame = (SAME_QUALITY[theirs] ?? theirs) === (SAME_QUALITY[quality] ?? quality);
  return isSame ? [] : [`quality mapped: ${quality} to ${theirs}, the nearest of ${model}`];
}

/** A ratio that is met to within this is met. */
const RATIO_TOLERANCE = 0.03;

function sizeWarning(request: ImageRequest, { sizes }: Capabilities): string[] {
  const { size, changed } = targetSize(request, sizes);
  const given = `${formatSize(size)}, the nearest that ${request.model} makes`;
  if (request.size) return changed ? [`size mapped: ${formatSize(request.size)} to ${given}`] : [];
  const asked = request.aspectRatio === undefined ? undefined : parseRatio(request.aspectRatio);
  if (asked === undefined) return [];
  const off = Math.abs(size.widthPx / size.heightPx * asked.height / asked.width - 1);
  return off > RATIO_TOLERANCE ? [`aspect_ratio mapped: ${request.aspectRatio} to ${given}`] : [];
}

/** That a field turned out not to be taken; undefined when nobody gave it. */
export function droppedWarning(field: OptionalField, request: ImageRequest): string | undefined {
  return isGiven(request, field) ? unhonoured(field, request).join() : undefined;
}

/** A style that is known by name becomes words, which every model takes. */
function unhonoured(field: OptionalField, { model, style = "" }: ImageRequest): string[] {
  const words = field === "style" ? stylePrefix(style) : undefined;
  if (words === "") return [];
  if (words) return [`style mapped: to the words "${words.trim()}" before the prompt`];
  return [`${WIRE_NAMES[field]} dropped: ${model} does not take it`];
}

function isGiven(request: ImageRequest, field: OptionalField): boolean {
  return field === "partialImages" ? request.partialImages > 0 : request[field] !== undefined;
}

/** Parts of at most `perCall`, with the place of each part's first image. */
function split(n: number, perCall: number): { n: number; firstImage: number }[] {
  return Array.from({ length: Math.ceil(n / perCall) }, (_, part) => ({
    n: Math.min(perCall, n - part * perCall),
    firstImage: part * perCall,
  }));
}

function newTask(part: { n: number; firstImage: number }, seed: number, now: number): Task {
  return {
    ...part,
    seed: (seed + part.firstImage) % SEEDS,
    route: 0,
    tries: 0,
    attempts: [],
    attemptsBegun: 0,
    state: { status: "queued", runAt: now },
    previews: [],
  };
}
