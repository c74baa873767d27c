/**
 * Model cards out of A1111's lists. Pure.
 *
 * @module
 */

import { z } from "zod";
import type { Capabilities, ModelCard } from "../provider.ts";
import { trainedSidePx } from "../trained_size.ts";

/** `/sdapi/v1/sd-models` */
export const Checkpoints = z.array(z.object({ title: z.string(), model_name: z.string() }));
/** `/sdapi/v1/samplers` */
export const Samplers = z.array(z.object({ name: z.string() }));

/** Cards by their ids. */
export type Cards = Readonly<Record<string, ModelCard>>;

/** The id of whatever checkpoint is loaded. */
export const LOADED = "sdwebui";

/** What is known before anything is listed. */
export const LOADED_ONLY: Cards = {
  [LOADED]: card({
    title: "Stable Diffusion web UI",
    description: "Draws with the checkpoint that is loaded at the upstream.",
    sidePx: 512,
  }),
};

/** More names than a description bears. */
const MAX_SAMPLERS_NAMED = 12;

/** A card for each checkpoint, by its name, and one for whichever is loaded. */
export function cardsOf(
  checkpoints: z.infer<typeof Checkpoints>,
  samplers: z.infer<typeof Samplers>,
): Cards {
  const names = samplers.slice(0, MAX_SAMPLERS_NAMED).map(({ name }) => name).join(", ");
  const drawnBy = names ? ` Samplers there: ${names}.` : "";
  const cards = checkpoints.map(({ title, model_name: name }): [string, ModelCard] => [
    name,
    card({
      title: name,
      description: `The checkpoint ${title} in a Stable Diffusion web UI.${drawnBy}`,
      sidePx: trainedSidePx(title),
    }),
  ]);
  return { ...LOADED_ONLY, ...Object.fromEntries(cards) };
}

function card(
  { title, description, sidePx }: { title: string; description: string; sidePx: number },
): ModelCard {
  const capabilities: Capabilities = {
    operations: ["generate", "edit", "variation"],
    maxImages: 4,
    maxInputImages: 1,
    sizes: {
      kind: "range",
      minPx: 64,
      maxPx: 2048,
      stepPx: 8,
      default: { widthPx: sidePx, heightPx: sidePx },
    },
    honours: [
      "negativePrompt",
      "seed",
      "steps",
      "guidanceScale",
      "strength",
      "sampler",
      "clipSkip",
      "loraIds",
      "loraWeight",
      "mask",
      "partialImages",
    ],
  };
  return { title, description, createdAt: 0, capabilities };
}
