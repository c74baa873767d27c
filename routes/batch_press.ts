/**
 * Answers the lines of batches: each is a request to the application, as its owner would make it.
 *
 * @module
 */

import type { Endpoint } from "../batches/batch.ts";
import type { Answer, Press, PressLine } from "../batches/press.ts";
import { FAILURES, Refusal } from "../failure.ts";
import { follow } from "../follow.ts";
import { readChatFields } from "./chat/body.ts";
import type { App, Services } from "./context.ts";
import { errorBody } from "./errors.ts";
import { readWish } from "./image_order.ts";
import { IMAGE_ENDPOINTS } from "./images.ts";
import type { LineCall } from "./line_call.ts";
import { ErrorBody } from "./schemas/error.ts";
import { WARNINGS_HEADER } from "./warnings.ts";

type Body = Readonly<Record<string, unknown>>;

/** Codes of answers that only say that there is none yet. */
const NO_ANSWERS: ReadonlySet<string | null> = new Set(["still_running", "shutting_down"]);

/** Creates it. */
export function createBatchPress(
  app: App,
  { config, engine, runtime }: Pick<Services, "config" | "engine" | "runtime">,
): Press {
  return {
    check(endpoint, body) {
      try {
        checkBody(endpoint, body, config.defaultModel);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { message, code, param } = errorBody(error.failure).error;
        const where = param === null ? {} : { param: `body.${param}` };
        return { code: code ?? error.failure.kind, message, ...where };
      }
      const isStream = body.stream === true || body.stream === "true";
      if (!isStream) return undefined;
      const message = "stream is true: a batch has no streams";
      return { code: "invalid_value", message, param: "body.stream" };
    },

    async answer(line, signal) {
      for (;;) {
        const answer = await answerOnce(line, signal);
        if (answer === undefined || signal.aborted || !isToWait(answer)) return answer;
        // Its owner's limits by the minute make a line wait, not fail.
        await runtime.sleep(answer.retryAfterMs, signal);
        if (signal.aborted) return undefined;
      }
    },
  };

  async function answerOnce(line: PressLine, signal: AbortSignal): Promise<Told | undefined> {
    const job = await engine.named(line.key, line.owner);
    const { owner, key, keepMs } = line;
    const call: LineCall = { owner, key, keepMs, ...(job === undefined ? {} : { job }) };
    // Its own signal: requests leave listeners behind on the one they are given.
    const gone = new AbortController();
    const letGo = follow(gone, [signal]);
    const response = await app.fetch(requestOf(line, gone.signal), { line: call });
    const answer = await readAnswer(response);
    letGo();
    // What a request broken off says may be about the breaking off.
    return gone.signal.aborted || isNone(answer) ? undefined : answer;
  }
}

function checkBody(endpoint: Endpoint, fields: Body, defaultModel: string): void {
  const known = IMAGE_ENDPOINTS.find(({ path }) => path === endpoint);
  if (known) return void readWish({ fields, images: [] }, known, { defaultModel });
  readChatFields(fields);
}

function requestOf({ base, endpoint, body }: PressLine, signal: AbortSignal): Request {
  return new Request(`${base}${endpoint}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    signal,
  });
}

/** An answer, and when its sender says to try again. */
interface Told extends Answer {
  readonly retryAfterMs: number;
}

async function readAnswer(response: Response): Promise<Told> {
  const { status, headers } = response;
  const jobId = headers.get("x-job-id");
  const warnings = headers.get(WARNINGS_HEADER);
  return {
    status,
    requestId: headers.get("x-request-id") ?? "",
    ...(jobId === null ? {} : { jobId }),
    ...(warnings === null ? {} : { warnings }),
    body: await response.bytes(),
    retryAfterMs: Number(headers.get("retry-after-ms") ?? 0),
  };
}

function isToWait({ status, body, retryAfterMs }: Told): boolean {
  return status === 429 && retryAfterMs > 0 &&
    errorIn(body)?.type === FAILURES.too_many_requests.type;
}

function isNone({ status, body }: Answer): boolean {
  if (status !== 503) return false;
  const error = errorIn(body);
  return error !== undefined && NO_ANSWERS.has(error.code);
}

function errorIn(body: Uint8Array): ErrorBody["error"] | undefined {
  return ErrorBody.safeParse(JSON.parse(new TextDecoder().decode(body))).data?.error;
}
