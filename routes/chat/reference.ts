/**
 * The picture that a follow-up such as "make it blue" is about.
 *
 * @module
 */

import { Refusal } from "../../failure.ts";
import type { Model } from "../../providers/registry.ts";
import { type StoreContext, type StoredInputs, storeInputs } from "../image_inputs.ts";
import type { ImageInput } from "../input_bytes.ts";
import type { Turn } from "./turns.ts";

/** A picture of the history, stored, or why the words have to do without one. */
export interface Reference extends Pick<StoredInputs, "inputs"> {
  readonly warnings: readonly string[];
}

/** What storing a reference needs. */
export interface ReferenceContext extends StoreContext {
  /** The model that is to change it. */
  readonly model: Model;
}

const NONE: Reference = { inputs: [], warnings: [] };

/** The last picture of the newest turn that has any, whoever it came from. */
export function newestPicture(turns: readonly Turn[]): ImageInput | undefined {
  const pictures = turns.flatMap(({ attached, shown }) => [...attached, ...shown]);
  return pictures.findLast(({ content }) => !isOtherFile(content));
}

/** Whether any route of the model takes pictures. */
export function canEdit({ routes }: Model): boolean {
  return routes.some(({ card: { capabilities } }) =>
    capabilities.operations.includes("edit") && capabilities.maxInputImages > 0
  );
}

/**
 * Stores the picture where the model can use it. What has expired meanwhile, or cannot be read, is
 * no reason to refuse a caller who did not choose it: the words are drawn, with a warning.
 */
export async function storeReference(
  picture: ImageInput | undefined,
  { model, ...context }: ReferenceContext,
): Promise<Reference> {
  if (picture === undefined) return NONE;
  if (!canEdit(model)) {
    const reason = `model "${model.id}" does not work on pictures, so the words alone are drawn`;
    return { inputs: [], warnings: [`${picture.param} dropped: ${reason}`] };
  }
  try {
    const { inputs } = await storeInputs({ images: [picture] }, context);
    return { inputs, warnings: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const reason = `the words alone are drawn, because ${error.failure.message}`;
    return { inputs: [], warnings: [`${picture.param} dropped: ${reason}`] };
  }
}

/** A document somebody attached earlier. */
function isOtherFile(content: ImageInput["content"]): boolean {
  return typeof content !== "string" || /^\s*data:(?!image\/)/i.test(content.slice(0, 100));
}
