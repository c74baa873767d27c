/**
 * From the registry to the models that the studio offers.
 *
 * @module
 */

import { formatSize } from "../../images/size.ts";
import { WIRE_NAMES } from "../../providers/provider.ts";
import type { Registry } from "../../providers/registry.ts";
import type { ModelChoice } from "../../ui/views/studio.ts";

/** Each model once, under its own id; the first route speaks for it. */
export function modelChoices(registry: Pick<Registry, "models">): ModelChoice[] {
  return registry.models().filter(({ aliasOf }) => aliasOf === undefined)
    .flatMap(({ id, routes: [first] }) => {
      if (first === undefined) return [];
      const { provider, card } = first;
      const { honours, maxInputImages, needsInput = false, sizes } = card.capabilities;
      return [{
        id,
        title: card.title,
        description: card.description,
        provider: provider.id,
        maxInputImages,
        needsInput,
        honours: honours.map((field) => WIRE_NAMES[field]),
        sizes: sizes.kind === "list" ? sizes.sizes.map(formatSize) : [],
        ...(card.price === undefined ? {} : { price: card.price }),
      }];
    });
}
