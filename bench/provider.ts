/**
 * The adapter for the benchmarks' upstream: OpenAI's image endpoint, one shot.
 *
 * @module
 */

import { z } from "zod";
import { failure } from "../failure.ts";
import { fromBase64 } from "../images/base64.ts";
import { sniffMedia } from "../images/media.ts";
import { callJson } from "../providers/http.ts";
import type { ImageSource, ModelCard, Outcome, Provider } from "../providers/provider.ts";

const Answer = z.object({ data: z.array(z.object({ b64_json: z.string() })) });

/** Creates the adapter. Its models: `bench-small` and `bench-large`. */
export function createBenchProvider(baseUrl: string): Provider {
  return {
    id: "bench",
    title: "Bench",
    models: { "bench-small": card("small"), "bench-large": card("large") },
    idempotentSubmit: false,
    paid: true,
    attemptTimeoutMs: 60_000,

    async submit({ model, prompt, n }, context): Promise<Outcome> {
      const answer = await callJson({
        url: `${baseUrl}/v1/images/generations`,
        method: "POST",
        body: { model, prompt, n, response_format: "b64_json" },
        schema: Answer,
        phase: "submit",
      }, context);
      if (!answer.ok) return { kind: "failed", failure: answer.failure };
      const images = answer.value.data.flatMap(({ b64_json }) => inline(b64_json));
      if (images.length > 0) return { kind: "done", images };
      return { kind: "failed", failure: failure("bad_response", "There is no picture") };
    },
  };
}

function inline(base64: string): ImageSource[] {
  const bytes = fromBase64(base64);
  const mediaType = bytes && sniffMedia(bytes);
  return bytes && mediaType ? [{ kind: "inline", image: { bytes, mediaType } }] : [];
}

function card(size: string): ModelCard {
  return {
    title: `Bench ${size}`,
    description: `A ${size} picture that is always the same.`,
    createdAt: Date.UTC(2026, 10, 1),
    capabilities: {
      operations: ["generate"],
      maxImages: 1,
      maxInputImages: 0,
      sizes: { kind: "list", sizes: [{ widthPx: 64, heightPx: 64 }] },
      honours: [],
    },
  };
}
