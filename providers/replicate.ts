/**
 * Replicate's official models, as predictions to be polled.
 *
 * Wire forms as in Replicate's HTTP API reference of autumn 2026. A submit never waits for its
 * pictures (`Prefer: wait`): the prediction's id is wanted first. The addresses in a prediction are
 * not called: they are made of its id, so that the token goes to the configured address only.
 *
 * @module
 */

import { z } from "zod";
import { failure, type Json } from "../failure.ts";
import { createAccounts } from "./accounts.ts";
import { type Answer, callJson } from "./http.ts";
import type { CallContext, Outcome, Provider, UpstreamRequest } from "./provider.ts";
import { explainSubmit, outcomeOf, Prediction } from "./replicate/answer.ts";
import { createVerifier } from "./replicate/callback.ts";
import { toInput } from "./replicate/input.ts";
import { cardOf, replicateModels } from "./replicate/models.ts";

/** Where the service is, and who we are there. */
export interface ReplicateOptions {
  /** With its version, such as `https://api.replicate.com/v1`. */
  readonly baseUrl: string;
  /** API tokens, one per account. */
  readonly keys: readonly string[];
}

const ATTEMPT_TIMEOUT_MS = 600_000;

/** Work that nobody asks after any more shall not be begun, nor go on. */
const DEADLINE = "10m";

const Handle = z.object({ id: z.string() });

/** Creates the adapter. Throws a TypeError when `baseUrl` is none. */
export function createReplicate({ baseUrl, keys }: ReplicateOptions): Provider {
  const accounts = createAccounts(keys);
  const models = replicateModels();
  const { origin } = new URL(baseUrl);

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const model = models[request.model];
    if (!model) return failed(`There is no model "${request.model}" here`);
    const answer = await callJson({
      url: `${baseUrl}/models/${model.name}/predictions`,
      method: "POST",
      headers: { ...authorization(context), "cancel-after": DEADLINE },
      body: { input: toInput(request, model), ...callbackFields(context) },
      schema: Prediction,
      phase: "submit",
      explain: (refusal) => explainSubmit(refusal, context.now()),
    }, context);
    return toOutcome(answer);
  }

  async function poll(handle: Json, context: CallContext): Promise<Outcome> {
    const answer = await callJson({
      url: urlOf(handle),
      headers: authorization(context),
      schema: Prediction,
      phase: "poll",
    }, context);
    return toOutcome(answer);
  }

  async function cancel(handle: Json, context: CallContext): Promise<boolean> {
    const answer = await callJson({
      url: `${urlOf(handle)}/cancel`,
      method: "POST",
      headers: authorization(context),
      schema: Prediction,
      phase: "cancel",
    }, context);
    return answer.ok && (answer.value.status === "canceled" || answer.value.status === "aborted");
  }

  function urlOf(handle: Json): string {
    return `${baseUrl}/predictions/${encodeURIComponent(Handle.parse(handle).id)}`;
  }

  function authorization({ account }: CallContext) {
    return { authorization: `Bearer ${accounts.credential(account)}` };
  }

  return {
    id: "replicate",
    title: "Replicate",
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
    verifyCallback: createVerifier({ baseUrl, authorization }),
  };
}

/** Where to tell of the end, and of nothing before it. */
function callbackFields({ callbackUrl }: CallContext) {
  if (callbackUrl === undefined) return {};
  return { webhook: callbackUrl, webhook_events_filter: ["completed"] };
}

function toOutcome(answer: Answer<Prediction>): Outcome {
  return answer.ok ? outcomeOf(answer.value) : { kind: "failed", failure: answer.failure };
}

function failed(bug: string): Outcome {
  return { kind: "failed", failure: failure("internal", bug) };
}
