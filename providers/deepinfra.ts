/**
 * DeepInfra's image models, through `@ai-sdk/deepinfra`.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../failure.ts";
import { sdkCard, SdkTable } from "./ai_sdk/model.ts";
import { commonOptions, fieldOptions } from "./ai_sdk/options.ts";
import { createSdkProvider } from "./ai_sdk/provider.ts";
import { notOffered } from "./common_failures.ts";
import { policyRefusal } from "./content_policy.ts";
import { rowsOf } from "./model_table.ts";
import table from "./models/deepinfra.json" with { type: "json" };
import type { Provider } from "./provider.ts";

/** Where the service is, and who we are there. */
export interface DeepinfraOptions {
  /** With its version, such as `https://api.deepinfra.com/v1`. */
  readonly baseUrl: string;
  /** API keys, one per account. */
  readonly keys: readonly string[];
}

const ATTEMPT_TIMEOUT_MS = 180_000;

/** Creates the adapter. */
export function createDeepinfra({ baseUrl, keys }: DeepinfraOptions): Provider {
  return createSdkProvider({
    id: "deepinfra",
    title: "DeepInfra",
    models: rowsOf(SdkTable.parse(table)),
    cardOf: (model) => sdkCard(model, "DeepInfra"),
    credentials: keys,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,

    async load({ name, credential: apiKey, fetch }) {
      const { createDeepInfra } = await import("@ai-sdk/deepinfra");
      return createDeepInfra({ apiKey, baseURL: baseUrl, fetch }).image(name);
    },

    options: (request, model) => ({
      ...commonOptions(request, model),
      providerOptions: { deepinfra: fieldOptions(request, model) },
    }),
    refused: ({ body }) => blackened(body()),
    explain: (refusal) => refusal.status === 404 ? notOffered() : policyRefusal(refusal),
  });
}

const Flagged = z.object({ nsfw_content_detected: z.array(z.boolean()) });

/** A picture that it judged is delivered all the same, in black. */
function blackened(body: unknown): Failure | undefined {
  const flags = Flagged.safeParse(body).data?.nsfw_content_detected ?? [];
  return flags.includes(true)
    ? failure("content_policy", "The upstream withheld the picture by its content policy")
    : undefined;
}
