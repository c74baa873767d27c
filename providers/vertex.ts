/**
 * Gemini's image models at Vertex AI, with an API key ("express mode") or a service account.
 *
 * Through `@ai-sdk/google`, since both APIs have the same `generateContent`: the library made for
 * Vertex brings 34 packages for its ways to sign in, which call past the `fetch` that it is given.
 *
 * @module
 */

import { sdkCard, SdkTable } from "./ai_sdk/model.ts";
import { createSdkProvider } from "./ai_sdk/provider.ts";
import { explainGoogle, withoutPictureBecause } from "./google/answer.ts";
import { geminiOptions } from "./google/options.ts";
import { createTokenSource, type ServiceAccount } from "./google/token.ts";
import { rowsOf } from "./model_table.ts";
import table from "./models/vertex.json" with { type: "json" };
import type { CallContext, Provider } from "./provider.ts";

/** Where the service is, and who we are there. */
export interface VertexOptions {
  /** Down to the publisher, such as `https://aiplatform.googleapis.com/v1/publishers/google`. */
  readonly baseUrl: string;
  /** API keys, one per account; or a service account. */
  readonly who: readonly string[] | ServiceAccount;
}

/** The Pro model thinks, and 4K takes its time. */
const ATTEMPT_TIMEOUT_MS = 300_000;

/** Creates the adapter. */
export function createVertex({ baseUrl, who }: VertexOptions): Provider {
  const account = "clientEmail" in who ? who : undefined;
  const source = account && createTokenSource(account);
  return createSdkProvider({
    id: "vertex",
    title: "Vertex AI",
    models: rowsOf(SdkTable.parse(table)),
    cardOf: (model) => sdkCard(model, "Vertex AI"),
    credentials: "clientEmail" in who ? [who.clientEmail] : who,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    ...(source ? { tokenFor: (_: string, context: CallContext) => source(context) } : {}),

    async load({ name, credential, fetch }) {
      const { createGoogle } = await import("@ai-sdk/google");
      const headers = account ? withToken(credential) : {};
      return createGoogle({ apiKey: credential, baseURL: baseUrl, fetch, headers }).image(name);
    },

    options: (request, model) => geminiOptions(request, { model, namespace: "google" }),
    refused: ({ body }, came) => came > 0 ? undefined : withoutPictureBecause(body()),
    explain: explainGoogle,
  });
}

/** A token has another place than a key. */
function withToken(token: string) {
  return { "x-goog-api-key": undefined, authorization: `Bearer ${token}` };
}
