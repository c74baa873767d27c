/**
 * How the official services that answer at once say no, in the forms of their answers, and what each
 * is in the failure table.
 *
 * @module
 */

import type { FailureKind } from "../failure.ts";
import { createBedrock } from "../providers/bedrock.ts";
import { createDeepinfra } from "../providers/deepinfra.ts";
import { createFireworks } from "../providers/fireworks.ts";
import { createGemini } from "../providers/gemini.ts";
import type { Outcome, Provider } from "../providers/provider.ts";
import { createStability } from "../providers/stability.ts";
import { createTogether } from "../providers/together.ts";
import { createXai } from "../providers/xai.ts";
import { assert, assertEquals, assertFalse } from "./assert.ts";
import { testContext } from "./fakes/call_context.ts";
import { BEDROCK_REFUSALS } from "./fakes/bedrock.ts";
import { deepinfraError } from "./fakes/deepinfra.ts";
import { FIREWORKS_REFUSALS, fireworksError } from "./fakes/fireworks.ts";
import { GEMINI_REFUSALS, geminiAnswer, googleError } from "./fakes/gemini.ts";
import { simPicture } from "./fakes/sim_picture.ts";
import { STABILITY_REFUSALS, stabilityError } from "./fakes/stability.ts";
import { TOGETHER_REFUSALS, togetherError } from "./fakes/together.ts";
import { XAI_REFUSALS, xaiError } from "./fakes/xai.ts";

const SETTINGS = { baseUrl: "https://upstream.test", keys: ["official-secret"] };

/** An answer, and what it is. */
interface Known {
  readonly what: string;
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly kind: FailureKind;
  readonly retryAfterMs?: number;
  /** In the caller's message. */
  readonly says?: string;
}

interface Service {
  readonly provider: Provider;
  readonly model: string;
  readonly answers: readonly Known[];
}

/** Errors that Amazon names in a header. */
function amazon(errors: readonly (readonly [string, number, FailureKind])[]): readonly Known[] {
  return errors.map(([what, status, kind]) => ({
    what,
    status,
    body: { message: "Something about it" },
    headers: { "x-amzn-errortype": `${what}:http://internal.amazon.com/coral/` },
    kind,
  }));
}

const SERVICES: readonly Service[] = [
  {
    provider: createGemini(SETTINGS),
    model: "gemini-3.1-flash-image",
    answers: [
      {
        what: "a blocked prompt",
        status: 200,
        body: GEMINI_REFUSALS.prompt,
        kind: "content_policy",
        says: "PROHIBITED_CONTENT",
      },
      {
        what: "a judged picture",
        status: 200,
        body: GEMINI_REFUSALS.picture,
        kind: "content_policy",
        says: "IMAGE_SAFETY",
      },
      {
        what: "words alone",
        status: 200,
        body: GEMINI_REFUSALS.words,
        kind: "content_policy",
        says: "I cannot draw that person.",
      },
      {
        what: "thoughts and no picture",
        status: 200,
        body: geminiAnswer({
          content: { role: "model", parts: [{ text: "Planning…", thought: true }] },
          finishReason: "NO_IMAGE",
        }),
        kind: "generation_failed",
      },
      {
        what: "a key that is none",
        status: 400,
        body: GEMINI_REFUSALS.key,
        kind: "upstream_auth",
      },
      {
        what: "a limit of the minute",
        status: 429,
        body: GEMINI_REFUSALS.minute,
        kind: "rate_limited",
        retryAfterMs: 13_500,
      },
      {
        what: "a quota of the day",
        status: 429,
        body: GEMINI_REFUSALS.day,
        kind: "upstream_quota",
        retryAfterMs: 46_000,
      },
      { what: "overload", status: 503, body: GEMINI_REFUSALS.overload, kind: "unavailable" },
      {
        what: "a model that is gone",
        status: 404,
        body: googleError(404, "NOT_FOUND", "models/gemini-1 is not found for API version v1beta"),
        kind: "unavailable",
      },
      {
        what: "a wrong request",
        status: 400,
        body: googleError(400, "INVALID_ARGUMENT", "Invalid value at 'seed'"),
        kind: "invalid_request",
        says: "Invalid value at 'seed'",
      },
    ],
  },
  {
    provider: createTogether(SETTINGS),
    model: "FLUX.1-schnell",
    answers: [
      {
        what: "a judged prompt",
        status: 422,
        body: TOGETHER_REFUSALS.content,
        kind: "content_policy",
      },
      { what: "a wrong key", status: 401, body: TOGETHER_REFUSALS.key, kind: "upstream_auth" },
      { what: "no credit", status: 402, body: TOGETHER_REFUSALS.credit, kind: "upstream_quota" },
      {
        what: "a limit",
        status: 429,
        body: togetherError("Rate limit reached"),
        headers: { "retry-after": "2" },
        kind: "rate_limited",
        retryAfterMs: 2_000,
      },
      { what: "overload", status: 503, body: togetherError("Overloaded"), kind: "unavailable" },
      {
        what: "a wrong request",
        status: 400,
        body: togetherError("steps must be between 1 and 4"),
        kind: "invalid_request",
        says: "steps must be between 1 and 4",
      },
    ],
  },
  {
    provider: createFireworks(SETTINGS),
    model: "flux-1-dev-fp8",
    answers: [
      {
        what: "a withheld picture",
        status: 200,
        body: simPicture({ widthPx: 8, heightPx: 8 }, 1),
        headers: FIREWORKS_REFUSALS.picture,
        kind: "content_policy",
      },
      {
        what: "a judged prompt",
        status: 400,
        body: FIREWORKS_REFUSALS.prompt,
        kind: "content_policy",
      },
      { what: "a wrong key", status: 401, body: FIREWORKS_REFUSALS.key, kind: "upstream_auth" },
      { what: "no credit", status: 402, body: fireworksError("Suspended"), kind: "upstream_quota" },
      {
        what: "a model that is gone",
        status: 404,
        body: fireworksError("Gone"),
        kind: "unavailable",
      },
      {
        what: "a limit",
        status: 429,
        body: fireworksError("Slow down"),
        headers: { "retry-after": "1" },
        kind: "rate_limited",
        retryAfterMs: 1_000,
      },
    ],
  },
  {
    provider: createStability(SETTINGS),
    model: "stable-image-core",
    answers: [
      {
        what: "a judged prompt",
        status: 403,
        body: STABILITY_REFUSALS.content,
        kind: "content_policy",
      },
      {
        what: "a judged picture",
        status: 200,
        body: STABILITY_REFUSALS.filtered,
        kind: "content_policy",
      },
      { what: "a wrong key", status: 401, body: STABILITY_REFUSALS.key, kind: "upstream_auth" },
      {
        what: "a key without permission",
        status: 403,
        body: stabilityError("forbidden", "not allowed"),
        kind: "upstream_auth",
      },
      { what: "no credit", status: 402, body: STABILITY_REFUSALS.credit, kind: "upstream_quota" },
      { what: "a limit", status: 429, body: STABILITY_REFUSALS.limit, kind: "rate_limited" },
      {
        what: "a wrong request",
        status: 400,
        body: stabilityError("bad_request", "prompt: is required"),
        kind: "invalid_request",
        says: "prompt: is required",
      },
      {
        what: "another end",
        status: 200,
        body: { finish_reason: "ERROR", seed: 1 },
        kind: "generation_failed",
      },
    ],
  },
  {
    provider: createXai(SETTINGS),
    model: "grok-imagine-image",
    answers: [
      { what: "a judged prompt", status: 400, body: XAI_REFUSALS.prompt, kind: "content_policy" },
      { what: "a judged picture", status: 200, body: XAI_REFUSALS.picture, kind: "content_policy" },
      { what: "a wrong key", status: 400, body: XAI_REFUSALS.key, kind: "upstream_auth" },
      {
        what: "a team without credits",
        status: 403,
        body: XAI_REFUSALS.unpaid,
        kind: "upstream_quota",
      },
      { what: "used up credits", status: 429, body: XAI_REFUSALS.credit, kind: "upstream_quota" },
      { what: "a limit", status: 429, body: xaiError("Too many requests"), kind: "rate_limited" },
      {
        what: "an address for a picture, which is not fetched",
        status: 200,
        body: { data: [{ url: "https://pictures.example/1.png" }] },
        kind: "bad_response",
      },
    ],
  },
  {
    provider: createDeepinfra(SETTINGS),
    model: "FLUX-1-schnell",
    answers: [
      {
        what: "a judged picture",
        status: 200,
        body: { images: ["data:image/png;base64,"], nsfw_content_detected: [true] },
        kind: "content_policy",
      },
      {
        what: "a wrong key",
        status: 401,
        body: deepinfraError("User is not authenticated"),
        kind: "upstream_auth",
      },
      { what: "no credit", status: 402, body: deepinfraError("Balance"), kind: "upstream_quota" },
      { what: "a limit", status: 429, body: deepinfraError("Rate limited"), kind: "rate_limited" },
      {
        what: "a model that is gone",
        status: 404,
        body: deepinfraError("No"),
        kind: "unavailable",
      },
      {
        what: "a wrong request",
        status: 422,
        body: deepinfraError("width is too large"),
        kind: "invalid_request",
        says: "width is too large",
      },
    ],
  },
  {
    provider: createBedrock({ baseUrl: SETTINGS.baseUrl, region: "us-west-2", who: SETTINGS.keys }),
    model: "stable-image-core",
    answers: [
      {
        what: "a judged prompt",
        status: 200,
        body: BEDROCK_REFUSALS.prompt,
        kind: "content_policy",
        says: "refused the prompt",
      },
      {
        what: "a judged picture",
        status: 200,
        body: BEDROCK_REFUSALS.picture,
        kind: "content_policy",
        says: "refused the output image",
      },
      {
        what: "an error while it drew",
        status: 200,
        body: { finish_reasons: ["Inference error"] },
        kind: "generation_failed",
      },
      ...amazon([
        ["AccessDeniedException", 403, "upstream_auth"],
        ["UnrecognizedClientException", 403, "upstream_auth"],
        ["ExpiredTokenException", 400, "upstream_auth"],
        ["ServiceQuotaExceededException", 400, "upstream_quota"],
        ["ThrottlingException", 429, "rate_limited"],
        ["ModelNotReadyException", 429, "unavailable"],
        ["ServiceUnavailableException", 503, "unavailable"],
        ["ResourceNotFoundException", 404, "unavailable"],
        ["ValidationException", 400, "invalid_request"],
        ["InternalServerException", 500, "no_answer"],
      ]),
    ],
  },
];

async function submitTo({ provider, model }: Service, answer: Known): Promise<Outcome> {
  const { status, headers = {} } = answer;
  const body = answer.body instanceof Uint8Array
    ? new Uint8Array(answer.body)
    : JSON.stringify(answer.body);
  const init = { status, headers: { "content-type": "application/json", ...headers } };
  const fetch = () => Promise.resolve(new Response(body, init));
  const account = provider.accounts?.[0]?.id ?? "";
  return await provider.submit({
    operation: "generate",
    model,
    prompt: "a lighthouse",
    n: 1,
    seed: 7,
    size: { widthPx: 1_024, heightPx: 1_024 },
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
  }, testContext(fetch, { account }));
}

for (const service of SERVICES) {
  for (const answer of service.answers) {
    const { what, kind, retryAfterMs, says = "" } = answer;
    Deno.test(`${service.provider.id} answers with ${what}: ${kind}`, async () => {
      const outcome = await submitTo(service, answer);
      assert(outcome.kind === "failed", "It is a failure");
      const { failure } = outcome;
      assertEquals([failure.kind, failure.retryAfterMs], [kind, retryAfterMs], failure.message);
      assert(failure.message.includes(says), failure.message);
      assertFalse(JSON.stringify(failure).includes("official-secret"));
    });
  }
}
