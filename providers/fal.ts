/**
 * fal's models, through its queue.
 *
 * Wire forms as in fal's queue API specification of autumn 2026. A request is asked after at the
 * addresses that its submit was answered with, as fal wants it, so long as they are on the configured
 * origin: the key goes nowhere else.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure, type Json } from "../failure.ts";
import { createAccounts } from "./accounts.ts";
import {
  explainResult,
  explainSubmit,
  failureOfStatusError,
  picturesOf,
  Result,
  Status,
  Submitted,
} from "./fal/answer.ts";
import { createVerifier } from "./fal/callback.ts";
import { toCall } from "./fal/input.ts";
import { cardOf, falModels } from "./fal/models.ts";
import { callJson } from "./http.ts";
import { ownAddress } from "./own_address.ts";
import type { CallContext, Outcome, Provider, UpstreamRequest } from "./provider.ts";

/** Where the service is, and who we are there. */
export interface FalOptions {
  /** Without a trailing slash, such as `https://queue.fal.run`. */
  readonly baseUrl: string;
  /** One per account. */
  readonly keys: readonly string[];
  /** Where it publishes the keys of its webhooks. @default {fal's own address} */
  readonly jwksUrl?: string;
}

const JWKS_URL = "https://rest.fal.ai/.well-known/jwks.json";

const ATTEMPT_TIMEOUT_MS = 600_000;
const POLL_AFTER_MS = 1_000;

/** Work that nobody asks after any more shall not be begun, and pictures that we have not be kept. */
const MANNERS = {
  "x-fal-request-timeout": String(ATTEMPT_TIMEOUT_MS / 1_000),
  "x-fal-object-lifecycle-preference": JSON.stringify({ expiration_duration_seconds: 3_600 }),
} as const;

const Handle = z.object({ status: z.string(), response: z.string(), cancel: z.string() });
type Handle = z.infer<typeof Handle>;

const Cancelled = z.object({ status: z.string() });

/** Creates the adapter. Throws a TypeError when `baseUrl` is none. */
export function createFal({ baseUrl, keys, jwksUrl = JWKS_URL }: FalOptions): Provider {
  const accounts = createAccounts(keys);
  const models = falModels();
  const { origin } = new URL(baseUrl);

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const model = models[request.model];
    if (!model) return failed(failure("internal", `There is no model "${request.model}" here`));
    const { path, input } = toCall(request, model);
    const answer = await callJson({
      url: `${baseUrl}/${path}${callbackQuery(context)}`,
      method: "POST",
      headers: { ...authorization(context), ...MANNERS },
      body: input,
      schema: Submitted,
      phase: "submit",
      explain: explainSubmit,
    }, context);
    return answer.ok ? pending(handleOf(answer.value, path)) : failed(answer.failure);
  }

  async function poll(given: Json, context: CallContext): Promise<Outcome> {
    const handle = Handle.parse(given);
    const answer = await callJson({
      url: handle.status,
      headers: authorization(context),
      schema: Status,
      phase: "poll",
    }, context);
    if (!answer.ok) return failed(answer.failure);
    const { status, queue_position: queuePosition, error } = answer.value;
    switch (status) {
      case "IN_QUEUE":
        if (queuePosition !== undefined) context.report({ queuePosition });
        return pending(handle);
      case "IN_PROGRESS":
        return pending(handle);
      case "COMPLETED":
        return await fetchResult(handle, { error, context });
    }
  }

  async function fetchResult(
    { response }: Handle,
    { error, context }: { readonly error: string | undefined; readonly context: CallContext },
  ): Promise<Outcome> {
    const answer = await callJson({
      url: response,
      headers: authorization(context),
      schema: Result,
      phase: "poll",
      explain: (refusal) => explainResult(refusal, error !== undefined),
    }, context);
    if (answer.ok) return picturesOf(answer.value);
    const isUnclear = error !== undefined && answer.failure.kind === "bad_response";
    return failed(isUnclear ? failureOfStatusError(error) : answer.failure);
  }

  async function cancel(handle: Json, context: CallContext): Promise<boolean> {
    const answer = await callJson({
      url: Handle.parse(handle).cancel,
      method: "PUT",
      headers: authorization(context),
      schema: Cancelled,
      phase: "cancel",
    }, context);
    // CANCELLATION_REQUESTED is a hope: the work may have begun, and may go on.
    return answer.ok && answer.value.status === "OK";
  }

  function handleOf(submitted: z.infer<typeof Submitted>, path: string): Handle {
    const [owner, app] = path.split("/");
    const id = encodeURIComponent(submitted.request_id);
    const plain = `${baseUrl}/${owner}/${app}/requests/${id}`;
    const own = (address: string | undefined) =>
      ownAddress(address, (url) => url.origin === origin);
    return {
      status: own(submitted.status_url) ?? `${plain}/status`,
      response: own(submitted.response_url) ?? plain,
      cancel: own(submitted.cancel_url) ?? `${plain}/cancel`,
    };
  }

  function authorization({ account }: CallContext) {
    return { authorization: `Key ${accounts.credential(account)}` };
  }

  return {
    id: "fal",
    title: "fal",
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
    cancel,
    verifyCallback: createVerifier({ jwksUrl }),
  };
}

function callbackQuery({ callbackUrl }: CallContext): string {
  return callbackUrl === undefined ? "" : `?${new URLSearchParams({ fal_webhook: callbackUrl })}`;
}

function pending(handle: Handle): Outcome {
  return { kind: "pending", handle, pollAfterMs: POLL_AFTER_MS };
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}
