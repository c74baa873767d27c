/**
 * From a job's record to a response as its caller sees it, but for the picture's bytes. Pure.
 *
 * @module
 */

import type { Failure, FailureKind } from "../../failure.ts";
import { type Job, jobFailure, jobImages, jobStatus } from "../../jobs/job.ts";
import { errorBody } from "../errors.ts";
import { settingsOf, unixSeconds } from "../image_answer.ts";
import type { ImageCall, ResponseError, ResponseView } from "../schemas/response_object.ts";
import { callId, type ResponseDialect, responseId, type StoredResponse } from "./stored.ts";

/** A response without its output, which holds the bytes. */
export type ResponseHead = Omit<ResponseView, "output">;
/** The item without its bytes. */
export type CallHead = Omit<ImageCall, "result">;

/** Pictures have no tokens. */
const NO_USAGE: ResponseView["usage"] = {
  input_tokens: 0,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 0,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 0,
};

const NO_TOOL_USAGE: ResponseView["tool_usage"] = {
  image_gen: {
    input_tokens: 0,
    input_tokens_details: { image_tokens: 0, text_tokens: 0 },
    output_tokens: 0,
    output_tokens_details: { image_tokens: 0, text_tokens: 0 },
    total_tokens: 0,
  },
  web_search: { num_requests: 0 },
};

/** The response, as it is, or as it was when it had another status. */
export function viewResponse(
  { job, dialect }: StoredResponse,
  status: ResponseView["status"] = jobStatus(job),
): ResponseHead {
  const hasEnded = status !== "queued" && status !== "in_progress";
  const failure = status === "failed" ? jobFailure(job) : undefined;
  return {
    id: responseId(job),
    object: "response",
    created_at: unixSeconds(job.createdAt),
    completed_at: status === "completed" ? unixSeconds(job.endedAt ?? job.updatedAt) : null,
    status,
    background: dialect.background,
    error: failure === undefined ? null : viewError(failure),
    incomplete_details: null,
    model: dialect.model,
    store: dialect.store,
    tools: dialect.tools,
    tool_choice: dialect.toolChoice,
    ...viewEchoed(dialect),
    ...(hasEnded ? { usage: NO_USAGE } : {}),
    tool_usage: NO_TOOL_USAGE,
    reasoning: { effort: null, summary: null },
    text: { format: { type: "text" } },
    service_tier: "default",
    access_programs: null,
  };
}

/** The item; undefined before its turn has come. */
export function viewCall(job: Job, status: ImageCall["status"] = callStatus(job)):
  | CallHead
  | undefined {
  if (!hasBegun(job)) return undefined;
  const head = {
    id: callId(job),
    type: "image_generation_call",
    status,
    action: job.request.operation === "generate" ? "generate" : "edit",
  } as const;
  if (status === "failed") return { ...head, ...viewRefusal(jobFailure(job)) };
  const [image] = jobImages(job);
  if (status !== "completed" || image === undefined) return head;
  const { revisedPrompt } = image;
  return {
    ...head,
    ...settingsOf(job.request, image),
    ...(revisedPrompt === undefined ? {} : { revised_prompt: revisedPrompt }),
  };
}

/** Whether an upstream was ever asked: before that there is no item. */
export function hasBegun({ tasks }: Pick<Job, "tasks">): boolean {
  return tasks.some(({ attemptsBegun }) => attemptsBegun > 0);
}

function callStatus(job: Job): ImageCall["status"] {
  if (job.endedAt === undefined) return "generating";
  return jobImages(job).length > 0 ? "completed" : "failed";
}

function viewEchoed({ echoed }: ResponseDialect) {
  return {
    instructions: echoed.instructions ?? null,
    metadata: echoed.metadata ?? {},
    previous_response_id: echoed.previous_response_id ?? null,
    max_output_tokens: echoed.max_output_tokens ?? null,
    max_tool_calls: echoed.max_tool_calls ?? null,
    parallel_tool_calls: echoed.parallel_tool_calls ?? true,
    temperature: echoed.temperature ?? 1,
    top_p: echoed.top_p ?? 1,
    top_logprobs: echoed.top_logprobs ?? 0,
    truncation: echoed.truncation ?? "disabled",
    prompt_cache_key: echoed.prompt_cache_key ?? null,
    safety_identifier: echoed.safety_identifier ?? null,
    ...(echoed.user === undefined ? {} : { user: echoed.user }),
  };
}

function viewError(failure: Failure): ResponseError {
  const { message, param, type } = errorBody(failure).error;
  return { code: errorCode(failure), message, param, type };
}

function errorCode({ kind, param }: Failure): ResponseError["code"] {
  const codes: Partial<Record<FailureKind, ResponseError["code"]>> = {
    content_policy: "image_content_policy_violation",
    rate_limited: "rate_limit_exceeded",
    invalid_request: /image|mask/.test(param ?? "") ? "invalid_image" : "invalid_prompt",
  };
  return codes[kind] ?? "server_error";
}

/** OpenAI's items carry an error when moderation refused them. */
function viewRefusal(failure: Failure | undefined): Pick<ImageCall, "error"> {
  return failure?.kind === "content_policy" ? { error: errorBody(failure).error } : {};
}
