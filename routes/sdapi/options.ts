/**
 * Options: what a caller sets once and means for every later call, kept for each caller apart.
 *
 * @module
 */

import { z } from "zod";
import { failure, type Json, Refusal } from "../../failure.ts";
import type { Registry } from "../../providers/registry.ts";
import type { Settings } from "../../store/preferences.ts";
import { readJsonFields } from "../body.ts";
import type { App, AppContext, Services } from "../context.ts";
import { retryHeaders } from "../errors.ts";
import { parseFields, show } from "../parse.ts";
import { decimal, flag, integer, oneOf, text } from "../schemas/fields.ts";
import { setWarnings } from "../warnings.ts";
import { checkpointOf, findModel } from "./checkpoints.ts";
import { sdapiErrorBody } from "./errors.ts";

/** Options that something is done with. */
const Effective = z.object({
  /** In preferences the model's public id; on the wire its checkpoint's title. */
  sd_model_checkpoint: text(300),
  samples_format: oneOf(["png", "jpg", "webp"], { jpeg: "jpg" }),
  jpeg_quality: integer({ min: 1, max: 100 }),
  /** Whether pictures carry the text of how they were made. */
  enable_pnginfo: flag(),
  live_previews_enable: flag(),
  /** A slider's value in some clients: a number with a point. */
  CLIP_stop_at_last_layers: decimal({ min: 1, max: 12 }).transform(Math.round),
});

const Some = Effective.partial();
type Some = z.infer<typeof Some>;

/** The options that a call is made under. */
export type Options = z.infer<typeof Effective>;

const DEFAULTS: Omit<Options, "sd_model_checkpoint"> = {
  samples_format: "png",
  jpeg_quality: 80,
  enable_pnginfo: true,
  live_previews_enable: true,
  CLIP_stop_at_last_layers: 1,
};

/** Options that clients read and write but that change nothing, with A1111's defaults. */
const REMEMBERED: Settings = {
  sd_vae: "Automatic",
  sd_hypernetwork: "None",
  sd_model_refiner: "None",
  face_restoration_model: "CodeFormer",
  code_former_weight: 0.5,
  img2img_color_correction: false,
  inpainting_mask_weight: 1,
  initial_noise_multiplier: 1,
  eta_noise_seed_delta: 0,
  eta_ancestral: 1,
  eta_ddim: 0,
  upscaler_for_img2img: null,
  samples_save: true,
  grid_save: false,
  return_grid: false,
  show_progress_every_n_steps: 10,
};

/** Follows from another option, so that it is neither set nor missed. */
const DERIVED = "sd_checkpoint_hash";

/** Longest text that is kept for an option without effect. */
const Remembered = z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()], {
  error: "use a short text, a number, true or false",
});

/** Options for one call, and what of them was not understood. */
export interface CallOptions {
  readonly options: Options;
  readonly warnings: readonly string[];
}

/** Adds `GET` and `POST /sdapi/v1/options`. */
export function addOptionRoutes(app: App, services: Services): void {
  const { registry, preferences } = services;

  app.get("/sdapi/v1/options", async function getOptions(c) {
    return c.json(viewOptions(registry, await preferences.get(c.get("owner"))));
  });

  app.post("/sdapi/v1/options", async function setOptions(c) {
    const given = new Map(Object.entries(await readJsonFields(c)));
    const name = given.get("sd_model_checkpoint");
    const model = typeof name === "string" && name !== "" ? findModel(registry, name) : undefined;
    if (typeof name === "string" && name !== "" && model === undefined) return noSuchModel(c, name);
    const kept = await preferences.get(c.get("owner"));
    const changes = readChanges(given, viewOptions(registry, kept));
    const changesModel = model !== undefined && model !== currentModel(registry, kept);
    const all = { ...changes, ...(changesModel ? { sd_model_checkpoint: model } : {}) };
    if (Object.keys(all).length > 0) await preferences.set(c.get("owner"), all);
    setWarnings(c, [
      ...Object.keys(changes).filter(isRemembered)
        .map((option) => `${option} kept: it has no effect here`),
      ...unknownOptions(given.keys()),
    ]);
    return c.json(null);
  });
}

/**
 * What a caller's call is made under.
 *
 * @param overrides the call's own `override_settings`, which win
 * @throws {Refusal} for an override that cannot be read, or names a model that there is not
 */
export async function optionsForCall(
  c: AppContext,
  { registry, preferences }: Pick<Services, "registry" | "preferences">,
  overrides: Readonly<Record<string, unknown>>,
): Promise<CallOptions> {
  const kept = await preferences.get(c.get("owner"));
  const { sd_model_checkpoint: name, ...own } = readEffective(
    new Map(Object.entries(overrides)),
    (option) => `override_settings.${option}`,
  );
  const model = name === undefined ? currentModel(registry, kept) : findModel(registry, name);
  if (model === undefined) {
    const message = `Model not found: override_settings.sd_model_checkpoint is ${show(name)}; ` +
      "use a title of GET /sdapi/v1/sd-models";
    throw new Refusal(failure("model_not_found", message, { param: "override_settings" }));
  }
  const given = Object.entries(overrides).filter(([, value]) => isSet(value));
  return {
    options: Effective.parse({
      ...DEFAULTS,
      ...keptEffective(kept),
      ...own,
      sd_model_checkpoint: model,
    }),
    warnings: [
      ...given.filter(([option, value]) => isRemembered(option) && value !== REMEMBERED[option])
        .map(([option]) => `override_settings.${option} dropped: it has no effect here`),
      ...unknownOptions(given.map(([option]) => option)),
    ],
  };
}

function viewOptions(registry: Registry, kept: Settings): Record<string, Json> {
  const { title, sha256 } = checkpointOf(currentModel(registry, kept));
  return {
    ...REMEMBERED,
    ...DEFAULTS,
    ...kept,
    sd_model_checkpoint: title,
    [DERIVED]: sha256,
  };
}

/** A model that is gone since it was chosen is no longer chosen. */
function currentModel(registry: Registry, kept: Settings): string {
  const { sd_model_checkpoint: chosen } = keptEffective(kept);
  return chosen !== undefined && registry.model(chosen) ? chosen : registry.defaultModel;
}

/** What earlier releases kept is held against today's limits. */
function keptEffective(kept: Settings): Some {
  return Some.safeParse(kept).data ?? {};
}

/** Clients send back the whole object that they were given: only what differs is a change. */
function readChanges(
  given: ReadonlyMap<string, unknown>,
  current: Readonly<Record<string, Json>>,
): Record<string, Json> {
  const { sd_model_checkpoint: _model, ...effective } = readEffective(given, (option) => option);
  const remembered = [...given].filter(([option]) => isRemembered(option))
    .map(([option, value]): [string, Json] => [
      option,
      parseFields(z.object({ [option]: Remembered }), { [option]: value })[option] ?? null,
    ]);
  const read: [string, Json | undefined][] = [...Object.entries(effective), ...remembered];
  return Object.fromEntries(
    read.flatMap(([option, value]) =>
      value === undefined || value === current[option] ? [] : [[option, value]]
    ),
  );
}

function readEffective(
  given: ReadonlyMap<string, unknown>,
  spell: (option: string) => string,
): Some {
  const options = Effective.keyof().options;
  const fields = options.filter((option) => isSet(given.get(option)))
    .map((option) => [option, given.get(option)]);
  const spelling = Object.fromEntries(options.map((option) => [option, spell(option)]));
  return parseFields(Some, Object.fromEntries(fields), { spelling });
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

function isRemembered(option: string): boolean {
  return Object.hasOwn(REMEMBERED, option);
}

function unknownOptions(options: Iterable<string>): string[] {
  const known: readonly string[] = [...Effective.keyof().options, DERIVED];
  return [...options].filter((option) => !known.includes(option) && !isRemembered(option))
    .map((option) => `${option.slice(0, 100)} ignored: no such option`);
}

/** A1111 throws here, which its clients see as 500. */
function noSuchModel(c: AppContext, name: string): Response {
  const message = `model ${show(name)} not found: use a title of GET /sdapi/v1/sd-models`;
  const refused = failure("model_not_found", message);
  return c.json(sdapiErrorBody(refused, "RuntimeError"), 500, retryHeaders(refused));
}
