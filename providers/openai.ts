/**
 * OpenAI's image API, and whatever speaks it: LocalAI, another Darkroom, gateways.
 *
 * Wire forms as in OpenAI's API specification of 2026-08-21 and the `openai` package 7.55.0.
 *
 * @module
 */

import type { Failure } from "../failure.ts";
import { createAccounts } from "./accounts.ts";
import { type Answer, callJson } from "./http.ts";
import { ImagesAnswer, pictures } from "./openai/answer.ts";
import {
  type BodyOptions,
  editBody,
  EXTRA_FIELDS,
  generationBody,
  type Moderation,
} from "./openai/body.ts";
import { familyOf } from "./openai/families.ts";
import { type Cards, cardsOfIds, cardsOfListing, Listing } from "./openai/listing.ts";
import { explainError, explainRefusal } from "./openai/refusal.ts";
import { unstreamed } from "./openai/stream.ts";
import {
  type CallContext,
  type Outcome,
  type Provider,
  SOLE_ACCOUNT,
  type UpstreamRequest,
} from "./provider.ts";

/** How to reach the upstream. */
export interface OpenaiOptions {
  /** With its version, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** One account each; none for a server that asks for no key. */
  readonly apiKeys: readonly string[];
  /** What it offers when its own list cannot be had or is empty. */
  readonly models: readonly string[];
  /** Most calls at a time and account. @default {no limit of our own} */
  readonly concurrency?: number | undefined;
  /** For models that can be told. @default {the upstream's own} */
  readonly moderation?: Moderation | undefined;
}

/** OpenAI's own address. */
export const OPENAI_URL = "https://api.openai.com/v1";

/** As long as OpenAI's own clients wait. */
const ATTEMPT_TIMEOUT_MS = 600_000;

/** Creates the adapter. Throws a TypeError when `baseUrl` is none. */
export function createOpenai(options: OpenaiOptions): Provider {
  const { models, concurrency, moderation } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const { host, origin } = new URL(baseUrl);
  const isOpenai = origin === new URL(OPENAI_URL).origin;
  const accounts = createAccounts(options.apiKeys, { concurrency });
  const [firstAccount] = accounts.list;
  const configured = cardsOfIds(models, host);
  const refusedFields = new Map<string, ReadonlySet<string>>();
  let offered: Cards = configured;

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const { model } = request;
    if (refusedFields.get(model)?.has("seed")) context.report({ dropped: "seed" });
    for (;;) {
      const without = refusedFields.get(model) ?? new Set();
      const answer = await ask(request, without, context);
      const refused = answer.ok ? undefined : unknownField(answer.failure);
      if (refused === undefined || without.has(refused)) return outcomeOf(answer, context);
      // Nothing was begun, and every round leaves out one field more.
      refusedFields.set(model, new Set([...without, refused]));
      if (refused === "seed") context.report({ dropped: refused });
    }
  }

  async function ask(
    request: UpstreamRequest,
    without: ReadonlySet<string>,
    context: CallContext,
  ): Promise<Answer<ImagesAnswer>> {
    const { operation, model, partialImages } = request;
    const family = familyOf(model);
    const { honours } = offered[model]?.capabilities ?? family.capabilities;
    const writing: BodyOptions = { family, honours, moderation, without };
    const isEdit = operation !== "generate";
    return await callJson({
      url: `${baseUrl}/images/${isEdit ? "edits" : "generations"}`,
      method: "POST",
      headers: {
        ...authorization(context.account),
        // OpenAI passes over it today; a Darkroom behind us keeps to it.
        "idempotency-key": context.idempotencyKey,
      },
      body: isEdit ? editBody(request, writing) : generationBody(request, writing),
      schema: ImagesAnswer,
      phase: "submit",
      explain: (refusal) => explainRefusal(refusal, context.now()),
    }, unstreamed(context, partialImages));
  }

  function outcomeOf(answer: Answer<ImagesAnswer>, { now }: CallContext): Outcome {
    if (!answer.ok) return { kind: "failed", failure: answer.failure };
    const { value, headers } = answer;
    if ("data" in value) return pictures(value.data, baseUrl);
    return { kind: "failed", failure: explainError(value, headers, now()) };
  }

  async function listModels(context: CallContext): Promise<Cards> {
    const answer = await callJson({
      url: `${baseUrl}/models`,
      headers: firstAccount ? authorization(firstAccount.id) : {},
      schema: Listing,
      phase: "poll",
    }, context);
    if (!answer.ok) return offered;
    const listed = cardsOfListing(answer.value, { isOpenai, now: context.now(), host });
    offered = Object.keys(listed).length > 0 ? listed : configured;
    return offered;
  }

  function authorization(account: string): Readonly<Record<string, string>> {
    return firstAccount ? { authorization: `Bearer ${accounts.credential(account)}` } : {};
  }

  return {
    id: "openai",
    title: isOpenai ? "OpenAI" : `OpenAI's API at ${host}`,
    models: configured,
    accounts: firstAccount
      ? accounts.list
      : [{ ...SOLE_ACCOUNT, ...concurrency && { concurrency } }],
    origin,
    idempotentSubmit: false,
    paid: true,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    submit,
    listModels,
  };
}

/** The field that we added by ourselves and that the upstream does not know. */
function unknownField({ kind, code, param, message }: Failure): string | undefined {
  const isUnknown = code === "unknown_parameter" ||
    /unknown|unrecogni[sz]ed|unsupported|not (supported|permitted|allowed)/i.test(message);
  if (kind !== "invalid_request" || !isUnknown) return undefined;
  return EXTRA_FIELDS.find((field) => field === param || message.includes(field));
}
