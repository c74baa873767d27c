/**
 * arting: Stable Diffusion models with LoRAs, as jobs to be polled.
 *
 * A prompt may name LoRAs as Stable Diffusion's own tools do, `<lora:name:weight>`. There is one
 * weight for all of them: the request's, or else that of the first tag that has one.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure, type Json } from "../failure.ts";
import { createAccounts } from "./accounts.ts";
import { failureOfCode, Sentence } from "./body_refusal.ts";
import { type Call, callJson, type JsonBody } from "./http.ts";
import type {
  CallContext,
  Capabilities,
  ModelCard,
  Outcome,
  Provider,
  UpstreamRequest,
} from "./provider.ts";
import { redactor } from "./secrets.ts";
import { shorten, upstreamMessage } from "./upstream_message.ts";

/** Where the service is, and who we are there. */
export interface ArtingOptions {
  /** Without a trailing slash, such as `https://api.arting.ai`. */
  readonly baseUrl: string;
  /** One per account, sent in `Authorization` as they are given. */
  readonly tokens: readonly string[];
}

/** Public clients ask every 2 s, for at most 240 s. */
const POLL_AFTER_MS = 2_000;
const ATTEMPT_TIMEOUT_MS = 240_000;

/** Its code for "accepted" and for "this is how far it is". */
const FINE = 100_000;

/** What public clients send when their user says nothing. */
const DEFAULTS = {
  guidanceScale: 7,
  sampler: "Euler a",
  steps: 25,
  clipSkip: 2,
  loraWeight: 0.7,
} as const;

const CAPABILITIES: Capabilities = {
  operations: ["generate"],
  maxImages: 4,
  maxInputImages: 0,
  sizes: {
    kind: "range",
    minPx: 256,
    maxPx: 1024,
    stepPx: 8,
    default: { widthPx: 512, heightPx: 768 },
  },
  honours: [
    "negativePrompt",
    "seed",
    "steps",
    "guidanceScale",
    "sampler",
    "clipSkip",
    "loraIds",
    "loraWeight",
  ],
};

const MODELS: Readonly<Record<string, ModelCard>> = {
  oneFORALLAnime: card("oneFORALL Anime", "Draws in the manner of anime."),
  oneFORALLReality_vPony: card("oneFORALL Reality", "Draws in the manner of photographs."),
};

const Created = z.object({
  code: z.number(),
  message: Sentence,
  data: z.object({ request_id: z.string() }).nullish(),
});

const Got = z.object({
  code: z.number(),
  message: Sentence,
  data: z.object({ output: z.array(z.string()).nullish() }).nullish(),
});
type Got = z.infer<typeof Got>;

const Handle = z.object({ requestId: z.string() });

/** Creates the adapter. */
export function createArting({ baseUrl, tokens }: ArtingOptions): Provider {
  const accounts = createAccounts(tokens);
  return {
    id: "arting",
    title: "arting",
    models: MODELS,
    accounts: accounts.list,
    origin: new URL(baseUrl).origin,
    idempotentSubmit: false,
    paid: false,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    submit,
    poll,
  };

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const call = to("create", context);
    const answer = await callJson(
      { ...call, body: toBody(request), schema: Created, phase: "submit" },
      context,
    );
    if (!answer.ok) return failed(answer.failure);
    const { code, data } = answer.value;
    if (code !== FINE) {
      const message = hideSecrets(answer.value.message, call);
      return failed(failureOfCode({ code, message, headers: answer.headers }, context.now()));
    }
    return data ? pending(data.request_id) : failed(withoutJob());
  }

  async function poll(handle: Json, context: CallContext): Promise<Outcome> {
    const { requestId } = Handle.parse(handle);
    const call = to("get", context);
    const body = { request_id: requestId };
    const answer = await callJson({ ...call, body, schema: Got, phase: "poll" }, context);
    if (!answer.ok) return failed(answer.failure);
    const { code, message } = answer.value;
    if (code !== FINE) return failed(noNews(code, hideSecrets(message, call)));
    return toPictures(answer.value) ?? pending(requestId);
  }

  /** What the calls have in common; both of them are POSTs. */
  function to(door: "create" | "get", { account }: CallContext) {
    const url = `${baseUrl}/api/cg/text-to-image/${door}`;
    return {
      url,
      method: "POST",
      headers: { authorization: accounts.credential(account) },
    } as const;
  }
}

/** Refusals come with status 200, whose bodies nobody has looked through for our credentials. */
function hideSecrets(
  text: string,
  { url, headers }: Pick<Call<unknown>, "url" | "headers">,
): string {
  return redactor(new URL(url), new Headers(headers))(text);
}

function toBody(request: UpstreamRequest): JsonBody {
  const { text, loras } = readLoras(request.prompt);
  const loraIds = [...request.loraIds ?? [], ...loras.map(({ id }) => id)];
  const tagged = loras.find(({ weight }) => weight !== undefined)?.weight;
  return {
    prompt: text,
    model_id: request.model,
    lora_ids: [...new Set(loraIds)].join(","),
    lora_weight: String(request.loraWeight ?? tagged ?? DEFAULTS.loraWeight),
    samples: request.n,
    height: request.size.heightPx,
    width: request.size.widthPx,
    guidance: request.guidanceScale ?? DEFAULTS.guidanceScale,
    sampler: request.sampler ?? DEFAULTS.sampler,
    steps: request.steps ?? DEFAULTS.steps,
    seed: request.seed,
    clip_skip: request.clipSkip ?? DEFAULTS.clipSkip,
    negative_prompt: request.negativePrompt ?? "",
    is_nsfw: false,
  };
}

interface Lora {
  readonly id: string;
  readonly weight: number | undefined;
}

/** The prompt without its LoRA tags, and what these name. */
function readLoras(prompt: string): { readonly text: string; readonly loras: readonly Lora[] } {
  const tag = /\s*<lora:([^:<>]+)(?::(-?\d*\.?\d+))?[^<>]*>/gi;
  const loras = [...prompt.matchAll(tag)].map(([, id = "", weight]) => ({
    id: id.trim(),
    weight: weight === undefined ? undefined : Number(weight),
  }));
  return { text: prompt.replace(tag, "").trim(), loras };
}

/** Undefined while there is nothing yet. */
function toPictures({ data }: Got): Outcome | undefined {
  const urls = data?.output ?? [];
  if (urls.length === 0) return undefined;
  return { kind: "done", images: urls.map((url) => ({ kind: "url", url })) };
}

function pending(requestId: string): Outcome {
  return { kind: "pending", handle: { requestId }, pollAfterMs: POLL_AFTER_MS };
}

/** Its codes come and go while it draws: only time tells that a job will not end. */
function noNews(code: number, message: string): Failure {
  const said = upstreamMessage({ message }) ?? `code ${code}`;
  const sentence = shorten(`The upstream does not say how far it is: ${said}`);
  return failure("unavailable", sentence, { detail: { code } });
}

function withoutJob(): Failure {
  return failure("bad_response", "The upstream took the request but gave no job to ask after");
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}

function card(title: string, description: string): ModelCard {
  return {
    title: `${title} (arting)`,
    description: `${description} Stable Diffusion, with LoRAs by id or as <lora:name:weight>.`,
    createdAt: Date.UTC(2025, 10, 1),
    capabilities: CAPABILITIES,
  };
}
