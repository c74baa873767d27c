/**
 * Every documented operation: what it takes, what it answers, what it can be refused for. The
 * OpenAPI document and the documentation page are made from this table.
 *
 * @module
 */

import { z } from "zod";
import type { FailureKind } from "../failure.ts";
import { Liveness, ReadinessView } from "./schemas/health.ts";
import { EditBody, GenerationBody, VariationBody } from "./schemas/image_request.ts";
import { CompletedEvent, ImagesResponse, PartialImageEvent } from "./schemas/image_response.ts";
import { JobList, JobListQuery, JobView } from "./schemas/job.ts";
import { ImageQuery, PlanView } from "./schemas/plan.ts";
import { ModelList, ModelListQuery, ModelView, StyleList } from "./schemas/model.ts";

/** Bodies by media type. */
export type Content = Readonly<Record<string, z.ZodType>>;

/** One operation. */
export interface Operation {
  readonly method: "get" | "post";
  readonly path: string;
  readonly tag: "Images" | "Jobs" | "Models" | "Files" | "Service";
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: Content;
  /** Good answers by status. */
  readonly answers: Readonly<Record<number, { description: string; content?: Content }>>;
  /** What it can be refused for. A key is asked for where `unauthenticated` is among it. */
  readonly refusals: readonly FailureKind[];
}

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

const AT_EVERY_DOOR = ["unauthenticated", "forbidden", "internal"] as const;
const OF_PICTURES = [
  ...AT_EVERY_DOOR,
  "invalid_request",
  "content_policy",
  "cancelled",
  "model_not_found",
  "body_too_large",
  "unsupported_content_type",
  "rate_limited",
  "generation_failed",
  "timed_out",
  "submission_unknown",
  "unavailable",
  "still_running",
  "draining",
] as const;

const id = (description: string) => z.object({ id: z.string().meta({ description }) });

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
    answers: { 200: pictures },
    refusals: OF_PICTURES,
  },
  {
    method: "post",
    path: "/v1/images/edits",
    tag: "Images",
    summary: "Change pictures as a prompt says",
    query: ImageQuery,
    body: { "multipart/form-data": EditForm, "application/json": EditBody },
    answers: { 200: pictures },
    refusals: OF_PICTURES,
  },
  {
    method: "post",
    path: "/v1/images/variations",
    tag: "Images",
    summary: "Make pictures like a given one",
    query: ImageQuery,
    body: { "multipart/form-data": VariationForm, "application/json": VariationBody },
    answers: { 200: pictures },
    refusals: OF_PICTURES,
  },
  {
    method: "get",
    path: "/v1/jobs",
    tag: "Jobs",
    summary: "List jobs, newest first",
    query: JobListQuery,
    answers: { 200: { description: "One page.", content: { "application/json": JobList } } },
    refusals: [...AT_EVERY_DOOR, "invalid_request"],
  },
  {
    method: "get",
    path: "/v1/jobs/{id}",
    tag: "Jobs",
    summary: "Look at a job",
    params: id("The job's id, as in `x-job-id`."),
    answers: {
      200: { description: "It has ended.", content: { "application/json": JobView } },
      202: { description: "It goes on.", content: { "application/json": JobView } },
    },
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
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
];
