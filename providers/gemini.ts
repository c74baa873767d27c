/**
 * Gemini's image models ("Nano Banana") at the Gemini API, through `@ai-sdk/google`.
 *
 * @module
 */

import { sdkCard, SdkTable } from "./ai_sdk/model.ts";
import { createSdkProvider } from "./ai_sdk/provider.ts";
import { explainGoogle, withoutPictureBecause } from "./google/answer.ts";
import { geminiOptions } from "./google/options.ts";
import { rowsOf } from "./model_table.ts";
import table from "./models/gemini.json" with { type: "json" };
import type { Provider } from "./provider.ts";

/** Where the service is, and who we are there. */
export interface GeminiOptions {
  /** With its version, such as `https://generativelanguage.googleapis.com/v1beta`. */
  readonly baseUrl: string;
  /** API keys, one per account. */
  readonly keys: readonly string[];
}

/** The Pro model thinks, and 4K takes its time. */
const ATTEMPT_TIMEOUT_MS = 300_000;

/** Creates the adapter. */
export function createGemini({ baseUrl, keys }: GeminiOptions): Provider {
  return createSdkProvider({
    id: "gemini",
    title: "Gemini",
    models: rowsOf(SdkTable.parse(table)),
    cardOf: (model) => sdkCard(model, "Gemini API"),
    credentials: keys,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,

    async load({ name, credential: apiKey, fetch }) {
      const { createGoogle } = await import("@ai-sdk/google");
      return createGoogle({ apiKey, baseURL: baseUrl, fetch }).image(name);
    },

    options: (request, model) => geminiOptions(request, { model, namespace: "google" }),
    refused: ({ body }, came) => came > 0 ? undefined : withoutPictureBecause(body()),
    explain: explainGoogle,
  });
}
