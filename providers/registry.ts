/**
 * Which models there are and who serves them.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";
import type { CallContext, ModelCard, Provider } from "./provider.ts";

/** One way to serve a model. */
export interface RouteChoice {
  readonly provider: Provider;
  /** The id under which the provider offers it. */
  readonly model: string;
  readonly card: ModelCard;
}

/** A public model. */
export interface Model {
  readonly id: string;
  /** The model that an alias stands for. */
  readonly aliasOf?: string;
  /** Tried in order; never empty. */
  readonly routes: readonly RouteChoice[];
  /** When a late attempt gets another beside it on the next route. */
  readonly hedge?: Hedge;
}

/** When to start a second route because the first is late. */
export interface Hedge {
  /** Late is what takes longer than this share of the route's pictures, such as 0.95. */
  readonly after: number;
  /** Whether it may be done where each attempt costs money. */
  readonly paid: boolean;
}

/** A model of the operator's own. */
export interface ModelRoutes {
  /** Each `provider/model`, tried in order. */
  readonly routes: readonly string[];
  readonly hedge?: Hedge;
}

/** All models by their public ids. */
export interface Registry {
  readonly defaultModel: string;
  /** Undefined for an unknown id. */
  model(id: string): Model | undefined;
  /** Every public id, aliases included, in a stable order. */
  models(): readonly Model[];
  /** Those that are switched on, in the order in which they are tried. */
  readonly providers: readonly Provider[];
  provider(id: string): Provider | undefined;
  /** A provider's own model; undefined when it no longer offers it. */
  route(provider: string, model: string): RouteChoice | undefined;
  /** Known ids that look like `id`, best first, at most three. */
  near(id: string): readonly string[];
  /** Asks those providers that can tell what they offer now. Never rejects. */
  refresh(context: CallContext): Promise<void>;
}

/** Picks, among all models, the first that can do a request: the default model before others. */
export const AUTO = "auto";

/** What a model may be called in a list; `auto` is none of the models that it may lead to. */
export function namesOf({ id, aliasOf }: Pick<Model, "id" | "aliasOf">): string[] {
  return aliasOf === undefined || id === AUTO ? [id] : [id, aliasOf];
}

/**
 * Ids that clients have built in; each stands for the default model unless a provider serves it.
 */
export const HARD_CODED_IDS = [
  "dall-e-2",
  "dall-e-3",
  "gpt-image-1",
  "gpt-image-1-mini",
  "gpt-image-1.5",
  "gpt-image-2",
] as const;

/** What a registry is made from. */
export interface RegistryOptions {
  readonly providers: readonly Provider[];
  readonly defaultModel: string;
  /** The operator's own models by their ids. */
  readonly routes?: Readonly<Record<string, ModelRoutes>>;
  /** US dollars for one picture, by `provider/model`; they win over those of the cards. */
  readonly prices?: Readonly<Record<string, number>>;
}

type Cards = Readonly<Record<string, ModelCard>>;

/**
 * Builds the registry: each provider's models bare and as `provider/model`, the operator's own, then
 * the aliases. A bare id that several providers offer tries them in the providers' order.
 *
 * @throws {RangeError} when nobody serves the default model, or a route leads nowhere
 */
export function createRegistry(options: RegistryOptions): Registry {
  const { providers, defaultModel } = options;
  const byId = new Map(providers.map((provider) => [provider.id, provider]));
  const cards = new Map<string, Cards>(
    providers.map(({ id, models }) => [id, priced(id, models, options)]),
  );
  let models = build(options, cards);

  return {
    defaultModel,
    model: (id) => models.get(id),
    models: () => [...models.values()],
    providers,
    provider: (id) => byId.get(id),
    route: (provider, model) => choose(byId.get(provider), model, cards),
    near: (id) => nearest(id, [...models.keys()]),

    async refresh(context) {
      await Promise.all(providers.map(async (provider) => {
        const listed = await provider.listModels?.(context);
        if (!listed) return;
        const known = { ...namedCards(provider, options), ...listed };
        cards.set(provider.id, priced(provider.id, known, options));
      }));
      models = build(options, cards);
    },
  };
}

function build(
  { providers, defaultModel, routes = {} }: RegistryOptions,
  cards: ReadonlyMap<string, Cards>,
): Map<string, Model> {
  const models = offered(providers, cards);
  for (const [id, { routes: names, hedge }] of Object.entries(routes)) {
    const known = names.flatMap((name) => routeNamed(name, id, providers, cards) ?? []);
    if (hedge) refusePaidHedge(id, names, { hedge, providers });
    if (known.length > 0) models.set(id, { id, routes: known, ...(hedge ? { hedge } : {}) });
  }
  const fallback = models.get(defaultModel) ?? untilListed(providers, models);
  if (!fallback) throw new RangeError(nobodyOffers(defaultModel, models));
  const others = [...models.values()].flatMap((model) => model.routes);
  models.set(AUTO, { id: AUTO, aliasOf: defaultModel, routes: distinct(fallback, others) });
  for (const id of HARD_CODED_IDS) {
    if (!models.has(id)) models.set(id, { id, aliasOf: defaultModel, routes: fallback.routes });
  }
  return models;
}

/** The first provider to offer a bare id comes first among its routes. */
function offered(
  providers: readonly Provider[],
  cards: ReadonlyMap<string, Cards>,
): Map<string, Model> {
  const models = new Map<string, Model>();
  for (const provider of providers) {
    for (const [model, card] of Object.entries(cards.get(provider.id) ?? {})) {
      const route: RouteChoice = { provider, model, card };
      const bare = models.get(model);
      models.set(model, { id: model, routes: [...(bare?.routes ?? []), route] });
      const prefixed = `${provider.id}/${model}`;
      models.set(prefixed, { id: prefixed, aliasOf: model, routes: [route] });
    }
  }
  return models;
}

function choose(
  provider: Provider | undefined,
  model: string,
  cards: ReadonlyMap<string, Cards>,
): RouteChoice | undefined {
  const own = cards.get(provider?.id ?? "") ?? {};
  const card = Object.hasOwn(own, model) ? own[model] : undefined;
  return provider && card ? { provider, model, card } : undefined;
}

/** What routes and the default model name stays offered, whatever is listed: the operator knows. */
function namedCards(
  { id, models }: Provider,
  { defaultModel, routes = {} }: RegistryOptions,
): Cards {
  const inRoutes = Object.values(routes).flatMap(({ routes }) => routes);
  const named = new Set([defaultModel, ...inRoutes]);
  const kept = Object.entries(models)
    .filter(([model]) => named.has(model) || named.has(`${id}/${model}`));
  return Object.fromEntries(kept);
}

function priced(provider: string, cards: Cards, { prices = {} }: RegistryOptions): Cards {
  const entries = Object.entries(cards).map(([model, card]): [string, ModelCard] => {
    const usd = prices[`${provider}/${model}`];
    return [model, usd === undefined ? card : { ...card, price: { usd, per: "image" } }];
  });
  return Object.fromEntries(entries);
}

/** Stands in for a default model that a provider may still list. */
function untilListed(
  providers: readonly Provider[],
  models: ReadonlyMap<string, Model>,
): Model | undefined {
  const [first] = models.values();
  return providers.some(({ listModels }) => listModels) ? first : undefined;
}

/**
 * Provider ids have no slash, model ids may have some. Undefined: the provider may still list it.
 *
 * @throws {RangeError} when there is no such provider, or it can offer no such model
 */
function routeNamed(
  name: string,
  modelId: string,
  providers: readonly Provider[],
  cards: ReadonlyMap<string, Cards>,
): RouteChoice | undefined {
  const slash = name.indexOf("/");
  const provider = providers.find(({ id }) => id === name.slice(0, slash));
  const route = choose(provider, name.slice(slash + 1), cards);
  if (route || provider?.listModels) return route;
  const known = providers.map(({ id }) => id).join(", ");
  throw new RangeError(
    `MODEL_ROUTES: "${modelId}" has the route "${name}", which leads nowhere: a route is ` +
      `provider/model; the providers switched on are ${known}`,
  );
}

/** @throws {RangeError} when two pictures would be paid for and the operator has not said yes to it */
function refusePaidHedge(
  id: string,
  names: readonly string[],
  { hedge, providers }: { readonly hedge: Hedge; readonly providers: readonly Provider[] },
): void {
  const costly = providers.filter(({ paid }) => paid).map((provider) => `${provider.id}/`);
  const name = names.find((name) => costly.some((prefix) => name.startsWith(prefix)));
  if (hedge.paid || name === undefined) return;
  throw new RangeError(
    `MODEL_ROUTES: "${id}" has hedge_after, but ${name} costs money for each attempt: ` +
      `add "hedge_paid": true if two pictures may be paid for`,
  );
}

function distinct(first: Model, others: readonly RouteChoice[]): RouteChoice[] {
  const routes = [...first.routes];
  for (const other of others) {
    const known = routes.some((route) =>
      route.provider === other.provider && route.model === other.model
    );
    if (!known) routes.push(other);
  }
  return routes;
}

function nobodyOffers(id: string, models: ReadonlyMap<string, Model>): string {
  return `No provider offers the default model "${id}": use one of ${
    [...models.keys()].join(", ")
  }`;
}

/** The refusal of an id that nobody offers, with the ids that were perhaps meant. */
export function unknownModel(id: string, registry: Registry): Failure {
  const near = registry.near(id).map((name) => `"${name}"`).join(" or ");
  const hint = near === "" ? "GET /v1/models lists what there is" : `did you mean ${near}?`;
  const shown = id.length > SHOWN_CHARACTERS ? `${id.slice(0, SHOWN_CHARACTERS)}…` : id;
  return failure("model_not_found", `The model "${shown}" does not exist: ${hint}`, {
    param: "model",
  });
}

/** Nobody mistypes more than this. */
const SHOWN_CHARACTERS = 100;

function nearest(id: string, known: readonly string[]): string[] {
  const wanted = id.toLowerCase();
  const limit = Math.max(3, Math.floor(wanted.length / 2));
  return known
    .map((name) => ({ name, distance: distance(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= limit || name.includes(wanted))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Levenshtein distance, row by row. */
function distance(a: string, b: string): number {
  const [left, right] = [a.slice(0, SHOWN_CHARACTERS), b.slice(0, SHOWN_CHARACTERS)];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, char] of [...left].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...right].entries()) {
      const swap = (row[j] ?? 0) + (char === other ? 0 : 1);
      next.push(Math.min(swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
