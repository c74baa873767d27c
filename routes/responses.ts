/**
 * OpenAI's Responses API, as far as it makes pictures: a response is a job under another name.
 *
 * A job that fails while its caller waits is answered as the failure that it is, and not as OpenAI's
 * 200 with `status: "failed"`, which SDKs would pass on as a success; asked for later, it has that
 * status.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import { type Job, jobImages, jobStatus } from "../jobs/job.ts";
import { encodeParts } from "./base64_text.ts";
import type { App, AppContext, Services } from "./context.ts";
import { answerFailure } from "./errors.ts";
import { answerEvents, type Produce } from "./event_stream.ts";
import { waitOrHandOver } from "./hand_over.ts";
import { fatalFailure, readBase64 } from "./image_answer.ts";
import { parseFields, show } from "./parse.ts";
import { answerPlan, forgetUnstored, isDryRun, placeOrder } from "./place_order.ts";
import { responseJson } from "./responses/json.ts";
import { readResponseOrder } from "./responses/order.ts";
import { findStored, readStored, type StoredResponse } from "./responses/stored.ts";
import { responseStream } from "./responses/stream.ts";
import { viewCall, viewResponse } from "./responses/view.ts";
import { RetrieveQuery } from "./schemas/response_request.ts";
import { aboutJob } from "./trace.ts";
import { setWarnings } from "./warnings.ts";

/** Adds everything under `/v1/responses`. */
export function addResponseRoutes(app: App, services: Services): void {
  app.post("/v1/responses", async function createResponse(c) {
    const { order, stream, background } = await readResponseOrder(c, services);
    if (isDryRun(c)) return await answerPlan(c, services, order);
    const stored = asStored(await placeOrder(c, services, order));
    if (!stream && !background) return await answerWhenDone(c, services, stored);
    setWarnings(c, stored.job.warnings);
    if (stream) return answerEvents(c, services, toTheEnd(services, stored));
    const response = viewResponse(stored, "queued");
    return answer(c, encodeParts(responseJson({ response, call: undefined, base64: undefined })));
  });

  app.get("/v1/responses/:id", async function getResponse(c) {
    const { stream, starting_after } = parseFields(RetrieveQuery, c.req.query());
    const stored = await findOne(c, services);
    setWarnings(c, stored.job.warnings);
    if (!stream) return await answerResponse(c, services, stored);
    const from = starting_after === undefined ? 0 : starting_after + 1;
    return answerEvents(c, services, responseStream(services, stored, { from }));
  });

  app.post("/v1/responses/:id/cancel", async function cancelResponse(c) {
    const { job, dialect } = await findOne(c, services);
    if (!dialect.background) {
      const message = "Cannot cancel a synchronous response: only those with background can be";
      throw new Refusal(failure("invalid_request", message));
    }
    const cancelled = await services.engine.cancel(job.id, c.get("owner"));
    return await answerResponse(c, services, { job: cancelled?.job ?? job, dialect });
  });

  app.delete("/v1/responses/:id", async function deleteResponse(c) {
    const { job } = await findOne(c, services);
    await services.engine.remove(job.id, c.get("owner"));
    return c.json({ id: c.req.param("id"), object: "response", deleted: true });
  });
}

/** A response that is not to be kept is forgotten once its last event has been sent. */
function toTheEnd(services: Services, stored: StoredResponse): Produce {
  const produce = responseStream(services, stored);
  return async function produceToTheEnd(send, signal) {
    await produce(send, signal);
    if (!signal.aborted) await forgetUnstored(services, stored.job);
  };
}

async function answerWhenDone(
  c: AppContext,
  services: Services,
  { job, dialect }: StoredResponse,
): Promise<Response> {
  const awaited = await waitOrHandOver(c, services, job);
  if (awaited.kind === "later") return awaited.answer;
  const ended = awaited.job;
  setWarnings(c, ended.warnings);
  const fatal = fatalFailure(ended);
  if (fatal !== undefined) return answerFailure(c, fatal);
  const answered = await answerResponse(c, services, { job: ended, dialect });
  await forgetUnstored(services, ended);
  return answered;
}

async function answerResponse(
  c: AppContext,
  { blobs }: Pick<Services, "blobs">,
  stored: StoredResponse,
): Promise<Response> {
  const [image] = jobStatus(stored.job) === "completed" ? jobImages(stored.job) : [];
  const json = responseJson({
    response: viewResponse(stored),
    call: viewCall(stored.job),
    base64: image && await readBase64(blobs, image),
  });
  return answer(c, encodeParts(json));
}

function answer(c: AppContext, body: Uint8Array<ArrayBuffer>): Response {
  return c.body(body, 200, { "content-type": "application/json", "cache-control": "no-store" });
}

/** @throws {Refusal} when the caller has no such response */
async function findOne(c: AppContext, { engine }: Services): Promise<StoredResponse> {
  const id = c.req.param("id") ?? "";
  const stored = await findStored(engine, { id, prefix: "resp", owner: c.get("owner") });
  if (stored === undefined) {
    throw new Refusal(failure("not_found", `Response with id ${show(id)} not found`));
  }
  aboutJob(c, stored.job.id);
  return stored;
}

function asStored(job: Job): StoredResponse {
  const stored = readStored(job);
  if (stored === undefined) throw new Error(`Job ${job.id} has lost what its response needs`);
  return stored;
}
