/**
 * The documented operations of the Stable Diffusion WebUI's API. Lists and probes are documented in
 * a line each: what they hold is A1111's to say.
 *
 * @module
 */

import { z } from "zod";
import type { FailureKind } from "../failure.ts";
import type { Content, Operation } from "./operation.ts";
import { ImageQuery } from "./schemas/plan.ts";
import { sdapiStatus } from "./sdapi/errors.ts";
import { CONTROLNET_LISTS, FIXED_LISTS, NOTHING_TO_DO } from "./sdapi/lists.ts";
import { PROBES } from "./sdapi/probes.ts";
import {
  DrawAnswer,
  ExtraBatchBody,
  ExtraSingleBody,
  Img2imgBody,
  OptionValues,
  PngInfoBody,
  ProgressAnswer,
  ProgressQuery,
  SdapiError,
  TaskProgressBody,
  Txt2imgBody,
} from "./schemas/sdapi.ts";

/** What is particular to one of them. */
interface Entry extends Pick<Operation, "method" | "path" | "summary" | "description" | "query"> {
  readonly body?: z.ZodType;
  readonly answer?: z.ZodType;
  readonly refusals?: readonly FailureKind[];
}

const AT_THE_DOOR = ["unauthenticated", "forbidden", "internal"] as const;
const OF_BODIES = [
  ...AT_THE_DOOR,
  "invalid_request",
  "body_too_large",
  "unsupported_content_type",
] as const;
const OF_PICTURES = [
  ...OF_BODIES,
  "content_policy",
  "cancelled",
  "model_not_found",
  "not_found",
  "rate_limited",
  "generation_failed",
  "timed_out",
  "submission_unknown",
  "unavailable",
  "still_running",
  "draining",
] as const;

const Anything = z.unknown();

/** All of them, in the order of the documentation. */
export const SDAPI_OPERATIONS: readonly Operation[] = [
  operation({
    method: "post",
    path: "/sdapi/v1/txt2img",
    summary: "Make pictures from a prompt",
    description: "Waits until the pictures are there. What has no effect is named in the header " +
      "`x-darkroom-warnings`.",
    query: ImageQuery,
    body: Txt2imgBody,
    answer: DrawAnswer,
    refusals: OF_PICTURES,
  }),
  operation({
    method: "post",
    path: "/sdapi/v1/img2img",
    summary: "Change a picture, or the masked part of it",
    query: ImageQuery,
    body: Img2imgBody,
    answer: DrawAnswer,
    refusals: OF_PICTURES,
  }),
  operation({
    method: "get",
    path: "/sdapi/v1/progress",
    summary: "Ask how far the caller's drawing is",
    query: ProgressQuery,
    answer: ProgressAnswer,
    refusals: [...AT_THE_DOOR, "invalid_request"],
  }),
  operation({
    method: "post",
    path: "/sdapi/v1/interrupt",
    summary: "End the caller's drawings",
  }),
  operation({
    method: "post",
    path: "/sdapi/v1/skip",
    summary: "End the caller's drawings",
  }),
  operation({
    method: "get",
    path: "/sdapi/v1/options",
    summary: "Read the caller's options",
    answer: OptionValues,
  }),
  operation({
    method: "post",
    path: "/sdapi/v1/options",
    summary: "Set options for the caller's later calls",
    description: "`sd_model_checkpoint` takes a title, name, file name or hash of " +
      "`GET /sdapi/v1/sd-models`; `samples_format` takes `png`, `jpg` or `webp`.",
    body: OptionValues,
    refusals: [...OF_BODIES],
  }),
  operation({
    method: "post",
    path: "/sdapi/v1/extra-single-image",
    summary: "Enlarge a picture by resampling",
    body: ExtraSingleBody,
    answer: z.object({ image: z.string(), html_info: z.string() }),
    refusals: OF_BODIES,
  }),
  operation({
    method: "post",
    path: "/sdapi/v1/extra-batch-images",
    summary: "Enlarge pictures by resampling",
    body: ExtraBatchBody,
    answer: z.object({ images: z.array(z.string()), html_info: z.string() }),
    refusals: OF_BODIES,
  }),
  operation({
    method: "post",
    path: "/sdapi/v1/png-info",
    summary: "Read how a picture was made",
    body: PngInfoBody,
    answer: z.object({
      info: z.string(),
      items: z.record(z.string(), z.string()),
      parameters: z.record(z.string(), z.string()),
    }),
    refusals: OF_BODIES,
  }),
  operation({
    method: "post",
    path: "/sdapi/v1/interrogate",
    summary: "Always refused: no model here describes pictures",
    refusals: [...AT_THE_DOOR, "not_found"],
  }),
  operation({
    method: "post",
    path: "/controlnet/detect",
    summary: "Always refused: there is no ControlNet here",
    refusals: [...AT_THE_DOOR, "invalid_request"],
  }),
  operation({ method: "get", path: "/sdapi/v1/sd-models", summary: "List models as checkpoints" }),
  ...Object.keys(FIXED_LISTS).map((name) =>
    operation({ method: "get", path: `/sdapi/v1/${name}`, summary: "List, as in A1111" })
  ),
  ...Object.keys(CONTROLNET_LISTS).map((name) =>
    operation({ method: "get", path: `/controlnet/${name}`, summary: "Tells that there is none" })
  ),
  ...Object.keys(NOTHING_TO_DO).map((name) =>
    operation({ method: "post", path: `/sdapi/v1/${name}`, summary: "Accepted; nothing to do" })
  ),
  operation({
    method: "post",
    path: "/internal/progress",
    summary: "Ask how far a task is, by its `force_task_id`",
    body: TaskProgressBody,
    refusals: OF_BODIES,
  }),
  operation({
    method: "get",
    path: "/internal/pending-tasks",
    summary: "List the caller's tasks under way",
  }),
  ...Object.keys(PROBES).map((path) =>
    operation({
      method: "get",
      path,
      summary: "Tells clients that this API is there",
      refusals: [],
    })
  ),
  operation({
    method: "post",
    path: "/login",
    summary: "Check the key, as user or password of a form",
    refusals: ["unauthenticated"],
  }),
];

function operation(entry: Entry): Operation {
  const { method, path, summary, description, query, body, refusals = AT_THE_DOOR } = entry;
  const content = (schema: z.ZodType): Content => ({ "application/json": schema });
  return {
    method,
    path,
    tag: "Stable Diffusion WebUI",
    summary,
    ...(description === undefined ? {} : { description }),
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body: content(body) }),
    answers: { 200: { description: "As in A1111.", content: content(entry.answer ?? Anything) } },
    refusals,
    refusalForm: { body: SdapiError, status: sdapiStatus },
  };
}
