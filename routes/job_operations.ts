/**
 * The documented operations on jobs.
 *
 * @module
 */

import { AT_EVERY_DOOR, id, OF_ORDERS, type Operation } from "./operation.ts";
import { JobBody } from "./schemas/image_request.ts";
import {
  CancelledJobView,
  DeletedJob,
  JobEvent,
  JobList,
  JobListQuery,
  JobView,
} from "./schemas/job.ts";
import { ImageQuery, PlanView } from "./schemas/plan.ts";
import { StatusQuery, StatusView } from "./schemas/query_status.ts";

/** All of them, in the order of the documentation. */
export const JOB_OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: "/v1/jobs",
    tag: "Jobs",
    summary: "Make a job and look after it oneself",
    description: "Takes what the image endpoints take, and answers at once.",
    query: ImageQuery,
    body: { "application/json": JobBody },
    answers: {
      202: { description: "The job.", content: { "application/json": JobView } },
      200: { description: "With `dry_run`: the plan.", content: { "application/json": PlanView } },
    },
    refusals: [...AT_EVERY_DOOR, ...OF_ORDERS],
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
    method: "delete",
    path: "/v1/jobs/{id}",
    tag: "Jobs",
    summary: "Forget a job",
    description: "Cancels it if it goes on, and removes its record, prompt, pictures and inputs.",
    params: id("The job's id."),
    answers: { 200: { description: "It is gone.", content: { "application/json": DeletedJob } } },
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "get",
    path: "/v1/jobs/{id}/events",
    tag: "Jobs",
    summary: "Listen to a job",
    description:
      "Server-sent events until it has ended. `Last-Event-ID` goes on after that event, " +
      "at any instance.",
    params: id("The job's id."),
    answers: { 200: { description: "Events.", content: { "text/event-stream": JobEvent } } },
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "post",
    path: "/v1/jobs/{id}/cancel",
    tag: "Jobs",
    summary: "Cancel a job",
    description: "Ends what has not ended, tells the upstreams, and says what they answered.",
    params: id("The job's id."),
    answers: {
      200: { description: "The job.", content: { "application/json": CancelledJobView } },
    },
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "post",
    path: "/v1/jobs/{id}/retry",
    tag: "Jobs",
    summary: "Ask for the same once more",
    description: "A new job for the same request.",
    params: id("The job's id."),
    answers: { 202: { description: "The new job.", content: { "application/json": JobView } } },
    refusals: [...AT_EVERY_DOOR, "not_found", "model_not_found", "invalid_request", "draining"],
  },
  {
    method: "get",
    path: "/v1/query/status",
    tag: "Jobs",
    summary: "Look at a job in aiimagetoimage's way",
    query: StatusQuery,
    answers: {
      200: {
        description: "Whatever became of it: see `code`.",
        content: { "application/json": StatusView },
      },
    },
    refusals: [...AT_EVERY_DOOR, "invalid_request"],
  },
];
