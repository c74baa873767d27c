/**
 * The built-in workflows, for Stable Diffusion in one file: a checkpoint that `CheckpointLoaderSimple`
 * loads with its text encoder and VAE.
 *
 * @module
 */

import { trainedSidePx } from "../trained_size.ts";
import type { ComfyuiModel, ComfyuiModels, Graph, Workflow } from "./workflow.ts";

const DRAWING: Workflow["fields"] = {
  prompt: ["positive.text"],
  negative_prompt: ["negative.text"],
  seed: ["sampler.seed"],
  steps: ["sampler.steps"],
  guidance_scale: ["sampler.cfg"],
};

const EDITING: Workflow["fields"] = {
  ...DRAWING,
  strength: ["sampler.denoise"],
  image: ["picture.image"],
};

/** What all of them have; `latent` is what the sampler begins with. */
function drawing(checkpoint: string, latent: string): Graph {
  return {
    checkpoint: { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: checkpoint } },
    positive: { class_type: "CLIPTextEncode", inputs: { text: "", clip: ["checkpoint", 1] } },
    negative: { class_type: "CLIPTextEncode", inputs: { text: "", clip: ["checkpoint", 1] } },
    sampler: {
      class_type: "KSampler",
      inputs: {
        model: ["checkpoint", 0],
        positive: ["positive", 0],
        negative: ["negative", 0],
        latent_image: [latent, 0],
        seed: 0,
        steps: 20,
        cfg: 7,
        sampler_name: "euler",
        scheduler: "normal",
        denoise: 1,
      },
    },
    decoded: {
      class_type: "VAEDecode",
      inputs: { samples: ["sampler", 0], vae: ["checkpoint", 2] },
    },
    saved: {
      class_type: "SaveImage",
      inputs: { images: ["decoded", 0], filename_prefix: "darkroom" },
    },
  };
}

function generating(checkpoint: string): Workflow {
  const empty = {
    class_type: "EmptyLatentImage",
    inputs: { width: 512, height: 512, batch_size: 1 },
  };
  return {
    graph: { ...drawing(checkpoint, "empty"), empty },
    fields: { ...DRAWING, width: ["empty.width"], height: ["empty.height"] },
  };
}

/** To the size that is wanted; what does not fit its ratio is cut off evenly. */
function scaled(image: string) {
  const how = { upscale_method: "lanczos", crop: "center", width: 512, height: 512 };
  return { class_type: "ImageScale", inputs: { image: [image, 0], ...how } };
}

function picture(checkpoint: string, latent: string): Graph {
  const graph = drawing(checkpoint, latent);
  const { sampler } = graph;
  return {
    ...graph,
    ...(sampler ? { sampler: { ...sampler, inputs: { ...sampler.inputs, denoise: 0.75 } } } : {}),
    picture: { class_type: "LoadImage", inputs: { image: "" } },
    scaled: scaled("picture"),
    encoded: {
      class_type: "VAEEncode",
      inputs: { pixels: ["scaled", 0], vae: ["checkpoint", 2] },
    },
  };
}

function editing(checkpoint: string): Workflow {
  return {
    graph: picture(checkpoint, "encoded"),
    fields: { ...EDITING, width: ["scaled.width"], height: ["scaled.height"] },
  };
}

/** Our masks are transparent where something new is wanted, as this node reads their alpha. */
function inpainting(checkpoint: string): Workflow {
  return {
    graph: {
      ...picture(checkpoint, "masked"),
      mask: { class_type: "LoadImageMask", inputs: { image: "", channel: "alpha" } },
      mask_picture: { class_type: "MaskToImage", inputs: { mask: ["mask", 0] } },
      mask_scaled: scaled("mask_picture"),
      hole: { class_type: "ImageToMask", inputs: { image: ["mask_scaled", 0], channel: "red" } },
      masked: {
        class_type: "SetLatentNoiseMask",
        inputs: { samples: ["encoded", 0], mask: ["hole", 0] },
      },
    },
    fields: {
      ...EDITING,
      width: ["scaled.width", "mask_scaled.width"],
      height: ["scaled.height", "mask_scaled.height"],
      mask: ["mask.image"],
    },
  };
}

/** A model for each checkpoint, by its file's name without the ending. */
export function checkpointModels(checkpoints: readonly string[]): ComfyuiModels {
  return Object.fromEntries(checkpoints.map((file) => {
    const id = file.replaceAll("\\", "/").replace(/\.[a-z0-9]+$/i, "");
    return [id, checkpointModel(id, file)];
  }));
}

function checkpointModel(id: string, file: string): ComfyuiModel {
  const sidePx = trainedSidePx(id);
  return {
    title: id,
    description: `The checkpoint ${file} in ComfyUI, with Darkroom's plain workflow.`,
    maxImages: 1,
    sizes: {
      kind: "range",
      minPx: 64,
      maxPx: 2048,
      stepPx: 8,
      default: { widthPx: sidePx, heightPx: sidePx },
    },
    generate: generating(file),
    edit: editing(file),
    inpaint: inpainting(file),
  };
}
