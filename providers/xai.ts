/**
 * Grok's image models, through `@ai-sdk/xai`.
 *
 * One picture a call: of several, one that is judged would take the others with it.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../failure.ts";
import { sdkCard, type SdkModel, SdkTable, shapeFor } from "./ai_sdk/model.ts";
import { commonOptions, type SdkOptions } from "./ai_sdk/options.ts";
import { createSdkProvider } from "./ai_sdk/provider.ts";
import { notOffered } from "./common_failures.ts";
import { policyRefusal } from "./content_policy.ts";
import { rowsOf } from "./model_table.ts";
import table from "./models/xai.json" with { type: "json" };
import type { Provider, UpstreamRequest } from "./provider.ts";
import { failureOfStatus, type UpstreamRefusal } from "./status.ts";
import { upstreamMessage } from "./upstream_message.ts";

/** Where the service is, and who we are there. */
export interface XaiOptions {
  /** With its version, such as `https://api.x.ai/v1`. */
  readonly baseUrl: string;
  /** API keys, one per account. */
  readonly keys: readonly string[];
}

const ATTEMPT_TIMEOUT_MS = 180_000;

/** Creates the adapter. */
export function createXai({ baseUrl, keys }: XaiOptions): Provider {
  return createSdkProvider({
    id: "xai",
    title: "xAI",
    models: rowsOf(SdkTable.parse(table)),
    cardOf: (model) => sdkCard(model, "xAI"),
    credentials: keys,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,

    async load({ name, credential: apiKey, fetch }) {
      const { createXai } = await import("@ai-sdk/xai");
      return createXai({ apiKey, baseURL: baseUrl, fetch }).image(name);
    },

    options: toOptions,
    refused: ({ body }, came) => came > 0 ? undefined : judged(body()),
    explain: explainXai,
  });
}

/** Of one picture the result has its ratio; of several it can be told. */
function toOptions(request: UpstreamRequest, model: SdkModel): SdkOptions {
  const { aspectRatio, ...common } = commonOptions(request, model);
  const shape = shapeFor(request.size, model);
  const resolution = shape.kind === "ratio" ? shape.scale : undefined;
  return {
    ...common,
    ...(aspectRatio && request.inputs.length !== 1 ? { aspectRatio } : {}),
    providerOptions: { xai: { ...(resolution ? { resolution } : {}) } },
  };
}

const Judged = z.object({ data: z.array(z.object({ respect_moderation: z.boolean().nullish() })) });

function judged(body: unknown): Failure | undefined {
  const pictures = Judged.safeParse(body).data?.data ?? [];
  return pictures.some(({ respect_moderation: fine }) => fine === false)
    ? failure("content_policy", "The upstream withheld the picture by its content policy")
    : undefined;
}

/** A wrong key is answered with 400, and an empty account with 403 or 429. */
function explainXai(refusal: UpstreamRefusal, now: number): Failure | undefined {
  const { status, body } = refusal;
  const said = upstreamMessage(body) ?? "";
  if (status === 404) return notOffered();
  if ((status === 403 || status === 429) && /\b(credits|spending limit)\b/i.test(said)) {
    return failureOfStatus({ ...refusal, status: 402 }, { phase: "submit", now });
  }
  if (status === 400 && /\bAPI key\b/i.test(said)) {
    return failureOfStatus({ ...refusal, status: 401 }, { phase: "submit", now });
  }
  return policyRefusal(refusal);
}
