/**
 * dreamifly: one call, one picture back as a data URL; a call may take minutes. Each account may
 * have two at work, and more are refused: the engine holds the rest in line.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../failure.ts";
import { formatDataUrl } from "../images/base64.ts";
import { createAccounts } from "./accounts.ts";
import { callJson, type JsonBody } from "./http.ts";
import { inlineImage } from "./inline_image.ts";
import type {
  CallContext,
  Capabilities,
  ModelCard,
  Outcome,
  Provider,
  UpstreamRequest,
} from "./provider.ts";

/** Where the service is, and who we are there. */
export interface DreamiflyOptions {
  /** Without a trailing slash, such as `https://dreamifly.com`. */
  readonly baseUrl: string;
  /** One per account, sent in `Authorization` as they are given. */
  readonly tokens: readonly string[];
  /** Calls at a time per account. @default {2} */
  readonly concurrency?: number;
}

/** What a model is called there, and what it can do. */
interface Target {
  readonly title: string;
  readonly name: string;
  readonly capabilities: Capabilities;
}

/** By the ids that clients have built in. */
const TARGETS: Readonly<Record<string, Target>> = {
  "dreamifly-qwen-image": drawing("Qwen Image", "Qwen-Image"),
  "dreamifly-qwen-edit": editing("Qwen Image Edit", "Qwen-Image-Edit", 3),
  "dreamifly-flux-dev": drawing("FLUX.1 dev", "Flux-Dev"),
  "dreamifly-flux-krea": drawing("FLUX.1 Krea", "Flux-Krea"),
  "dreamifly-flux-kontext": editing("FLUX.1 Kontext", "Flux-Kontext", 2),
  "dreamifly-sdxl": drawing("Wai SDXL", "Wai-SDXL-V150"),
};

const CONCURRENCY = 2;
const ATTEMPT_TIMEOUT_MS = 600_000;
const DEFAULT_STEPS = 20;

const Answer = z.object({ imageUrl: z.string() });

/** Creates the adapter. */
export function createDreamifly(options: DreamiflyOptions): Provider {
  const { baseUrl, tokens, concurrency = CONCURRENCY } = options;
  const accounts = createAccounts(tokens, { concurrency });
  return {
    id: "dreamifly",
    title: "dreamifly",
    models: Object.fromEntries(Object.entries(TARGETS).map(([id, target]) => [id, card(target)])),
    accounts: accounts.list,
    idempotentSubmit: false,
    paid: false,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    submit,
  };

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const target = TARGETS[request.model];
    if (!target) return failed(failure("internal", `There is no model "${request.model}" here`));
    const answer = await callJson({
      url: `${baseUrl}/api/generate`,
      method: "POST",
      headers: { authorization: accounts.credential(context.account) },
      body: toBody(request, target),
      schema: Answer,
      phase: "submit",
    }, context);
    if (!answer.ok) return failed(answer.failure);
    const image = inlineImage(answer.value.imageUrl);
    return image ? { kind: "done", images: [image] } : failed(noPicture());
  }
}

function toBody(request: UpstreamRequest, { name }: Target): JsonBody {
  const { prompt, size, steps = DEFAULT_STEPS, inputs, seed } = request;
  return {
    prompt,
    width: size.widthPx,
    height: size.heightPx,
    steps,
    batch_size: 1,
    model: name,
    images: inputs.map(({ bytes, mediaType }) => formatDataUrl(bytes, mediaType)),
    seed,
  };
}

function noPicture(): Failure {
  return failure("bad_response", "The upstream's answer holds a picture that is none");
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}

function drawing(title: string, name: string): Target {
  return { title, name, capabilities: capabilities("generate", 0) };
}

/** Edit models draw nothing without a picture. */
function editing(title: string, name: string, maxInputImages: number): Target {
  return { title, name, capabilities: capabilities("edit", maxInputImages) };
}

function capabilities(operation: "generate" | "edit", maxInputImages: number): Capabilities {
  return {
    operations: [operation],
    maxImages: 1,
    maxInputImages,
    sizes: {
      kind: "range",
      minPx: 64,
      maxPx: 1920,
      stepPx: 8,
      default: { widthPx: 1024, heightPx: 1024 },
    },
    honours: ["seed", "steps"],
  };
}

function card({ title, name, capabilities }: Target): ModelCard {
  const { operations, maxInputImages } = capabilities;
  const task = operations.includes("edit")
    ? `Changes up to ${maxInputImages} pictures as the prompt says.`
    : "Draws what the prompt says.";
  return {
    title: `${title} (dreamifly)`,
    description: `${name} at dreamifly. ${task} May take minutes.`,
    createdAt: Date.UTC(2025, 10, 1),
    capabilities,
  };
}
