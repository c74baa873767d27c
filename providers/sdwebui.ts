/**
 * AUTOMATIC1111's Stable Diffusion web UI, Forge, and what speaks their API.
 *
 * Wire forms as in `modules/api/api.py` and `modules/api/models.py` of A1111 1.10 and of Forge, read
 * on 2026-11-20. The machine draws one thing at a time, answers when it is done, and knows no jobs:
 * its progress is the machine's, and an interrupt stops whatever is drawn.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../failure.ts";
import { toBase64 } from "../images/base64.ts";
import { ImageError, type Raster } from "../images/raster.ts";
import { type Answer, callJson, type JsonBody } from "./http.ts";
import {
  type CallContext,
  type Outcome,
  type Provider,
  SOLE_ACCOUNT,
  type UpstreamRequest,
} from "./provider.ts";
import { DrawnAnswer, pictures } from "./sdwebui/answer.ts";
import { writeBody } from "./sdwebui/body.ts";
import {
  type Cards,
  cardsOf,
  Checkpoints,
  LOADED,
  LOADED_ONLY,
  Samplers,
} from "./sdwebui/listing.ts";
import { explainRefusal } from "./sdwebui/refusal.ts";
import { watched } from "./sdwebui/watch.ts";

/** How to reach the upstream. */
export interface SdwebuiOptions {
  /** Such as `http://127.0.0.1:7860`. */
  readonly baseUrl: string;
  /** `user:password`, as given to its `--api-auth`. */
  readonly auth?: string | undefined;
  /** Turns masks the other way round. */
  readonly raster: Raster;
}

/** Large pictures on small graphics cards take minutes. */
const ATTEMPT_TIMEOUT_MS = 900_000;

/** Nobody waits for the picture any more: the interrupt must not keep anybody either. */
const INTERRUPT_TIMEOUT_MS = 2_000;

/** Creates the adapter. Throws a TypeError when `baseUrl` is none. */
export function createSdwebui({ baseUrl, auth, raster }: SdwebuiOptions): Provider {
  const { origin } = new URL(baseUrl);
  const api = `${baseUrl.replace(/\/+$/, "")}/sdapi/v1`;
  const headers = auth === undefined ? {} : { authorization: basic(auth) };
  let offered: Cards = LOADED_ONLY;

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const body = await prepare(request, context.signal);
    if (!body.ok) return failed(body.failure);
    const previews = request.partialImages;
    const work = draw(request, body.value, context);
    const answer = await watched(work, { url: `${api}/progress`, headers, previews }, context);
    if (answer.ok) return pictures(answer.value, request.n);
    if (context.signal.aborted && answer.failure.kind === "no_answer") await interrupt(context);
    return failed(answer.failure);
  }

  async function prepare(request: UpstreamRequest, signal: AbortSignal): Promise<Prepared> {
    const checkpoint = request.model === LOADED ? undefined : request.model;
    try {
      return { ok: true, value: await writeBody(request, { checkpoint, raster, signal }) };
    } catch (error) {
      return { ok: false, failure: unwritten(error, signal) };
    }
  }

  async function draw(
    { inputs }: UpstreamRequest,
    body: JsonBody,
    context: CallContext,
  ): Promise<Answer<DrawnAnswer>> {
    return await callJson({
      url: `${api}/${inputs.length > 0 ? "img2img" : "txt2img"}`,
      method: "POST",
      headers,
      body,
      schema: DrawnAnswer,
      phase: "submit",
      explain: (refusal) => explainRefusal(refusal, context.now()),
    }, context);
  }

  /** A closed connection does not stop the machine. */
  async function interrupt(context: CallContext): Promise<void> {
    await callJson({
      url: `${api}/interrupt`,
      method: "POST",
      headers,
      schema: z.unknown(),
      phase: "cancel",
    }, { ...context, signal: AbortSignal.timeout(INTERRUPT_TIMEOUT_MS) });
  }

  async function listModels(context: CallContext): Promise<Cards> {
    const [checkpoints, samplers] = await Promise.all([
      callJson({ url: `${api}/sd-models`, headers, schema: Checkpoints, phase: "poll" }, context),
      callJson({ url: `${api}/samplers`, headers, schema: Samplers, phase: "poll" }, context),
    ]);
    if (checkpoints.ok) offered = cardsOf(checkpoints.value, samplers.ok ? samplers.value : []);
    return offered;
  }

  return {
    id: "sdwebui",
    title: "Stable Diffusion web UI",
    models: LOADED_ONLY,
    accounts: [{ ...SOLE_ACCOUNT, concurrency: 1 }],
    origin,
    idempotentSubmit: false,
    paid: false,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    submit,
    listModels,
  };
}

type Prepared =
  | { readonly ok: true; readonly value: JsonBody }
  | { readonly ok: false; readonly failure: Failure };

/** Why there is no body to send. Anything unexpected is a bug and is thrown on. */
function unwritten(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return failure("unavailable", "The call was stopped before it was sent");
  if (!(error instanceof ImageError)) throw error;
  return failure("invalid_request", `An input image ${error.message}`, { param: "image" });
}

/** RFC 7617, in UTF-8. */
function basic(auth: string): string {
  return `Basic ${toBase64(new TextEncoder().encode(auth))}`;
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}
