/**
 * What there is to choose from, and what a machine of one's own would tell of itself. Lists of what
 * there is none of are empty: clients expect every one of them.
 *
 * @module
 */

import type { Json } from "../../failure.ts";
import { listStyles } from "../../providers/styles.ts";
import type { App, Services } from "../context.ts";
import { mayUse } from "../../access/caller.ts";
import { listCheckpoints } from "./checkpoints.ts";
import { LATENT_MODES, SAMPLERS, SCHEDULERS, UPSCALERS } from "./vocabulary.ts";

/** Path below `/sdapi/v1` and answer. */
export const FIXED_LISTS: Readonly<Record<string, unknown>> = {
  "samplers": SAMPLERS,
  "schedulers": SCHEDULERS,
  "upscalers": UPSCALERS.map((name) => ({
    name,
    model_name: null,
    model_path: null,
    model_url: null,
    scale: 4,
  })),
  "latent-upscale-modes": LATENT_MODES.map((name) => ({ name })),
  "prompt-styles": listStyles().map(({ name, prefix }) => ({
    name,
    prompt: `${prefix}{prompt}`,
    negative_prompt: "",
  })),
  "sd-vae": [],
  "sd-modules": [],
  "hypernetworks": [],
  "face-restorers": [],
  "realesrgan-models": [],
  "loras": [],
  "embeddings": { loaded: {}, skipped: {} },
  "scripts": { txt2img: [], img2img: [] },
  "script-info": [],
  "extensions": [],
  "cmd-flags": { api: true, api_auth: null, api_server_stop: false, nowebui: true },
  "memory": {
    ram: { error: "not told: pictures are drawn elsewhere" },
    cuda: { error: "not told: pictures are drawn elsewhere" },
  },
};

/**
 * Requests to load or drop what is on a machine, and A1111's answers. There is nothing to do: models
 * are listed anew by themselves.
 */
export const NOTHING_TO_DO: Readonly<Record<string, Json>> = {
  "refresh-checkpoints": null,
  "refresh-vae": null,
  "refresh-loras": null,
  "refresh-embeddings": null,
  "unload-checkpoint": {},
  "reload-checkpoint": {},
};

/** ControlNet's own lists, of which there is none. */
export const CONTROLNET_LISTS: Readonly<Record<string, unknown>> = {
  "version": { version: 3 },
  "settings": { control_net_unit_count: 0 },
  "model_list": { model_list: [] },
  "module_list": { module_list: [], module_detail: {} },
  "control_types": {
    control_types: {
      All: { module_list: [], model_list: [], default_option: "none", default_model: "None" },
    },
  },
};

/** Adds every list. */
export function addListRoutes(app: App, { registry }: Pick<Services, "registry">): void {
  app.get("/sdapi/v1/sd-models", (c) => {
    const caller = c.get("caller");
    return c.json(listCheckpoints(registry).filter(({ model_name }) => mayUse(caller, model_name)));
  });
  for (const [name, answer] of Object.entries(FIXED_LISTS)) {
    app.get(`/sdapi/v1/${name}`, (c) => c.body(JSON.stringify(answer), 200, JSON_TYPE));
  }
  for (const [name, answer] of Object.entries(NOTHING_TO_DO)) {
    app.post(`/sdapi/v1/${name}`, (c) => c.json(answer));
  }
  for (const [name, answer] of Object.entries(CONTROLNET_LISTS)) {
    app.get(`/controlnet/${name}`, (c) => c.body(JSON.stringify(answer), 200, JSON_TYPE));
  }
}

const JSON_TYPE = { "content-type": "application/json" };
