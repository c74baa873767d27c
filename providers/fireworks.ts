/**
 * Those image models of Fireworks that answer at once, through `@ai-sdk/fireworks`.
 *
 * They answer with the picture's bytes. That a picture was withheld stands in a header only.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";
import type { SdkAnswer } from "./ai_sdk/exchange.ts";
import { sdkCard, SdkTable } from "./ai_sdk/model.ts";
import { commonOptions, fieldOptions } from "./ai_sdk/options.ts";
import { createSdkProvider } from "./ai_sdk/provider.ts";
import { notOffered } from "./common_failures.ts";
import { policyRefusal } from "./content_policy.ts";
import { rowsOf } from "./model_table.ts";
import table from "./models/fireworks.json" with { type: "json" };
import type { Provider } from "./provider.ts";

/** Where the service is, and who we are there. */
export interface FireworksOptions {
  /** With its version, such as `https://api.fireworks.ai/inference/v1`. */
  readonly baseUrl: string;
  /** API keys, one per account. */
  readonly keys: readonly string[];
}

const ATTEMPT_TIMEOUT_MS = 120_000;

/** Creates the adapter. */
export function createFireworks({ baseUrl, keys }: FireworksOptions): Provider {
  return createSdkProvider({
    id: "fireworks",
    title: "Fireworks",
    models: rowsOf(SdkTable.parse(table)),
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
