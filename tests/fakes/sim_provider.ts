/**
 * The adapter for the sim upstream, written as every adapter is: their body from our request, our
 * outcome from their answer, and nothing else.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure, type Json } from "../../failure.ts";
import { toBase64 } from "../../images/base64.ts";
import { callJson, type JsonBody } from "../../providers/http.ts";
import { inlineImage } from "../../providers/inline_image.ts";
import type {
  CallContext,
  Capabilities,
  ImageSource,
  ModelCard,
  Outcome,
  Provider,
  UpstreamRequest,
} from "../../providers/provider.ts";
import type { UpstreamRefusal } from "../../providers/status.ts";

/** How to reach the sim, and what to say of it. */
export interface SimProviderOptions {
  readonly baseUrl: string;
  readonly apiKey?: string;
  /** @default {"sim"} */
  readonly id?: string;
  /** The sim's own. @default {"one_shot"} */
  readonly mode?: "one_shot" | "async";
  /** @default {false} */
  readonly paid?: boolean;
  /** The sim's own. @default {true} */
  readonly idempotent?: boolean;
  /** The sim's own. @default {4} */
  readonly maxImages?: number;
  /** @default {60_000} */
  readonly attemptTimeoutMs?: number;
  /** @default {1_000} */
  readonly pollAfterMs?: number;
}

const Picture = z.union([z.object({ b64: z.string() }), z.object({ url: z.string() })]);

const Answer = z.discriminatedUnion("status", [
  z.object({ status: z.literal("queued"), id: z.string(), queue_position: z.number().nullish() }),
  z.object({ status: z.literal("running"), id: z.string(), progress: z.number().nullish() }),
  z.object({ status: z.literal("done"), images: z.array(Picture) }),
  z.object({
    status: z.literal("failed"),
    error: z.object({ code: z.string().nullish(), message: z.string() }),
  }),
  z.object({ status: z.literal("cancelled") }),
]);
type Answer = z.infer<typeof Answer>;

const Handle = z.object({ id: z.string() });

const Refusal = z.object({ error: z.object({ code: z.literal("content_policy") }) });

/** Creates the adapter. */
export function createSimProvider(options: SimProviderOptions): Provider {
  const { id = "sim", mode = "one_shot", pollAfterMs = 1_000 } = options;
  const authorization = options.apiKey ? { authorization: `Bearer ${options.apiKey}` } : {};

  function toOutcome(answer: Answer, { report }: CallContext): Outcome {
    switch (answer.status) {
      case "queued":
        if (typeof answer.queue_position === "number") {
          report({ queuePosition: answer.queue_position });
        }
        return { kind: "pending", handle: { id: answer.id }, pollAfterMs };
      case "running":
        if (typeof answer.progress === "number") report({ progress: answer.progress });
        return { kind: "pending", handle: { id: answer.id }, pollAfterMs };
      case "done":
        return toPictures(answer.images);
      case "failed":
        return failed(
          answer.error.code === "content_policy"
            ? contentPolicy()
            : failure("generation_failed", `The upstream failed: ${answer.error.message}`),
        );
      case "cancelled":
        return failed(failure("generation_failed", "The job was cancelled at the upstream"));
    }
  }

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const answer = await callJson({
      url: `${options.baseUrl}/submit`,
      method: "POST",
      headers: { ...authorization, "idempotency-key": context.idempotencyKey },
      body: toBody(request),
      schema: Answer,
      phase: "submit",
      explain,
    }, context);
    return answer.ok ? toOutcome(answer.value, context) : failed(answer.failure);
  }

  async function poll(handle: Json, context: CallContext): Promise<Outcome> {
    const answer = await callJson({
      url: jobUrl(handle),
      headers: authorization,
      schema: Answer,
      phase: "poll",
    }, context);
    return answer.ok ? toOutcome(answer.value, context) : failed(answer.failure);
  }

  async function cancel(handle: Json, context: CallContext): Promise<boolean> {
    const answer = await callJson({
      url: `${jobUrl(handle)}/cancel`,
      method: "POST",
      headers: authorization,
      schema: z.unknown(),
      phase: "cancel",
    }, context);
    return answer.ok;
  }

  function jobUrl(handle: Json): string {
    return `${options.baseUrl}/jobs/${encodeURIComponent(Handle.parse(handle).id)}`;
  }

  return {
    id,
    title: "Sim",
    models: { "sim": card("Sim", options, 0), "sim-edit": card("Sim edit", options, 4) },
    idempotentSubmit: options.idempotent ?? true,
    paid: options.paid ?? false,
    attemptTimeoutMs: options.attemptTimeoutMs ?? 60_000,
    submit,
    ...(mode === "async" ? { poll, cancel } : {}),
  };
}

function toBody(request: UpstreamRequest): JsonBody {
  const { model, prompt, n, seed, size, inputs, mask } = request;
  return {
    model,
    prompt,
    n,
    seed,
    width: size.widthPx,
    height: size.heightPx,
    images: inputs.length > 0 ? inputs.map(({ bytes }) => toBase64(bytes)) : undefined,
    mask: mask && toBase64(mask.bytes),
  };
}

function toPictures(pictures: readonly z.infer<typeof Picture>[]): Outcome {
  const images: ImageSource[] = [];
  for (const picture of pictures) {
    const image = "url" in picture
      ? { kind: "url", ...picture } as const
      : inlineImage(picture.b64);
    if (image === undefined) {
      return failed(failure("bad_response", "The upstream's answer holds a picture that is none"));
    }
    images.push(image);
  }
  return { kind: "done", images };
}

function explain({ body }: UpstreamRefusal): Failure | undefined {
  return Refusal.safeParse(body).success ? contentPolicy() : undefined;
}

function contentPolicy(): Failure {
  return failure("content_policy", "The upstream refused the prompt by its content policy");
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}

function card(title: string, options: SimProviderOptions, maxInputImages: number): ModelCard {
  const capabilities: Capabilities = {
    operations: maxInputImages > 0 ? ["edit", "variation"] : ["generate"],
    maxImages: options.maxImages ?? 4,
    maxInputImages,
    sizes: {
      kind: "range",
      minPx: 16,
      maxPx: 1_024,
      stepPx: 16,
      default: { widthPx: 64, heightPx: 64 },
    },
    honours: ["seed", ...(maxInputImages > 0 ? ["mask"] as const : [])],
  };
  const description = "A stand-in for tests. It draws two stripes in the seed's colours.";
  return { title, description, createdAt: Date.UTC(2026, 0, 1), capabilities };
}
