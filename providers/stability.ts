/**
 * Stability AI's image models (v2beta): one call in multipart, one picture back in JSON.
 *
 * Wire forms as in Stability's REST API reference of autumn 2026. There is no library of standing.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../failure.ts";
import { createAccounts } from "./accounts.ts";
import { notOffered, withoutPicture } from "./common_failures.ts";
import { policyRefusal } from "./content_policy.ts";
import { honouredFields, namedFields } from "./field_names.ts";
import { callJson } from "./http.ts";
import { inlineImage } from "./inline_image.ts";
import { rowsOf, tableOf } from "./model_table.ts";
import table from "./models/stability.json" with { type: "json" };
import { isRange, ratioFor, type RatioSizes, sizesOf } from "./offered_sizes.ts";
import { formatFor } from "./output_format.ts";
import type { CallContext, ModelCard, Outcome, Provider, UpstreamRequest } from "./provider.ts";
import { shorten, upstreamMessage } from "./upstream_message.ts";
import type { UpstreamRefusal } from "./status.ts";

/** Where the service is, and who we are there. */
export interface StabilityOptions {
  /** Without a version, such as `https://api.stability.ai`. */
  readonly baseUrl: string;
  /** API keys, one per account. */
  readonly keys: readonly string[];
}

const StabilityTable = tableOf({
  /** The last part of the endpoint's path. */
  path: z.enum(["ultra", "core", "sd3"]),
  /** Which of an endpoint's models, where it has several. */
  model: z.string().optional(),
  formats: z.array(z.enum(["png", "jpeg", "webp"])),
  /** It takes a picture, and then a ratio as well, or none. */
  picture: z.enum(["beside_ratio", "instead_of_ratio"]).optional(),
});
type StabilityModel = z.infer<typeof StabilityTable>["models"][string];

const ATTEMPT_TIMEOUT_MS = 180_000;

/** The largest seed is one less than ours. */
const SEEDS = 2 ** 32 - 1;

/** How far to go from a picture, where the caller does not say: the endpoints have no default. */
const USUAL_STRENGTH = 0.7;

const Answer = z.object({
  image: z.string().optional(),
  finish_reason: z.string(),
});

/** Creates the adapter. */
export function createStability({ baseUrl, keys }: StabilityOptions): Provider {
  const accounts = createAccounts(keys);
  const models = rowsOf(StabilityTable.parse(table));

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const model = models[request.model];
    if (!model) return failed(failure("internal", `There is no model "${request.model}" here`));
    const answer = await callJson({
      url: `${baseUrl}/v2beta/stable-image/generate/${model.path}`,
      method: "POST",
      headers: { authorization: `Bearer ${accounts.credential(context.account)}` },
      body: toForm(request, model),
      schema: Answer,
      phase: "submit",
      explain,
    }, context);
    return answer.ok ? outcomeOf(answer.value) : failed(answer.failure);
  }

  return {
    id: "stability",
    title: "Stability AI",
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

function toForm(request: UpstreamRequest, model: StabilityModel): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fieldsOf(request, model))) {
    if (value !== undefined) form.append(name, String(value));
  }
  const [picture] = request.inputs;
  if (picture && model.picture) {
    const { bytes, mediaType: type } = picture;
    form.append("image", new File([bytes], `image.${type.slice("image/".length)}`, { type }));
  }
  return form;
}

function fieldsOf(request: UpstreamRequest, { sizes, fields, ...model }: StabilityModel) {
  const { prompt, inputs, size, seed, negativePrompt, guidanceScale } = request;
  const byPicture = model.picture !== undefined && inputs.length > 0;
  const withoutRatio = byPicture && model.picture === "instead_of_ratio";
  const ratios: RatioSizes = isRange(sizes) ? {} : sizes;
  const strength = byPicture ? request.strength ?? USUAL_STRENGTH : undefined;
  return {
    prompt,
    ...(model.model ? { model: model.model } : {}),
    ...(withoutRatio ? { mode: "image-to-image" } : { aspect_ratio: ratioFor(size, ratios) }),
    output_format: formatFor(request, model.formats),
    ...namedFields(fields, { seed: seed % SEEDS, negativePrompt, guidanceScale, strength }),
  };
}

function outcomeOf({ image, finish_reason: reason }: z.infer<typeof Answer>): Outcome {
  if (reason === "CONTENT_FILTERED") {
    return failed(
      failure("content_policy", "The upstream withheld the picture by its content policy"),
    );
  }
  const picture = image === undefined ? undefined : inlineImage(image);
  if (picture) return { kind: "done", images: [picture] };
  return failed(reason === "SUCCESS" ? noPicture() : withoutPicture());
}

/** A refused content is answered with 403, as a wrong key may be; the body has a name for it. */
const Named = z.object({ name: z.literal("content_moderation") });

function explain(refusal: UpstreamRefusal): Failure | undefined {
  const { status, body } = refusal;
  if (status === 404) return notOffered();
  if (!Named.safeParse(body).success) return policyRefusal(refusal);
  const said = upstreamMessage(body) ?? "";
  return failure("content_policy", shorten(`The upstream refused the content: ${said}`));
}

function cardOf({ title, about, path, sizes, fields, picture, price }: StabilityModel): ModelCard {
  return {
    title: `${title} (Stability AI)`,
    description: `${title} at Stability AI (${path}). ${about}`,
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
