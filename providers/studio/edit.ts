/**
 * Edits: the first input restyled by the prompt's words, or repainted where a mask is clear.
 *
 * @module
 */

import type { Raster, RasterRunOptions } from "../../images/raster.ts";
import type { RasterLayer, RasterStep } from "../../images/raster_job.ts";
import type { EncodedImage, Size } from "../../images/request.ts";
import { readEditTags } from "./edit_words.ts";
import { type Generation, generationLayer } from "./generate.ts";
import { findHole, type Hole } from "./hole.ts";
import { painterlySteps, type Retouch, retouchSteps } from "./retouch.ts";
import { GROUNDS, readScene, scenePalette, subjectOf } from "./scene.ts";

/** One edit. */
export interface Edit {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly seed: number;
  readonly size: Size;
  readonly detail: 0 | 1 | 2;
  /** The first is edited, the others are laid into it. At least one. */
  readonly inputs: readonly [EncodedImage, ...EncodedImage[]];
  readonly mask: EncodedImage | undefined;
  /** 0 leaves the input as it is, 1 goes all the way. */
  readonly strength: number;
}

/** The edited picture. Outside a mask's hole it has the input's own pixels. */
export async function editLayer(
  raster: Raster,
  edit: Edit,
  options: RasterRunOptions,
): Promise<RasterLayer> {
  const base = baseOf(edit);
  if (edit.mask === undefined) return restyled(base, edit);
  const mask = fitted(edit.mask, edit.size);
  const hole = await findHole(raster, mask, { size: edit.size, ...options });
  const painting = hole === undefined ? base : repainted({ base, mask, hole }, edit);
  return withSteps(painting, [{ op: "keepBase", base, mask }]);
}

/** The inputs brought to the size of the result and put together. */
function baseOf({ inputs, size, prompt }: Edit): RasterLayer {
  const [first, ...others] = inputs;
  const merge = readEditTags(prompt).includes("merge");
  const additions = others.map((other, i) =>
    merge ? overlay(other, size, i + 2) : pasted(other, size, i)
  );
  return withSteps(fitted(first, size), additions);
}

/** As a second exposure: each of `count` pictures counts the same. */
function overlay(image: EncodedImage, size: Size, count: number): RasterStep {
  const layer = withSteps(fitted(image, size), [{ op: "fade", opacity: 1 / count }]);
  return { op: "composite", blend: "over", layer };
}

/** As a framed print in the lower corner, the next one beside it. */
function pasted(image: EncodedImage, { widthPx, heightPx }: Size, place: number): RasterStep {
  const side = Math.max(4, Math.round(Math.min(widthPx, heightPx) * 0.28));
  const rim = Math.max(1, Math.round(side * 0.05));
  const inner = { widthPx: side - rim * 2, heightPx: side - rim * 2 };
  const print: RasterLayer = {
    source: { kind: "blank", size: { widthPx: side, heightPx: side }, colour: "#fdfbf5" },
    steps: [{
      op: "composite",
      blend: "over",
      layer: fitted(image, inner),
      leftPx: rim,
      topPx: rim,
    }],
  };
  const leftPx = Math.max(0, widthPx - (place + 1) * Math.round(side * 1.08));
  return { op: "composite", blend: "over", layer: print, leftPx, topPx: heightPx - side - rim };
}

function restyled(base: RasterLayer, edit: Edit): RasterLayer {
  const retouch = retouchOf(edit);
  const asked = retouchSteps(retouch);
  const steps = asked.length > 0 ? asked : painterlySteps(retouch);
  return withSteps(base, [{ op: "partly", share: edit.strength, steps }]);
}

interface MaskedBase {
  readonly base: RasterLayer;
  readonly mask: RasterLayer;
  readonly hole: Hole;
}

/**
 * What is seen through the hole: the thing that the prompt names on ground healed from around it,
 * else the country that it names, else the input restyled; after "remove" only the healed ground.
 */
function repainted(masked: MaskedBase, edit: Edit): RasterLayer {
  const { base, hole } = masked;
  const retouch = retouchOf(edit);
  if (readEditTags(edit.prompt).includes("remove")) return healed(masked, edit.size);
  const subject = subjectOf(retouch.scene);
  if (subject !== undefined) return withPainting(healed(masked, edit.size), hole, edit);
  const named = GROUNDS.some((ground) => retouch.scene.tags.includes(ground));
  const restyles = !named && retouchSteps(retouch).length > 0;
  return restyles ? restyled(base, edit) : withPainting(base, hole, edit);
}

function withPainting(ground: RasterLayer, hole: Hole, edit: Edit): RasterLayer {
  const scene = readScene(edit.prompt, edit.negativePrompt);
  const generation: Generation = {
    scene,
    seed: edit.seed,
    size: hole.size,
    detail: edit.detail,
    transparent: subjectOf(scene) !== undefined,
    colourfulness: "plain",
  };
  const { leftPx, topPx } = hole;
  const layer = generationLayer(generation);
  return withSteps(ground, [{ op: "composite", blend: "over", layer, leftPx, topPx }]);
}

/** Blurs to heal with, as shares of the shorter side: far colours coarsely, near ones finely. */
const HEALING_SHARES = [0.3, 0.15, 0.08, 0.04, 0.02, 0.01] as const;

/** Fills the hole with the colours around it. */
function healed({ base, mask }: MaskedBase, size: Size): RasterLayer {
  const cut = withSteps(base, [{ op: "composite", blend: "dest-in", layer: mask }]);
  const short = Math.min(size.widthPx, size.heightPx);
  const spreads = HEALING_SHARES.map((share): RasterStep => {
    const blur = { op: "blur", sigmaPx: Math.max(0.5, short * share) } as const;
    const layer = withSteps(cut, [blur, { op: "fade", opacity: 3 }]); // full up to the hole's edge
    return { op: "composite", blend: "over", layer };
  });
  return withSteps(cut, [
    { op: "resize", size: { widthPx: 3, heightPx: 3 }, fit: "fill" },
    { op: "opaque" },
    { op: "resize", size, fit: "fill" },
    ...spreads,
  ]);
}

function retouchOf({ prompt, negativePrompt, size, seed }: Edit): Retouch {
  const scene = readScene(prompt, negativePrompt);
  return { prompt, scene, size, seed, palette: scenePalette(scene) };
}

function fitted(image: EncodedImage, size: Size): RasterLayer {
  return {
    source: { kind: "encoded", bytes: image.bytes },
    steps: [{ op: "resize", size, fit: "cover" }],
  };
}

function withSteps({ source, steps = [] }: RasterLayer, more: readonly RasterStep[]): RasterLayer {
  return { source, steps: [...steps, ...more] };
}
