/**
 * Our request as a graph for ComfyUI. Pure.
 *
 * @module
 */

import type { Json } from "../../failure.ts";
import type { UpstreamRequest } from "../provider.ts";
import {
  type ComfyuiModel,
  type Graph,
  type GraphNode,
  type Workflow,
  WORKFLOW_FIELDS,
  type WorkflowField,
} from "./workflow.ts";

/** Files of a request at ComfyUI, as its nodes name them. */
export interface Files {
  readonly images: readonly string[];
  readonly mask?: string | undefined;
}

/** The workflow for what is asked; undefined when the model has none for it. */
export function workflowFor(
  { generate, edit, inpaint }: ComfyuiModel,
  { inputs, mask }: Pick<UpstreamRequest, "inputs" | "mask">,
): Workflow | undefined {
  if (inputs.length === 0) return generate;
  return mask && inpaint ? inpaint : edit;
}

/** The workflow's graph with the request in it. */
export function fillIn(
  { graph, fields }: Workflow,
  request: UpstreamRequest & { readonly files: Files },
): Graph {
  let filled = graph;
  const values = valuesOf(request);
  for (const field of WORKFLOW_FIELDS) {
    const value = field === "image" ? undefined : values[field];
    if (value === undefined) continue;
    for (const place of fields[field] ?? []) filled = put(filled, place, value);
  }
  for (const [index, place] of (fields.image ?? []).entries()) {
    const file = request.files.images[index];
    filled = file === undefined ? without(filled, place) : put(filled, place, file);
  }
  return filled;
}

function valuesOf(
  request: UpstreamRequest & { readonly files: Files },
): Readonly<Record<Exclude<WorkflowField, "image">, Json | undefined>> {
  return {
    prompt: request.prompt,
    negative_prompt: request.negativePrompt,
    seed: request.seed,
    width: request.size.widthPx,
    height: request.size.heightPx,
    n: request.n,
    steps: request.steps,
    guidance_scale: request.guidanceScale,
    strength: request.strength,
    sampler: request.sampler,
    mask: request.files.mask,
  };
}

function put(graph: Graph, place: string, value: Json): Graph {
  const [id, input] = partsOf(place);
  const node = graph[id];
  if (!node) return graph;
  return { ...graph, [id]: { ...node, inputs: { ...node.inputs, [input]: value } } };
}

/** Takes out the node that a picture would have been loaded by, and the links that lead to it. */
function without(graph: Graph, place: string): Graph {
  const [gone] = partsOf(place);
  const left = Object.entries(graph).filter(([id]) => id !== gone);
  return Object.fromEntries(left.map(([id, node]) => [id, unlinked(node, gone)]));
}

function unlinked(node: GraphNode, gone: string): GraphNode {
  const inputs = Object.entries(node.inputs)
    .filter(([, value]) => !(Array.isArray(value) && value[0] === gone));
  return { ...node, inputs: Object.fromEntries(inputs) };
}

/** The node's id, and the input's name; ids of nodes in groups have colons, never dots. */
export function partsOf(place: string): [node: string, input: string] {
  const dot = place.indexOf(".");
  return [place.slice(0, dot), place.slice(dot + 1)];
}

/** Which of our fields stands at a place. */
export function fieldAt({ fields }: Workflow, place: string): WorkflowField | undefined {
  return WORKFLOW_FIELDS.find((field) => fields[field]?.includes(place));
}
