/**
 * The operator's own ComfyUI models: graphs in API format, and where the fields of a request go.
 *
 * @module
 */

import { z } from "zod";
import { parseJson } from "./fields.ts";

const Graph = z.record(
  z.string().min(1),
  z.looseObject({
    class_type: z.string().min(1),
    inputs: z.record(z.string(), z.json()),
  }).transform(({ class_type, inputs }) => ({ class_type, inputs })),
);

/** `node.input`; ids of nodes in groups have colons. */
const place = z.string().regex(/^[^.]+\..+$/, 'is a node\'s id and an input, such as "6.text"');
const places = z.union([place.transform((one) => [one]), z.array(place).min(1)]);

const Fields = z.strictObject({
  prompt: places,
  negative_prompt: places,
  seed: places,
  width: places,
  height: places,
  n: places,
  steps: places,
  guidance_scale: places,
  strength: places,
  sampler: places,
  image: places,
  mask: places,
}).partial();

const Workflow = z.strictObject({
  workflow: Graph,
  fields: Fields,
  output: z.string().optional(),
}).superRefine(({ workflow, fields, output }, context) => {
  const named = Object.values(fields).flat().flatMap((place) => place?.split(".")[0] ?? []);
  for (const node of [...named, ...(output === undefined ? [] : [output])]) {
    if (!Object.hasOwn(workflow, node)) {
      context.addIssue(`has no node "${node}": its nodes are ${Object.keys(workflow).join(", ")}`);
    }
  }
}).transform(({ workflow: graph, fields, output }) => ({
  graph,
  fields,
  ...(output === undefined ? {} : { output }),
}));

const sidePx = z.number().int().min(16).max(16_384);
const size = z.string().regex(/^\d{2,5}x\d{2,5}$/, 'is like "1024x1024"').transform((text) => {
  const [widthPx = 0, heightPx = 0] = text.split("x").map(Number);
  return { widthPx, heightPx };
});

const Model = z.strictObject({
  title: z.string().optional(),
  description: z.string().default("A workflow of the operator's own in ComfyUI."),
  size: z.strictObject({
    min: sidePx.default(64),
    max: sidePx.default(2048),
    step: z.number().int().min(1).max(256).default(8),
    default: size.default({ widthPx: 1024, heightPx: 1024 }),
  }).prefault({}),
  max_images: z.number().int().min(1).max(10).default(4),
  generate: Workflow.optional(),
  edit: Workflow.optional(),
  inpaint: Workflow.optional(),
}).superRefine((model, context) => {
  for (const problem of problemsOf(model)) context.addIssue(problem);
}).transform(({ size: { min, max, step, default: usual }, max_images: maxImages, ...model }) => ({
  ...model,
  maxImages,
  sizes: { kind: "range" as const, minPx: min, maxPx: max, stepPx: step, default: usual },
}));

/** What a workflow of each kind cannot do without. */
const NEEDED = { generate: ["prompt"], edit: ["image"], inpaint: ["image", "mask"] } as const;

interface Kinds {
  readonly generate?: { readonly fields: object } | undefined;
  readonly edit?: { readonly fields: object } | undefined;
  readonly inpaint?: { readonly fields: object } | undefined;
}

function* problemsOf({ generate, edit, inpaint }: Kinds): Generator<string> {
  if (!generate && !edit) yield 'needs "generate", "edit" or both';
  if (inpaint && !edit) yield 'has "inpaint" without "edit"';
  for (const [kind, workflow] of Object.entries({ generate, edit, inpaint })) {
    const needed = Object.entries(NEEDED).find(([name]) => name === kind)?.[1] ?? [];
    const missing = needed.filter((field) => workflow && !Object.hasOwn(workflow.fields, field));
    for (const field of missing) yield `"${kind}" needs a place for "${field}" in its fields`;
  }
}

const Models = z.record(z.string().min(1), Model).transform((models) =>
  Object.fromEntries(
    Object.entries(models).map(([id, { title = id, ...model }]) => [id, { title, ...model }]),
  )
);

/** `COMFYUI_WORKFLOWS`. */
export const comfyuiWorkflows = z.string().transform((text, context) => {
  const parsed = Models.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") ?? "";
  context.addIssue(
    `must be JSON with a model each, or the name of a file with it (see docs/providers/comfyui.md): ` +
      (where === "" ? issue?.message : `"${where}" ${issue?.message}`),
  );
  return z.NEVER;
});
