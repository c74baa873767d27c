/**
 * ComfyUI: graphs of nodes on a machine of the operator's own, one at a time.
 *
 * Wire forms as in `server.py`, `execution.py` and `comfy_execution/jobs.py` of ComfyUI, read on
 * 2026-11-21. A prompt has the id that we give it, so that one whose submit was not answered is
 * asked after instead of being submitted again. Where a prompt stands is told by the jobs API, or by
 * queue and history where that is missing; the WebSocket only tells how far it is.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import { type Failure, failure, type Json } from "../failure.ts";
import { toBase64 } from "../images/base64.ts";
import { Checkpoints, explainPrompt, picturesAt, Queued, unknownPrompt } from "./comfyui/answer.ts";
import { checkpointModels } from "./comfyui/checkpoint.ts";
import { fillIn, workflowFor } from "./comfyui/graph.ts";
import { createLookout, type Look } from "./comfyui/look.ts";
import { cardsOf } from "./comfyui/models.ts";
import { uploadFiles } from "./comfyui/uploads.ts";
import { listenTo } from "./comfyui/watch.ts";
import type { ComfyuiModels } from "./comfyui/workflow.ts";
import { callJson } from "./http.ts";
import type { CallContext, ModelCard, Outcome, Provider, UpstreamRequest } from "./provider.ts";

/** How to reach the upstream, and what it is to do. */
export interface ComfyuiOptions {
  /** Such as `http://127.0.0.1:8188`. */
  readonly baseUrl: string;
  /**
   * For the proxy before it (ComfyUI itself asks for nothing): `user:password`, or a whole
   * `Authorization` such as `Bearer …`.
   */
  readonly auth?: string | undefined;
  /** The operator's own models. */
  readonly workflows: ComfyuiModels;
  /** Offered until the upstream's own list of checkpoints is there, or when it cannot be had. */
  readonly checkpoints: readonly string[];
}

/** Large pictures on small graphics cards take minutes, and others may be before us. */
const ATTEMPT_TIMEOUT_MS = 540_000;
const POLL_AFTER_MS = 1_000;

const Handle = z.object({
  id: z.string(),
  model: z.string(),
  /** Pictures under way: wanted, and told of by now. */
  previews: z.number(),
  shown: z.number(),
});
type Handle = z.infer<typeof Handle>;

/** Creates the adapter. Throws a TypeError when `baseUrl` is none. */
export function createComfyui(options: ComfyuiOptions): Provider {
  const { auth, workflows } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const { origin } = new URL(baseUrl);
  const headers = auth === undefined ? {} : { authorization: authorization(auth) };
  const configured = { ...checkpointModels(options.checkpoints), ...workflows };
  let models = configured;
  const lookout = createLookout({ baseUrl, headers });

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const model = models[request.model];
    const workflow = model && workflowFor(model, request);
    if (!workflow) return failed(failure("internal", `"${request.model}" has no such workflow`));
    const uploads = { url: `${baseUrl}/upload/image`, headers };
    const files = await uploadFiles(request, uploads, context);
    if ("kind" in files) return failed(files);
    const handle = expectedHandle(request, context);
    const { partialImages } = request;
    const answer = await callJson({
      url: `${baseUrl}/prompt`,
      method: "POST",
      headers,
      body: {
        prompt: fillIn(workflow, { ...request, files }),
        prompt_id: handle.id,
        client_id: handle.id,
        ...(partialImages > 0 ? { extra_data: { preview_method: "auto" } } : {}),
      },
      schema: Queued,
      phase: "submit",
      explain: (refusal) => explainPrompt(refusal, workflow),
    }, context);
    if (!answer.ok) return failed(answer.failure);
    // Servers of before 2025 give ids of their own.
    return pending({ ...handle, id: answer.value.prompt_id });
  }

  function expectedHandle(
    { model, partialImages }: Pick<UpstreamRequest, "model" | "partialImages">,
    { attemptId }: CallContext,
  ): Handle {
    return { id: promptIdOf(attemptId), model, previews: partialImages, shown: 0 };
  }

  async function poll(given: Json, context: CallContext): Promise<Outcome> {
    const handle = Handle.parse(given);
    const standing = await look(handle, context);
    if (!standing.ok || standing.value.kind !== "running") {
      return toOutcome(standing, handle, context);
    }
    const { id: promptId } = handle;
    const url = `${baseUrl.replace(/^http/, "ws")}/ws`;
    const { isOver, shown } = await listenTo({ url, headers, promptId, ...handle }, context);
    const next = { ...handle, shown };
    if (!isOver || context.signal.aborted) return pending(next);
    return toOutcome(await look(next, context), next, context);
  }

  function toOutcome(standing: Look, handle: Handle, context: CallContext): Outcome {
    if (!standing.ok) return failed(standing.failure);
    const { value } = standing;
    switch (value.kind) {
      case "pending":
        if (value.before !== undefined) context.report({ queuePosition: value.before });
        return pending(handle);
      case "running":
        return pending(handle);
      case "unknown":
        return failed(unknownPrompt());
      case "failed":
        return failed(value.failure);
      case "done":
        return picturesAt(baseUrl, value.files);
    }
  }

  async function look({ id, model }: Handle, context: CallContext): Promise<Look> {
    const { generate, edit, inpaint } = models[model] ?? {};
    const wanted = [generate, edit, inpaint].flatMap((workflow) => workflow?.output ?? []);
    return await lookout.look({ id, wanted }, context);
  }

  /** Stops this prompt and no other: an interrupt without an id would stop whatever runs. */
  async function cancel(given: Json, context: CallContext): Promise<boolean> {
    const handle = Handle.parse(given);
    const answer = await callJson({
      url: `${baseUrl}/api/jobs/${encodeURIComponent(handle.id)}/cancel`,
      method: "POST",
      headers,
      schema: z.object({ cancelled: z.boolean() }),
      phase: "cancel",
    }, context);
    if (answer.ok) return answer.value.cancelled;
    await tell("/queue", { delete: [handle.id] }, context);
    const standing = await look(handle, context);
    // Servers with the jobs API keep to the id; older ones would stop whatever runs by then.
    if (standing.ok && standing.value.kind === "running" && lookout.hasJobs) {
      await tell("/interrupt", { prompt_id: handle.id }, context);
    }
    return standing.ok && standing.value.kind === "unknown";
  }

  /** Answers come without a body: what became of it is seen by looking. */
  async function tell(path: string, body: Record<string, Json>, context: CallContext) {
    await callJson({
      url: `${baseUrl}${path}`,
      method: "POST",
      headers,
      body,
      schema: z.unknown(),
      phase: "cancel",
    }, context);
  }

  async function listModels(context: CallContext): Promise<Readonly<Record<string, ModelCard>>> {
    const answer = await callJson({
      url: `${baseUrl}/models/checkpoints`,
      headers,
      schema: Checkpoints,
      phase: "poll",
    }, context);
    if (answer.ok) models = { ...checkpointModels(answer.value), ...workflows };
    return cardsOf(models);
  }

  return {
    id: "comfyui",
    title: "ComfyUI",
    models: cardsOf(configured),
    origin,
    originHeaders: headers,
    idempotentSubmit: false,
    paid: false,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    submit,
    expectedHandle,
    poll,
    cancel,
    listModels,
  };
}

/** What has a scheme is whole; the rest is for Basic (RFC 7617), in UTF-8. */
function authorization(auth: string): string {
  return /^\S+ \S/.test(auth) ? auth : `Basic ${toBase64(new TextEncoder().encode(auth))}`;
}

/** A UUID, of the version that is for digests. */
function promptIdOf(attemptId: string): string {
  const hex = createHash("sha256").update(`comfyui:${attemptId}`).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

function pending(handle: Handle): Outcome {
  return { kind: "pending", handle, pollAfterMs: POLL_AFTER_MS };
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}
