/**
 * Which models there are.
 *
 * @module
 */

import { mayUse } from "../access/caller.ts";
import { failure, Refusal } from "../failure.ts";
import { formatSize } from "../images/size.ts";
import type { Price } from "../providers/price.ts";
import { type Capabilities, type SizeRule, WIRE_NAMES } from "../providers/provider.ts";
import { styleNames } from "../providers/styles.ts";
import { type Model, namesOf, unknownModel } from "../providers/registry.ts";
import type { App, AppContext, Services } from "./context.ts";
import { unixSeconds } from "./image_answer.ts";
import { parseFields, show } from "./parse.ts";
import { type ModelList, ModelListQuery, type ModelView, type StyleList } from "./schemas/model.ts";

/** Model ids contain slashes, which clients send raw or encoded. */
const MODEL_PATH = "/v1/models/:id{.+}";

/** Parameters that every model takes, since we see to them. */
const COMMON_PARAMETERS = ["n", "size", "aspect_ratio", "output_format", "output_compression"];

/** Adds `GET /v1/models`, `GET /v1/models/{id}`, the refusal to delete one, and `GET /v1/styles`. */
export function addModelRoutes(app: App, { registry }: Pick<Services, "registry">): void {
  app.get("/v1/models", function listModels(c) {
    const { type = "image", output_modalities = "image" } = parseFields(
      ModelListQuery,
      c.req.query(),
    );
    const wanted = type === "image" && output_modalities.split(",").includes("image");
    const list: ModelList = {
      object: "list",
      data: wanted ? registry.models().filter(isAllowed(c)).flatMap(viewModel) : [],
    };
    return c.json(list);
  });

  app.get("/v1/styles", (c) => c.json({ data: [...styleNames()] } satisfies StyleList));

  app.get(MODEL_PATH, function getModel(c) {
    const id = c.req.param("id");
    const [view] = [registry.model(id) ?? []].flat().filter(isAllowed(c)).flatMap(viewModel);
    if (view === undefined) throw new Refusal(unknownModel(id, registry));
    return c.json(view);
  });

  app.delete(MODEL_PATH, function deleteModel(c) {
    const message = `Model ${show(c.req.param("id"))} belongs to this server and cannot be deleted`;
    throw new Refusal(failure("forbidden", message));
  });
}

/** Whether a model is one of those that the caller's key may use. */
function isAllowed(c: AppContext): (model: Model) => boolean {
  const caller = c.get("caller");
  return (model) => namesOf(model).some((name) => mayUse(caller, name));
}

/** The first route speaks for the model: it is the one that is tried first. */
function viewModel({ id, aliasOf, routes }: Model): ModelView[] {
  return routes.slice(0, 1).map(({ provider, card }) => {
    const { honours, maxInputImages } = card.capabilities;
    const takesImages = maxInputImages > 0;
    return {
      id,
      object: "model",
      created: unixSeconds(card.createdAt),
      owned_by: provider.id,
      name: card.title,
      description: card.description,
      type: "image",
      alias_of: aliasOf ?? null,
      architecture: {
        modality: takesImages ? "text+image->image" : "text->image",
        input_modalities: takesImages ? ["text", "image"] : ["text"],
        output_modalities: ["image"],
      },
      supported_endpoint_types: ["image-generation", "openai"],
      capabilities: viewCapabilities(card.capabilities),
      routes: routes.map(({ provider, model }) => `${provider.id}/${model}`),
      pricing: card.price ? viewPrice(card.price) : null,
      supported_parameters: [...COMMON_PARAMETERS, ...honours.map((field) => WIRE_NAMES[field])],
    };
  });
}

function viewCapabilities(able: Capabilities): ModelView["capabilities"] {
  return {
    operations: [...able.operations],
    max_images_per_call: able.maxImages,
    max_input_images: able.maxInputImages,
    mask: able.honours.includes("mask"),
    sizes: viewSizes(able.sizes),
  };
}

function viewPrice({ usd, per, larger = [] }: Price): NonNullable<ModelView["pricing"]> {
  const steps = larger.map((step) => ({ from_px: step.fromPx, usd: step.usd }));
  return { usd, per, ...(steps.length > 0 ? { larger: steps } : {}) };
}

function viewSizes(rule: SizeRule): ModelView["capabilities"]["sizes"] {
  if (rule.kind === "list") return rule.sizes.map(formatSize);
  const { minPx, maxPx, stepPx } = rule;
  return { min: minPx, max: maxPx, step: stepPx, default: formatSize(rule.default) };
}
