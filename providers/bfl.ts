/**
 * FLUX at Black Forest Labs, who made it, as tasks to be polled.
 *
 * Wire forms as in its API reference of autumn 2026. A task lives in one region, and is asked after
 * at the address that its submit was answered with, so long as that is the service's own. There is no
 * way to cancel one.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure, type Json } from "../failure.ts";
import { createAccounts } from "./accounts.ts";
import { broken, explainSubmit, moderated, Submitted, Task, unknownTask } from "./bfl/answer.ts";
import { toBody } from "./bfl/body.ts";
import { bflModels, cardOf } from "./bfl/models.ts";
import { withoutPicture } from "./common_failures.ts";
import { callJson } from "./http.ts";
import { ownAddress } from "./own_address.ts";
import type { CallContext, Outcome, Provider, UpstreamRequest } from "./provider.ts";

/** Where the service is, and who we are there. */
export interface BflOptions {
  /** Without a trailing slash, such as `https://api.bfl.ai` or `https://api.eu.bfl.ai`. */
  readonly baseUrl: string;
  /** One per account. */
  readonly keys: readonly string[];
}

const ATTEMPT_TIMEOUT_MS = 300_000;
const POLL_AFTER_MS = 1_000;

/** Tasks that an account may have at work; the 25th is answered with 429. */
const CONCURRENCY = 24;

/** `api.bfl.ai` and its regions, such as `api.eu.bfl.ai` and `api.us1.bfl.ai`. */
const REGION = /^https:\/\/api(\.[a-z0-9-]+)?\.bfl\.ai$/;

const Handle = z.object({ pollingUrl: z.string() });

/** Creates the adapter. Throws a TypeError when `baseUrl` is none. */
export function createBfl({ baseUrl, keys }: BflOptions): Provider {
  const accounts = createAccounts(keys, { concurrency: CONCURRENCY });
  const models = bflModels();
  const { origin } = new URL(baseUrl);

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const model = models[request.model];
    if (!model) return failed(failure("internal", `There is no model "${request.model}" here`));
    const answer = await callJson({
      url: `${baseUrl}/v1/${request.model}`,
      method: "POST",
      headers: authorization(context),
      body: toBody(request, model),
      schema: Submitted,
      phase: "submit",
      explain: explainSubmit,
    }, context);
    return answer.ok ? pending(pollingUrl(answer.value)) : failed(answer.failure);
  }

  async function poll(handle: Json, context: CallContext): Promise<Outcome> {
    const { pollingUrl: url } = Handle.parse(handle);
    const answer = await callJson({
      url,
      headers: authorization(context),
      schema: Task,
      phase: "poll",
    }, context);
    if (!answer.ok) return failed(answer.failure);
    const { progress } = answer.value;
    if (progress !== undefined) context.report({ progress });
    return outcomeOf(answer.value, url);
  }

  /** The service's own address for it, where the answer has none that the key may go to. */
  function pollingUrl({ id, polling_url: given }: z.infer<typeof Submitted>): string {
    return ownAddress(given, isOwn) ?? `${baseUrl}/v1/get_result?id=${encodeURIComponent(id)}`;
  }

  function isOwn(url: URL): boolean {
    return url.origin === origin || (REGION.test(origin) && REGION.test(url.origin));
  }

  function authorization({ account }: CallContext) {
    return { "x-key": accounts.credential(account) };
  }

  return {
    id: "bfl",
    title: "Black Forest Labs",
    models: Object.fromEntries(
      Object.entries(models).map(([id, model]) => [id, cardOf(model)]),
    ),
    accounts: accounts.list,
    origin,
    idempotentSubmit: false,
    paid: true,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    submit,
    poll,
  };
}

function outcomeOf(task: Task, pollingUrl: string): Outcome {
  switch (task.status) {
    case "Pending":
      return pending(pollingUrl);
    case "Ready":
      return task.result
        ? { kind: "done", images: [{ kind: "url", url: task.result.sample }] }
        : failed(withoutPicture());
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

function pending(pollingUrl: string): Outcome {
  return { kind: "pending", handle: { pollingUrl }, pollAfterMs: POLL_AFTER_MS };
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}
