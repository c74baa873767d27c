/**
 * Image models of Fireworks: those that answer at once through `@ai-sdk/fireworks`, those that are
 * queued by ourselves (`fireworks/queued.ts`). The table says which is which.
 *
 * Those that answer at once give the picture's bytes. That a picture was withheld stands in a header
 * only.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../failure.ts";
import type { SdkAnswer } from "./ai_sdk/exchange.ts";
import { SDK_COLUMNS, sdkCard } from "./ai_sdk/model.ts";
import { commonOptions, fieldOptions } from "./ai_sdk/options.ts";
import { createSdkProvider } from "./ai_sdk/provider.ts";
import { notOffered } from "./common_failures.ts";
import { policyRefusal } from "./content_policy.ts";
import { createQueuedFireworks } from "./fireworks/queued.ts";
import { rowsOf, tableOf } from "./model_table.ts";
import table from "./models/fireworks.json" with { type: "json" };
import type { Provider } from "./provider.ts";

/** Where the service is, and who we are there. */
export interface FireworksOptions {
  /** With its version, such as `https://api.fireworks.ai/inference/v1`. */
  readonly baseUrl: string;
  /** API keys, one per account. */
  readonly keys: readonly string[];
}

const ATTEMPT_TIMEOUT_MS = 300_000;

const Table = tableOf({
  ...SDK_COLUMNS,
  /** Whether a submit gives a request to be asked after. */
  queued: z.boolean().default(false),
});

/** Creates the adapter. Throws a TypeError when `baseUrl` is none. */
export function createFireworks(options: FireworksOptions): Provider {
  const rows = Object.entries(rowsOf(Table.parse(table)));
  const rowsThat = (areQueued: boolean) =>
    Object.fromEntries(rows.filter(([, { queued }]) => queued === areQueued));
  const atOnce = createAtOnce(options, rowsThat(false));
  const queued = createQueuedFireworks(options, rowsThat(true));
  return {
    ...atOnce,
    models: { ...atOnce.models, ...queued.models },
    origin: new URL(options.baseUrl).origin,
    submit: (request, context) =>
      (Object.hasOwn(queued.models, request.model) ? queued : atOnce).submit(request, context),
    poll: queued.poll,
  };
}

type Models = Readonly<Record<string, z.infer<typeof Table>["models"][string]>>;

function createAtOnce({ baseUrl, keys }: FireworksOptions, models: Models): Provider {
  return createSdkProvider({
    id: "fireworks",
    title: "Fireworks",
    models,
    cardOf: (model) => sdkCard(model, "Fireworks"),
    credentials: keys,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,

    async load({ name, credential: apiKey, fetch }) {
      const { createFireworks } = await import("@ai-sdk/fireworks");
      return createFireworks({ apiKey, baseURL: baseUrl, fetch }).image(name);
    },

    options: (request, model) => ({
      ...commonOptions(request, model),
      providerOptions: { fireworks: fieldOptions(request, model) },
    }),
    refused: withheld,
    explain: (refusal) => refusal.status === 404 ? notOffered() : policyRefusal(refusal),
  });
}

function withheld({ headers }: SdkAnswer): Failure | undefined {
  return headers.get("finish-reason") === "CONTENT_FILTERED"
    ? failure("content_policy", "The upstream withheld the picture by its content policy")
    : undefined;
}
