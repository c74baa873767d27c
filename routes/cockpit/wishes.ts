/**
 * What somebody wants the studio to begin with: kept among their preferences, and read by the studio
 * alone. Programs go by `DEFAULT_MODEL` and `JOB_TTL_HOURS`, whatever is chosen on a page: they must
 * not draw something else because somebody has clicked.
 *
 * @module
 */

import { z } from "zod";
import { failure, Refusal } from "../../failure.ts";
import type { Registry } from "../../providers/registry.ts";
import type { Settings } from "../../store/preferences.ts";
import { KEEPS } from "../../ui/settings/settings_view.ts";
import { parseFields } from "../parse.ts";
import { oneOf, text } from "../schemas/fields.ts";
import type { CockpitServices } from "./page.ts";

/** Under which they are kept. */
const NAME = "studio";

/** As they are kept; what an older version of us wrote, and nobody knows any more, is left out. */
const Wishes = z.object({
  model: z.string().optional().catch(undefined),
  keep: z.enum(KEEPS).optional().catch(undefined),
});
/** See {@linkcode readWishes}. */
export type Wishes = z.infer<typeof Wishes>;

/** The form on the settings page; an empty text is "as the server says". */
const WishesForm = z.object({
  model: text(200).default(""),
  keep: oneOf(["", ...KEEPS]).default(""),
});

/** The wishes among somebody's preferences. */
export function readWishes(settings: Settings): Wishes {
  return Wishes.safeParse(settings[NAME]).data ?? {};
}

/**
 * What to add to somebody's preferences for what a form says.
 *
 * @throws {Refusal} for a model that there is not, and for what cannot be read
 */
export function wishesOf(form: Readonly<Record<string, string>>, registry: Registry): Settings {
  const { model, keep } = parseFields(WishesForm, form);
  if (model !== "" && registry.model(model) === undefined) {
    const message = `model is "${model}": there is no such model any more`;
    throw new Refusal(failure("invalid_request", message, { param: "model" }));
  }
  return { [NAME]: { ...(model === "" ? {} : { model }), ...(keep === "" ? {} : { keep }) } };
}

/** The model that the studio begins with. */
export function modelWished(
  { model }: Wishes,
  { registry, config }: Pick<CockpitServices, "registry" | "config">,
): string {
  return model !== undefined && registry.model(model) ? model : config.defaultModel;
}

/** How long pictures are kept, as the fields of a request say it. */
export function keepingOf({ keep }: Wishes): Readonly<Record<string, string>> {
  if (keep === undefined) return {};
  return keep === "none" ? { store: "false" } : { expires_after: keep };
}
