/**
 * Workflows: graphs in ComfyUI's API format, and which of their inputs are which fields of a request.
 *
 * @module
 */

import type { Json } from "../../failure.ts";
import type { SizeRule } from "../provider.ts";

/** A node: what it does, and each input's value or link (`[node, output]`). */
export type GraphNode = {
  readonly class_type: string;
  readonly inputs: Readonly<Record<string, Json>>;
};

/** A graph in API format: nodes by their ids. */
export type Graph = Readonly<Record<string, GraphNode>>;

/** Our fields, by the names that callers give them. */
export const WORKFLOW_FIELDS = [
  "prompt",
  "negative_prompt",
  "seed",
  "width",
  "height",
  "n",
  "steps",
  "guidance_scale",
  "strength",
  "sampler",
  "image",
  "mask",
] as const;
/** See {@linkcode WORKFLOW_FIELDS}. */
export type WorkflowField = (typeof WORKFLOW_FIELDS)[number];

/** A graph, and where our fields go. */
export interface Workflow {
  readonly graph: Graph;
  /**
   * Each `node.input`. Several places get the same value; only those of `image` are one for each
   * picture, in order.
   */
  readonly fields: Readonly<Partial<Record<WorkflowField, readonly string[] | undefined>>>;
  /** The node whose pictures are the result; absent: all that there are. */
  readonly output?: string | undefined;
}

/** A model: how it draws by words, changes a picture, and changes a part of one. */
export interface ComfyuiModel {
  readonly title: string;
  readonly description: string;
  readonly sizes: SizeRule;
  /** Pictures in one call, where `n` has its place. */
  readonly maxImages: number;
  readonly generate?: Workflow | undefined;
  readonly edit?: Workflow | undefined;
  readonly inpaint?: Workflow | undefined;
}

/** Models by their public ids. */
export type ComfyuiModels = Readonly<Record<string, ComfyuiModel>>;
