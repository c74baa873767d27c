/**
 * What the fake of ComfyUI knows of nodes: enough to refuse a graph as the real one does.
 *
 * @module
 */

import type { Json } from "../../failure.ts";

interface Node {
  readonly class_type: string;
  readonly inputs: Readonly<Record<string, Json>>;
}

/** What nodes may name. */
export interface ComfyStock {
  readonly checkpoints: readonly string[];
  readonly files: ReadonlyMap<string, unknown>;
}

/** The inputs of each node that have to be there. */
const NODES: Readonly<Record<string, readonly string[]>> = {
  CheckpointLoaderSimple: ["ckpt_name"],
  CLIPTextEncode: ["text", "clip"],
  EmptyLatentImage: ["width", "height", "batch_size"],
  ImageScale: ["image", "upscale_method", "width", "height", "crop"],
  ImageToMask: ["image", "channel"],
  KSampler: [
    "model",
    "seed",
    "steps",
    "cfg",
    "sampler_name",
    "scheduler",
    "positive",
    "negative",
    "latent_image",
    "denoise",
  ],
  LoadImage: ["image"],
  LoadImageMask: ["image", "channel"],
  MaskToImage: ["mask"],
  SaveImage: ["images", "filename_prefix"],
  SetLatentNoiseMask: ["samples", "mask"],
  VAEDecode: ["samples", "vae"],
  VAEEncode: ["pixels", "vae"],
};

const SAMPLERS = ["euler", "euler_ancestral", "dpmpp_2m"];

/** The refusal of a graph; undefined when it can be drawn. */
export function comfyProblem(graph: Readonly<Record<string, Node>>, stock: ComfyStock) {
  for (const [id, node] of Object.entries(graph)) {
    const needed = NODES[node.class_type];
    if (!needed) {
      const message = `Node '${id}' not found. The custom node may not be installed.`;
      return { error: { type: "missing_node_type", message, details: "" }, node_errors: {} };
    }
    const missing = needed.find((input) => !Object.hasOwn(node.inputs, input));
    if (missing) return comfyRefusal(id, "Required input is missing", missing);
    const wrong = needed.find((input) => !isRight(node, input, { graph, stock }));
    if (wrong) return comfyRefusal(id, "Value not in list", wrong, node.inputs[wrong]);
  }
  return undefined;
}

/** A graph that did not pass, as the server says it. */
export function comfyRefusal(id: string, message: string, input: string, value: Json = "") {
  const details = `${input}: '${value}' not in [...]`;
  const error = { type: "value_not_in_list", message, details, extra_info: { input_name: input } };
  return {
    error: {
      type: "prompt_outputs_failed_validation",
      message: "Prompt outputs failed validation",
      details: "",
      extra_info: {},
    },
    node_errors: { [id]: { errors: [error], dependent_outputs: ["saved"], class_type: "Node" } },
  };
}

function isRight(
  { class_type, inputs }: Node,
  input: string,
  { graph, stock }: { graph: Readonly<Record<string, Node>>; stock: ComfyStock },
): boolean {
  const value = inputs[input];
  if (Array.isArray(value)) return Object.hasOwn(graph, String(value[0]));
  if (input === "ckpt_name") return stock.checkpoints.includes(String(value));
  if (class_type.startsWith("LoadImage") && input === "image") {
    return stock.files.has(String(value));
  }
  if (input === "sampler_name") return SAMPLERS.includes(String(value));
  if (input === "width" || input === "height") {
    return Number(value) >= 16 && Number(value) % 8 === 0;
  }
  return true;
}
