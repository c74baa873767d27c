/**
 * Which models there are and who serves them.
 *
 * @module
 */

import type { ModelCard, Provider } from "./provider.ts";

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
}

/** All models by their public ids. */
export interface Registry {
  readonly defaultModel: string;
  /** Undefined for an unknown id. */
  model(id: string): Model | undefined;
  /** Every public id, aliases included, in a stable order. */
  models(): readonly Model[];
  provider(id: string): Provider | undefined;
  /** Known ids that look like `id`, best first, at most three. */
  near(id: string): readonly string[];
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
}

/**
 * Builds the registry: each provider's models bare and as `provider/model`, then the aliases.
 *
 * @throws {RangeError} when the default model is served by nobody
 */
export function createRegistry({ providers, defaultModel }: RegistryOptions): Registry {
  const models = collect(providers);
  const fallback = models.get(defaultModel);
  if (!fallback) {
    throw new RangeError(
      `No provider offers the default model "${defaultModel}": use one of ${
        [...models.keys()].join(", ")
      }`,
    );
  }
  for (const id of ["auto", ...HARD_CODED_IDS]) {
    if (!models.has(id)) models.set(id, { id, aliasOf: defaultModel, routes: fallback.routes });
  }
  const byId = new Map(providers.map((provider) => [provider.id, provider]));
  return {
    defaultModel,
    model: (id) => models.get(id),
    models: () => [...models.values()],
    provider: (id) => byId.get(id),
    near: (id) => nearest(id, [...models.keys()]),
  };
}

/** The first provider to offer a bare id comes first among its routes. */
function collect(providers: readonly Provider[]): Map<string, Model> {
  const models = new Map<string, Model>();
  for (const provider of providers) {
    for (const [model, card] of Object.entries(provider.models)) {
      const route: RouteChoice = { provider, model, card };
      const bare = models.get(model);
      models.set(model, { id: model, routes: [...(bare?.routes ?? []), route] });
      const prefixed = `${provider.id}/${model}`;
      models.set(prefixed, { id: prefixed, aliasOf: model, routes: [route] });
    }
  }
  return models;
}

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

/** Levenshtein distance, row by row. Long ids are cut: nobody mistypes 100 characters. */
function distance(a: string, b: string): number {
  const [left, right] = [a.slice(0, 100), b.slice(0, 100)];
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
