/**
 * The request shape of Vercel's demo app "AI SDK image generator": one call, one picture back in
 * base64. For a copy that the operator has deployed; the hosted one spends its owner's keys.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../failure.ts";
import { callJson } from "./http.ts";
import { inlineImage } from "./inline_image.ts";
import type {
  CallContext,
  Capabilities,
  ModelCard,
  Outcome,
  Provider,
  UpstreamRequest,
} from "./provider.ts";

/** Where the copy is. */
export interface AiSdkDemoOptions {
  /** Without a trailing slash. */
  readonly baseUrl: string;
}

/** What a model is called at the app. */
interface Target {
  readonly title: string;
  readonly provider: "replicate" | "vertex" | "fireworks";
  readonly modelId: string;
}

/** By the ids that clients of the app have built in; the first is their default. */
const TARGETS: Readonly<Record<string, Target>> = {
  "replicate/flux-1.1-pro-ultra": replicate(
    "FLUX 1.1 Pro Ultra",
    "black-forest-labs/flux-1.1-pro-ultra",
  ),
  "replicate/flux-1.1-pro": replicate("FLUX 1.1 Pro", "black-forest-labs/flux-1.1-pro"),
  "replicate/flux-pro": replicate("FLUX Pro", "black-forest-labs/flux-pro"),
  "replicate/flux-schnell": replicate("FLUX Schnell", "black-forest-labs/flux-schnell"),
  "replicate/ideogram-v2": replicate("Ideogram 2", "ideogram-ai/ideogram-v2"),
  "replicate/ideogram-v2-turbo": replicate("Ideogram 2 Turbo", "ideogram-ai/ideogram-v2-turbo"),
  "replicate/photon": replicate("Photon", "luma/photon"),
  "replicate/photon-flash": replicate("Photon Flash", "luma/photon-flash"),
  "replicate/recraft-v3": replicate("Recraft 3", "recraft-ai/recraft-v3"),
  "replicate/stable-diffusion-3.5-large": replicate(
    "Stable Diffusion 3.5 Large",
    "stability-ai/stable-diffusion-3.5-large",
  ),
  "replicate/stable-diffusion-3.5-large-turbo": replicate(
    "Stable Diffusion 3.5 Large Turbo",
    "stability-ai/stable-diffusion-3.5-large-turbo",
  ),
  // Google shut both down in 2026; the ids stay, so that they can be given other routes.
  "vertex/imagen-3.0-fast": vertex("Imagen 3 Fast", "imagen-3.0-fast-generate-001"),
  "vertex/imagen-3.0-standard": vertex("Imagen 3", "imagen-3.0-generate-001"),
  "fireworks/flux-1-dev-fp8": fireworks("FLUX.1 dev FP8", "flux-1-dev-fp8"),
  "fireworks/flux-1-schnell-fp8": fireworks("FLUX.1 schnell FP8", "flux-1-schnell-fp8"),
  "fireworks/playground-v2.5": fireworks("Playground 2.5", "playground-v2-5-1024px-aesthetic"),
  "fireworks/playground-v2": fireworks("Playground 2", "playground-v2-1024px-aesthetic"),
  "fireworks/japanese-sdxl": fireworks("Japanese SDXL", "japanese-stable-diffusion-xl"),
  "fireworks/ssd-1b": fireworks("SSD-1B", "SSD-1B"),
  "fireworks/stable-diffusion-xl-1.0": fireworks(
    "Stable Diffusion XL 1.0",
    "stable-diffusion-xl-1024-v1-0",
  ),
};

/** The app itself gives up after 55 s. */
const ATTEMPT_TIMEOUT_MS = 60_000;

/** The app has no size, n or seed: it asks its models for squares. */
const CAPABILITIES: Capabilities = {
  operations: ["generate"],
  maxImages: 1,
  maxInputImages: 0,
  sizes: { kind: "list", sizes: [{ widthPx: 1024, heightPx: 1024 }] },
  honours: [],
};

const Answer = z.object({ image: z.string() });

/** Creates the adapter. The app holds the keys, so it needs none. */
export function createAiSdkDemo({ baseUrl }: AiSdkDemoOptions): Provider {
  return {
    id: "ai-sdk-demo",
    title: "AI SDK demo",
    models: Object.fromEntries(Object.entries(TARGETS).map(([id, target]) => [id, card(target)])),
    idempotentSubmit: false,
    paid: true,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    submit,
  };

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const target = TARGETS[request.model];
    if (!target) return failed(failure("internal", `There is no model "${request.model}" here`));
    const { provider, modelId } = target;
    const answer = await callJson({
      url: `${baseUrl}/api/generate-images`,
      method: "POST",
      body: { prompt: request.prompt, provider, modelId },
      schema: Answer,
      phase: "submit",
    }, context);
    if (!answer.ok) return failed(answer.failure);
    const image = inlineImage(answer.value.image);
    return image ? { kind: "done", images: [image] } : failed(noPicture());
  }
}

function replicate(title: string, modelId: string): Target {
  return { title, provider: "replicate", modelId };
}

function vertex(title: string, modelId: string): Target {
  return { title, provider: "vertex", modelId };
}

function fireworks(title: string, model: string): Target {
  return { title, provider: "fireworks", modelId: `accounts/fireworks/models/${model}` };
}

function noPicture(): Failure {
  return failure("bad_response", "The upstream's answer holds a picture that is none");
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}

function card({ title, provider, modelId }: Target): ModelCard {
  return {
    title: `${title} (AI SDK demo)`,
    description: `${modelId} at ${provider}, through a copy of the AI SDK demo app. It takes ` +
      "nothing but a prompt, and draws squares.",
    createdAt: Date.UTC(2025, 10, 1),
    capabilities: CAPABILITIES,
  };
}
