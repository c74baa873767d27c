/**
 * FLUX.1 Kontext at Fireworks: requests that are asked after.
 *
 * Wire forms as in its API reference of November 2026. How far a request is, it tells in the words of
 * Black Forest Labs. There is no way to cancel one.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure, type Json } from "../../failure.ts";
import { formatDataUrl } from "../../images/base64.ts";
import { createAccounts } from "../accounts.ts";
import { sdkCard, type SdkModel } from "../ai_sdk/model.ts";
import { broken, moderated, Task, unknownTask } from "../bfl/answer.ts";
import { notOffered, withoutPicture } from "../common_failures.ts";
import { policyRefusal } from "../content_policy.ts";
import { namedFields } from "../field_names.ts";
import { callJson, type JsonBody } from "../http.ts";
import { inlineImage } from "../inline_image.ts";
import { isRange, ratioFor } from "../offered_sizes.ts";
import { formatFor } from "../output_format.ts";
import type { CallContext, ModelCard, Outcome, UpstreamRequest } from "../provider.ts";
import type { UpstreamRefusal } from "../status.ts";

/** That part of the provider. */
export interface QueuedFireworks {
  readonly models: Readonly<Record<string, ModelCard>>;
  submit(request: UpstreamRequest, context: CallContext): Promise<Outcome>;
  poll(handle: Json, context: CallContext): Promise<Outcome>;
}

const POLL_AFTER_MS = 1_000;

const Submitted = z.object({ request_id: z.string().min(1).max(200) });

const Handle = z.object({ id: z.string(), name: z.string() });
type Handle = z.infer<typeof Handle>;

/** Creates it. */
export function createQueuedFireworks(
  { baseUrl, keys }: { readonly baseUrl: string; readonly keys: readonly string[] },
  models: Readonly<Record<string, SdkModel>>,
): QueuedFireworks {
  const accounts = createAccounts(keys);

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const model = models[request.model];
    if (!model) return failed(failure("internal", `There is no model "${request.model}" here`));
    const answer = await callJson({
      url: `${baseUrl}/workflows/${model.name}`,
      method: "POST",
      headers: authorization(context),
      body: toBody(request, model),
      schema: Submitted,
      phase: "submit",
      explain: explainSubmit,
    }, context);
    if (!answer.ok) return failed(answer.failure);
    return pending({ id: answer.value.request_id, name: model.name });
  }

  async function poll(given: Json, context: CallContext): Promise<Outcome> {
    const handle = Handle.parse(given);
    const answer = await callJson({
      url: `${baseUrl}/workflows/${handle.name}/get_result`,
      method: "POST",
      headers: authorization(context),
      body: { id: handle.id },
      schema: Task,
      phase: "poll",
    }, context);
    if (!answer.ok) return failed(answer.failure);
    const { progress } = answer.value;
    if (progress !== undefined) context.report({ progress });
    return outcomeOf(answer.value, handle);
  }

  function authorization({ account }: CallContext) {
    return { authorization: `Bearer ${accounts.credential(account)}` };
  }

  const cards = Object.entries(models).map(([id, model]) => [id, sdkCard(model, "Fireworks")]);
  return { models: Object.fromEntries(cards), submit, poll };
}

function toBody(
  request: UpstreamRequest,
  { sizes, fields }: SdkModel,
): Readonly<Record<string, JsonBody | undefined>> {
  const { prompt, size, seed, inputs: [picture] } = request;
  return {
    prompt,
    ...(isRange(sizes) ? {} : { aspect_ratio: ratioFor(size, sizes) }),
    output_format: formatFor(request, ["jpeg", "png"]),
    ...(picture ? { input_image: formatDataUrl(picture.bytes, picture.mediaType) } : {}),
    ...namedFields(fields, { seed }),
  };
}

function explainSubmit(refusal: UpstreamRefusal): Failure | undefined {
  return refusal.status === 404 ? notOffered() : policyRefusal(refusal);
}

function outcomeOf(task: Task, handle: Handle): Outcome {
  switch (task.status) {
    case "Pending":
      return pending(handle);
    case "Ready":
      return pictureOf(task.result?.sample);
    case "Request Moderated":
    case "Content Moderated":
      return failed(moderated(task));
    case "Error":
    case "Failed":
      return failed(broken(task));
    case "Task not found":
      return failed(unknownTask());
  }
}

/** An address, or the picture itself in base64. */
function pictureOf(sample: string | undefined): Outcome {
  if (sample === undefined) return failed(withoutPicture());
  if (/^https?:/i.test(sample)) return { kind: "done", images: [{ kind: "url", url: sample }] };
  const picture = inlineImage(sample);
  return picture ? { kind: "done", images: [picture] } : failed(withoutPicture());
}

function pending(handle: Handle): Outcome {
  return { kind: "pending", handle, pollAfterMs: POLL_AFTER_MS };
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}
