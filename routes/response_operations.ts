/**
 * The documented operations of the Responses API.
 *
 * @module
 */

import { z } from "zod";
import { AT_EVERY_DOOR, id, OF_PICTURES, type Operation } from "./operation.ts";
import { ImageQuery, PlanView } from "./schemas/plan.ts";
import {
  CallEvent,
  CallPartialEvent,
  DeletedResponse,
  ItemEvent,
  LifecycleEvent,
  ResponseView,
} from "./schemas/response_object.ts";
import { ImageTool, ResponseBody, RetrieveQuery } from "./schemas/response_request.ts";

const responseEvents = z.union([LifecycleEvent, ItemEvent, CallEvent, CallPartialEvent]);
const responseOr = (...others: z.ZodType[]) => ({
  "application/json": others.length === 0 ? ResponseView : z.union([ResponseView, ...others]),
  "text/event-stream": responseEvents,
});
const ResponseRequest = ResponseBody.extend({
  tools: z.array(ImageTool).optional().meta({ description: "Other tools are left out." }),
}).meta(ResponseBody.meta() ?? {});

/** All of them, in the order of the documentation. */
export const RESPONSE_OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: "/v1/responses",
    tag: "Responses",
    summary: "Make or change a picture in a conversation",
    description: "Waits until the picture is there. There is no language model: the text of the " +
      "last user message is the prompt, and each response is one picture. Pictures of that " +
      "message, else the newest earlier one, are edited. A failure while waiting is an error, " +
      'not a response with `status: "failed"`.',
    query: ImageQuery,
    body: { "application/json": ResponseRequest },
    answers: {
      200: {
        description: "The response. With `stream`, its events instead, without a `[DONE]`; with " +
          "`background`, the response as it begins.",
        content: responseOr(PlanView),
      },
    },
    refusals: [...OF_PICTURES, "not_found"],
  },
  {
    method: "get",
    path: "/v1/responses/{id}",
    tag: "Responses",
    summary: "Look at a response, or go on reading its events",
    params: id("The response's id: that of its job, with `resp_` for `job_`."),
    query: RetrieveQuery,
    answers: { 200: { description: "The response, or its events.", content: responseOr() } },
    refusals: [...AT_EVERY_DOOR, "invalid_request", "not_found"],
  },
  {
    method: "delete",
    path: "/v1/responses/{id}",
    tag: "Responses",
    summary: "Forget a response",
    params: id("The response's id."),
    answers: {
      200: { description: "It is gone.", content: { "application/json": DeletedResponse } },
    },
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "post",
    path: "/v1/responses/{id}/cancel",
    tag: "Responses",
    summary: "Cancel a background response",
    description: "A response that has ended stays as it is.",
    params: id("The response's id."),
    answers: {
      200: { description: "The response.", content: { "application/json": ResponseView } },
    },
    refusals: [...AT_EVERY_DOOR, "invalid_request", "not_found"],
  },
];
