/**
 * Every documented operation: what it takes, what it answers, what it can be refused for. The
 * OpenAPI document and the documentation page are made from this table.
 *
 * @module
 */

import { z } from "zod";
import { ChatBody } from "./schemas/chat_request.ts";
import { ChatChunk, ChatCompletion } from "./schemas/chat_response.ts";
import { JOB_OPERATIONS } from "./job_operations.ts";
import { AT_EVERY_DOOR, id, OF_PICTURES, type Operation } from "./operation.ts";
import { RESPONSE_OPERATIONS } from "./response_operations.ts";
import { Liveness, ReadinessView } from "./schemas/health.ts";
import { EditBody, GenerationBody, VariationBody } from "./schemas/image_request.ts";
import { CompletedEvent, ImagesResponse, PartialImageEvent } from "./schemas/image_response.ts";
import { JobView } from "./schemas/job.ts";
import { ImageQuery, PlanView } from "./schemas/plan.ts";
import { SDAPI_OPERATIONS } from "./sdapi_operations.ts";
import { ModelList, ModelListQuery, ModelView, StyleList } from "./schemas/model.ts";
import {
  OpenrouterCompletedEvent,
  OpenrouterImageBody,
  OpenrouterImages,
  OpenrouterPartialEvent,
} from "./schemas/openrouter_image.ts";
import { StatsQuery, StatsView } from "./schemas/stats.ts";
import { ADMIN_OPERATIONS } from "./admin_operations.ts";
import { BATCH_OPERATIONS } from "./batch_operations.ts";
import { WEBHOOK_OPERATIONS } from "./webhook_operations.ts";

const file = z.string().meta({ format: "binary", description: "A PNG, JPEG, WebP or AVIF file." });

const EditForm = EditBody.omit({ images: true, mask: true, image: true }).extend({
  image: z.union([file, z.array(file)]).meta({
    description: "1 to 16 files of at most 50 MB: `image`, repeated, or `image[]`, or `image[0]`.",
  }),
  mask: file.optional(),
}).meta({ id: "CreateImageEditForm", description: "A request to change pictures, as a form." });

const VariationForm = VariationBody.omit({ images: true, image: true }).extend({ image: file })
  .meta({ id: "CreateImageVariationForm", description: "A request for variations, as a form." });

const pictures = {
  description:
    "The pictures. With `stream`, events instead: partial pictures, then one completed " +
    "event for each picture; a failure is an event named `error` with the error envelope.",
  content: {
    "application/json": z.union([ImagesResponse, PlanView]),
    "text/event-stream": z.union([PartialImageEvent, CompletedEvent]),
  },
};

const handedOver = {
  description: "With `Prefer: respond-async`, or `wait=N` when that was not long enough.",
  content: { "application/json": JobView },
};

/** All operations, in the order of the documentation. */
export const OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: "/v1/images/generations",
    tag: "Images",
    summary: "Make pictures from a prompt",
    description: "Waits until the pictures are there. The request is a job from the moment it is " +
      "accepted: a caller who goes away finds it again under the id in `x-job-id`.",
    query: ImageQuery,
    body: { "application/json": GenerationBody },
    answers: { 200: pictures, 202: handedOver },
    refusals: OF_PICTURES,
  },
  {
    method: "post",
    path: "/v1/images/edits",
    tag: "Images",
    summary: "Change pictures as a prompt says",
    query: ImageQuery,
    body: { "multipart/form-data": EditForm, "application/json": EditBody },
    answers: { 200: pictures, 202: handedOver },
    refusals: OF_PICTURES,
  },
  {
    method: "post",
    path: "/v1/images/variations",
    tag: "Images",
    summary: "Make pictures like a given one",
    query: ImageQuery,
    body: { "multipart/form-data": VariationForm, "application/json": VariationBody },
    answers: { 200: pictures, 202: handedOver },
    refusals: OF_PICTURES,
  },
  {
    method: "post",
    path: "/v1/images",
    tag: "Images",
    summary: "Make pictures in OpenRouter's way",
    query: ImageQuery,
    body: { "application/json": OpenrouterImageBody },
    answers: {
      200: {
        description: "The pictures. With `stream`, events without names instead, then `[DONE]`.",
        content: {
          "application/json": z.union([OpenrouterImages, PlanView]),
          "text/event-stream": z.union([OpenrouterPartialEvent, OpenrouterCompletedEvent]),
        },
      },
    },
    refusals: OF_PICTURES,
  },
  {
    method: "post",
    path: "/v1/chat/completions",
    tag: "Chat",
    summary: "Make or change pictures in a chat",
    description: "The last message of the user is drawn. Where it has no picture, the newest one " +
      "of the chat is changed. A refusal of the content is an answer with the `finish_reason` " +
      "`content_filter`. Titles, tags and suggestions that clients ask for behind the user's " +
      "back, and requests for at most 5 tokens, are answered in words, without a job.",
    query: ImageQuery,
    body: { "application/json": ChatBody },
    answers: {
      200: {
        description: "A message with the pictures. With `stream`, pieces of it, then `[DONE]`; a " +
          "failure is a piece with the error envelope.",
        content: {
          "application/json": z.union([ChatCompletion, PlanView]),
          "text/event-stream": ChatChunk,
        },
      },
    },
    refusals: OF_PICTURES.filter((kind) => kind !== "content_policy"),
  },
  ...BATCH_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
  ...RESPONSE_OPERATIONS,
  ...JOB_OPERATIONS,
  {
    method: "get",
    path: "/v1/models",
    tag: "Models",
    summary: "List models",
    query: ModelListQuery,
    answers: { 200: { description: "All of them.", content: { "application/json": ModelList } } },
    refusals: AT_EVERY_DOOR,
  },
  {
    method: "get",
    path: "/v1/models/{id}",
    tag: "Models",
    summary: "Look at a model",
    params: id("The model's id; slashes may be encoded or not."),
    answers: { 200: { description: "The model.", content: { "application/json": ModelView } } },
    refusals: [...AT_EVERY_DOOR, "model_not_found"],
  },
  {
    method: "get",
    path: "/v1/styles",
    tag: "Models",
    summary: "List styles",
    answers: { 200: { description: "All of them.", content: { "application/json": StyleList } } },
    refusals: AT_EVERY_DOOR,
  },
  {
    method: "get",
    path: "/files/{name}",
    tag: "Files",
    summary: "Fetch a picture",
    description: "Needs no key: the id cannot be guessed. Knows `Range` and `If-None-Match`.",
    params: z.object({ name: z.string().meta({ description: "Id and extension." }) }),
    answers: {
      200: { description: "The file.", content: { "image/*": file } },
      206: { description: "The part asked for.", content: { "image/*": file } },
      302: { description: "The file is at `Location`, where the operator chose that." },
      304: { description: "The caller's copy is current." },
    },
    refusals: ["not_found", "range_not_satisfiable", "unavailable"],
  },
  {
    method: "get",
    path: "/health",
    tag: "Service",
    summary: "Ask whether the process lives",
    answers: { 200: { description: "It does.", content: { "application/json": Liveness } } },
    refusals: [],
  },
  {
    method: "get",
    path: "/health/ready",
    tag: "Service",
    summary: "Ask whether the service can work",
    answers: {
      200: { description: "It can.", content: { "application/json": ReadinessView } },
      503: { description: "It cannot.", content: { "application/json": ReadinessView } },
    },
    refusals: [],
  },
  {
    method: "get",
    path: "/v1/stats",
    tag: "Service",
    summary: "Look at statistics",
    description: "What the dashboard shows. Statistics are written every few seconds: a process " +
      "that is killed takes the last of them along.",
    query: StatsQuery,
    answers: {
      200: { description: "The numbers.", content: { "application/json": StatsView } },
    },
    refusals: [...AT_EVERY_DOOR, "invalid_request"],
  },
  ...ADMIN_OPERATIONS,
  ...SDAPI_OPERATIONS,
];
