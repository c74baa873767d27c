/**
 * Stability's models at Amazon Bedrock: `InvokeModel`, one picture back in JSON.
 *
 * Wire forms as in AWS's pages on Stability's models and on errors of the runtime API, read in
 * November 2026. Not through the AI SDK: its image model writes the body of Amazon's own Nova Canvas,
 * which ended on 2026-09-30.
 *
 * @module
 */

import { z } from "zod";
import type { Credentials } from "../blob_store.ts";
import { type Failure, failure } from "../failure.ts";
import { toBase64 } from "../images/base64.ts";
import { createAccounts } from "./accounts.ts";
import { notOffered, withoutPicture } from "./common_failures.ts";
import { policyRefusal } from "./content_policy.ts";
import { honouredFields, namedFields } from "./field_names.ts";
import { callJson, type JsonBody } from "./http.ts";
import { inlineImage } from "./inline_image.ts";
import { rowsOf, tableOf } from "./model_table.ts";
import table from "./models/bedrock.json" with { type: "json" };
import { isRange, ratioFor, type RatioSizes, sizesOf } from "./offered_sizes.ts";
import { formatFor } from "./output_format.ts";
import type { CallContext, ModelCard, Outcome, Provider, UpstreamRequest } from "./provider.ts";
import { failureOfStatus, type UpstreamRefusal } from "./status.ts";

/** Where the service is, and who we are there. */
export interface BedrockOptions {
  /** Such as `https://bedrock-runtime.us-west-2.amazonaws.com`. */
  readonly baseUrl: string;
  readonly region: string;
  /** API keys of Bedrock's own, one per account; or what requests are signed with. */
  readonly who: readonly string[] | Credentials;
}

const BedrockTable = tableOf({
  name: z.string().min(1),
  /** It goes by a picture, and then takes no ratio. */
  picture: z.boolean().default(false),
});
type BedrockModel = z.infer<typeof BedrockTable>["models"][string];
type Fields = Readonly<Record<string, JsonBody | undefined>>;

const ATTEMPT_TIMEOUT_MS = 180_000;

/** The largest seed is one less than ours. */
const SEEDS = 2 ** 32 - 1;

/** How far to go from a picture, where the caller does not say: there is no default. */
const USUAL_STRENGTH = 0.7;

const Answer = z.object({
  images: z.array(z.string()).default([]),
  finish_reasons: z.array(z.string().nullable()).default([]),
}).refine(({ images, finish_reasons: reasons }) => images.length > 0 || reasons.length > 0);

/** Creates the adapter. */
export function createBedrock({ baseUrl, region, who }: BedrockOptions): Provider {
  const accounts = createAccounts("accessKeyId" in who ? [who.accessKeyId] : who);
  const models = rowsOf(BedrockTable.parse(table));

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const model = models[request.model];
    if (!model) return failed(failure("internal", `There is no model "${request.model}" here`));
    const url = `${baseUrl}/model/${encodeURIComponent(model.name)}/invoke`;
    const body = bodyOf(request, model);
    const answer = await callJson({
      url,
      method: "POST",
      headers: await authorization({ url, body, context }),
      body,
      schema: Answer,
      phase: "submit",
      explain: (refusal) => explain(refusal, context.now()),
    }, context);
    return answer.ok ? outcomeOf(answer.value) : failed(answer.failure);
  }

  async function authorization({ url, body, context }: {
    readonly url: string;
    readonly body: Fields;
    readonly context: CallContext;
  }): Promise<Readonly<Record<string, string>>> {
    const credential = accounts.credential(context.account);
    if (!("accessKeyId" in who)) return { authorization: `Bearer ${credential}` };
    const { AwsV4Signer } = await import("aws4fetch");
    const signer = new AwsV4Signer({
      url,
      method: "POST",
      body: JSON.stringify(body),
      ...who,
      region,
      service: "bedrock",
      datetime: new Date(context.now()).toISOString().replace(/[:-]|\.\d{3}/g, ""),
    });
    const { headers } = await signer.sign();
    return Object.fromEntries(headers);
  }

  return {
    id: "bedrock",
    title: "Amazon Bedrock",
    models: Object.fromEntries(
      Object.entries(models).map(([id, model]) => [id, cardOf(model)]),
    ),
    accounts: accounts.list,
    idempotentSubmit: false,
    paid: true,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    submit,
  };
}

function bodyOf(request: UpstreamRequest, { sizes, fields, picture }: BedrockModel): Fields {
  const { prompt, seed, negativePrompt, size, inputs } = request;
  const input = picture ? inputs[0] : undefined;
  const ratios: RatioSizes = isRange(sizes) ? {} : sizes;
  const strength = input ? request.strength ?? USUAL_STRENGTH : undefined;
  return {
    prompt,
    ...(input
      ? { mode: "image-to-image", image: toBase64(input.bytes) }
      : { mode: "text-to-image", aspect_ratio: ratioFor(size, ratios) }),
    output_format: formatFor(request, ["png", "jpeg"]),
    ...namedFields(fields, { seed: seed % SEEDS, negativePrompt, strength }),
  };
}

/** A reason is null where nothing was filtered. */
function outcomeOf({ images, finish_reasons: reasons }: z.infer<typeof Answer>): Outcome {
  const reason = reasons.find((said) => said !== null);
  if (reason?.startsWith("Filter reason")) {
    const what = reason.slice("Filter reason: ".length);
    return failed(failure("content_policy", `The upstream refused the ${what}`));
  }
  if (reason !== undefined) return failed(withoutPicture());
  const [image = ""] = images;
  const picture = inlineImage(image);
  return picture ? { kind: "done", images: [picture] } : failed(noPicture());
}

/** Which error it is stands in a header, maybe with an address behind a colon. */
function explain(refusal: UpstreamRefusal, now: number): Failure | undefined {
  const { status, headers } = refusal;
  const [error = ""] = (headers.get("x-amzn-errortype") ?? "").split(":");
  const as = (other: number) =>
    failureOfStatus({ ...refusal, status: other }, { phase: "submit", now });
  switch (error) {
    case "ServiceQuotaExceededException":
      return as(402);
    case "ExpiredTokenException":
    case "UnrecognizedClientException":
    case "InvalidSignatureException":
      return as(401);
    case "ModelNotReadyException":
      return as(503);
    default:
      return status === 404 ? notOffered() : policyRefusal(refusal);
  }
}

function cardOf({ title, name, about, sizes, fields, picture, price }: BedrockModel): ModelCard {
  return {
    title: `${title} (Amazon Bedrock)`,
    description: `${name} at Amazon Bedrock. ${about}`,
    createdAt: Date.UTC(2026, 10, 1),
    capabilities: {
      operations: picture ? ["generate", "edit"] : ["generate"],
      maxImages: 1,
      maxInputImages: picture ? 1 : 0,
      inputTypes: ["image/png", "image/jpeg", "image/webp"],
      sizes: sizesOf(sizes),
      honours: honouredFields(fields),
    },
    ...(price ? { price } : {}),
  };
}

function noPicture(): Failure {
  return failure("bad_response", "The upstream's answer holds a picture that is none");
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}
