/**
 * From the registry to the models that the studio offers.
 *
 * @module
 */

import { type Caller, mayUse } from "../../access/caller.ts";
import { formatSize } from "../../images/size.ts";
import { WIRE_NAMES } from "../../providers/provider.ts";
import type { Registry } from "../../providers/registry.ts";
import type { ModelChoice } from "../../ui/views/studio.ts";

/** Each model that somebody may use, once, under its own id; the first route speaks for it. */
export function modelChoices(
  registry: Pick<Registry, "models">,
  caller: Pick<Caller, "models">,
): ModelChoice[] {
  return registry.models()
    .filter(({ id, aliasOf }) => aliasOf === undefined && mayUse(caller, id))
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
