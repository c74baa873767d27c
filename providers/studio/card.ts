/**
 * What the studio says of itself.
 *
 * @module
 */

import type { ModelCard } from "../provider.ts";

/** The studio's one model. */
export const STUDIO_CARD: ModelCard = {
  title: "Studio",
  description:
    "Draws generative pictures from the words it knows in the prompt, and edits pictures with " +
    "image filters. It is not an AI model: it knows a few hundred words of English and Chinese, " +
    "and the same prompt and seed always give the same picture. [studio:refuse] or [studio:fail] " +
    "in a prompt makes it refuse or fail.",
  createdAt: Date.UTC(2026, 10, 1),
  capabilities: {
    operations: ["generate", "edit", "variation"],
    maxImages: 4,
    maxInputImages: 4,
    sizes: {
      kind: "range",
      minPx: 64,
      maxPx: 2048,
      stepPx: 1,
      default: { widthPx: 1024, heightPx: 1024 },
    },
    honours: [
      "negativePrompt",
      "seed",
      "quality",
      "style",
      "background",
      "strength",
      "mask",
      "partialImages",
    ],
  },
};
