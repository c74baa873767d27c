/**
 * Together's image models, through `@ai-sdk/togetherai`.
 *
 * @module
 */

import { z } from "zod";
import { formatDataUrl } from "../images/base64.ts";
import { SDK_COLUMNS, sdkCard } from "./ai_sdk/model.ts";
import { commonOptions, fieldOptions, type SdkOptions } from "./ai_sdk/options.ts";
import { createSdkProvider } from "./ai_sdk/provider.ts";
import { notOffered } from "./common_failures.ts";
import { policyRefusal } from "./content_policy.ts";
import { rowsOf, tableOf } from "./model_table.ts";
import table from "./models/together.json" with { type: "json" };
import { formatFor } from "./output_format.ts";
import type { Provider, UpstreamRequest } from "./provider.ts";

/** Where the service is, and who we are there. */
export interface TogetherOptions {
  /** With its version, such as `https://api.together.xyz/v1`. */
  readonly baseUrl: string;
  /** API keys, one per account. */
  readonly keys: readonly string[];
}

const TogetherTable = tableOf({
  ...SDK_COLUMNS,
  /** How it takes pictures: one, or several. */
  pictures: z.enum(["image_url", "reference_images"]).optional(),
});
type TogetherModel = z.infer<typeof TogetherTable>["models"][string];

const ATTEMPT_TIMEOUT_MS = 180_000;

/** Creates the adapter. */
export function createTogether({ baseUrl, keys }: TogetherOptions): Provider {
  return createSdkProvider({
    id: "together",
    title: "Together",
    models: rowsOf(TogetherTable.parse(table)),
    cardOf: (model) => sdkCard(model, "Together"),
    credentials: keys,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,

    async load({ name, credential: apiKey, fetch }) {
      const { createTogetherAI } = await import("@ai-sdk/togetherai");
      return createTogetherAI({ apiKey, baseURL: baseUrl, fetch }).image(name);
    },

    options: toOptions,
    explain: (refusal) => refusal.status === 404 ? notOffered() : policyRefusal(refusal),
  });
}

/** The library sends pixels and one picture; a ratio and several pictures are fields of its own. */
function toOptions(request: UpstreamRequest, model: TogetherModel): SdkOptions {
  const { aspectRatio, files = [], ...common } = commonOptions(request, model);
  const several = model.pictures === "reference_images" && files.length > 0;
  const urls = request.inputs.map(({ bytes, mediaType }) => formatDataUrl(bytes, mediaType));
  return {
    ...common,
    ...(several || files.length === 0 ? {} : { files }),
    providerOptions: {
      togetherai: {
        ...fieldOptions(request, model),
        output_format: formatFor(request, ["jpeg", "png"]),
        ...(aspectRatio ? { aspect_ratio: aspectRatio } : {}),
        ...(several ? { reference_images: urls } : {}),
      },
    },
  };
}
