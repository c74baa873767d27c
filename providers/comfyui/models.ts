/**
 * Model cards for workflows: what a model can do is what has a place in its graphs. Pure.
 *
 * @module
 */

import type { Capabilities, ModelCard, OptionalField } from "../provider.ts";
import type { ComfyuiModel, ComfyuiModels, WorkflowField } from "./workflow.ts";

const HONOURED: Readonly<Partial<Record<WorkflowField, OptionalField>>> = {
  negative_prompt: "negativePrompt",
  seed: "seed",
  steps: "steps",
  guidance_scale: "guidanceScale",
  strength: "strength",
  sampler: "sampler",
  mask: "mask",
};

/** The models as callers see them. */
export function cardsOf(models: ComfyuiModels): Readonly<Record<string, ModelCard>> {
  return Object.fromEntries(Object.entries(models).map(([id, model]) => [id, cardOf(model)]));
}

function cardOf(model: ComfyuiModel): ModelCard {
  const { title, description } = model;
  return { title, description, createdAt: 0, capabilities: capabilitiesOf(model) };
}

function capabilitiesOf({ generate, edit, inpaint, sizes, maxImages }: ComfyuiModel): Capabilities {
  const workflows = [generate, edit, inpaint].filter((workflow) => workflow !== undefined);
  const has = (field: string) => workflows.some(({ fields }) => Object.hasOwn(fields, field));
  const honours = Object.entries(HONOURED).flatMap(([field, name]) => has(field) ? [name] : []);
  const pictures = edit?.fields.image?.length ?? 0;
  return {
    operations: [
      ...(generate ? ["generate" as const] : []),
      ...(edit ? ["edit" as const, "variation" as const] : []),
    ],
    maxImages: workflows.every(({ fields }) => fields.n) ? maxImages : 1,
    maxInputImages: pictures,
    inputTypes: ["image/png", "image/jpeg", "image/webp"],
    ...(generate ? {} : { needsInput: true }),
    sizes,
    honours: [...honours, "partialImages"],
  };
}
