/**
 * Where a prompt stands at ComfyUI, asked over HTTP.
 *
 * @module
 */

import type { z } from "zod";
import type { Failure } from "../../failure.ts";
import { type Answer, callJson } from "../http.ts";
import type { CallContext } from "../provider.ts";
import {
  History,
  Job,
  NoSuchJob,
  Queue,
  type Standing,
  standingInHistory,
  standingInQueue,
  standingOfJob,
} from "./answer.ts";

/** Looks after prompts. */
export interface Lookout {
  look(prompt: Prompt, context: CallContext): Promise<Look>;
  /** Whether the server has the jobs API; undefined until it was asked. */
  readonly hasJobs: boolean | undefined;
}

/** What is looked after. */
export interface Prompt {
  readonly id: string;
  /** Nodes whose pictures are the result; none: all of them. */
  readonly wanted: readonly string[];
}

/** What a look came to. */
export type Look =
  | { readonly ok: true; readonly value: Standing }
  | { readonly ok: false; readonly failure: Failure };

/** Where the server is. */
export interface LookoutOptions {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Creates one. */
export function createLookout({ baseUrl, headers }: LookoutOptions): Lookout {
  let hasJobs: boolean | undefined;

  async function look(prompt: Prompt, context: CallContext): Promise<Look> {
    const job = hasJobs === false ? "no jobs" : await lookAtJob(prompt, context);
    return job === "no jobs" ? await lookAtQueue(prompt, context) : job;
  }

  async function lookAtJob(
    { id, wanted }: Prompt,
    context: CallContext,
  ): Promise<Look | "no jobs"> {
    let [isMissing, isUnknown] = [false, false];
    const answer = await callJson({
      url: `${baseUrl}/api/jobs/${encodeURIComponent(id)}`,
      headers,
      schema: Job,
      phase: "poll",
      explain({ status, body }) {
        isUnknown = status === 404 && NoSuchJob.safeParse(body).success;
        isMissing = status === 404 && !isUnknown;
        return undefined;
      },
    }, context);
    if (isMissing) hasJobs = false;
    if (isMissing) return "no jobs";
    if (answer.ok || isUnknown) hasJobs = true;
    if (isUnknown) return known({ kind: "unknown" });
    if (!answer.ok) return answer;
    const standing = standingOfJob(answer.value, wanted);
    return known(await withPlace(standing, id, context));
  }

  /** The jobs API does not tell how many are before us. */
  async function withPlace(
    standing: Standing,
    id: string,
    context: CallContext,
  ): Promise<Standing> {
    if (standing.kind !== "pending") return standing;
    const queue = await ask("/queue", Queue, context);
    return queue.ok ? standingInQueue(queue.value, id) ?? standing : standing;
  }

  /** In this order: a prompt goes from the queue to the history, never back. */
  async function lookAtQueue(prompt: Prompt, context: CallContext): Promise<Look> {
    const queue = await ask("/queue", Queue, context);
    if (!queue.ok) return queue;
    const queued = standingInQueue(queue.value, prompt.id);
    if (queued) return known(queued);
    const history = await ask(`/history/${encodeURIComponent(prompt.id)}`, History, context);
    return history.ok ? known(standingInHistory(history.value, prompt)) : history;
  }

  async function ask<T>(
    path: string,
    schema: z.ZodType<T>,
    context: CallContext,
  ): Promise<Answer<T>> {
    return await callJson({ url: `${baseUrl}${path}`, headers, schema, phase: "poll" }, context);
  }

  return {
    look,
    get hasJobs() {
      return hasJobs;
    },
  };
}

function known(value: Standing): Look {
  return { ok: true, value };
}
