/**
 * What clients ask for to find out whether a Stable Diffusion WebUI is there: its pages are Gradio's.
 * None of these needs a key, since none says anything of the caller or of what is drawn.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import { enter } from "../auth.ts";
import type { App, Services } from "../context.ts";
import { UPSCALERS } from "./vocabulary.ts";

/** Of the Gradio that A1111 1.10 is built with. */
const GRADIO_VERSION = "3.41.2";

/** Of a page's many components those that clients look for. */
const COMPONENTS = [
  {
    id: 1,
    type: "dropdown",
    props: { elem_id: "txt2img_hr_upscaler", value: "Latent", choices: ["Latent", ...UPSCALERS] },
  },
  {
    id: 2,
    type: "slider",
    props: { elem_id: "setting_control_net_max_models_num", value: 0 },
  },
];

/** Path and answer. */
export const PROBES: Readonly<Record<string, unknown>> = {
  "/user": null,
  "/app_id": { app_id: 1 },
  "/config": {
    version: GRADIO_VERSION,
    mode: "blocks",
    title: "Stable Diffusion",
    components: COMPONENTS,
    dependencies: [],
  },
  "/queue/status": {
    msg: "estimation",
    rank: null,
    queue_size: 0,
    avg_event_process_time: null,
    avg_event_concurrent_process_time: null,
    rank_eta: null,
    queue_eta: 0,
  },
  "/internal/ping": {},
};

/** Adds the probes. */
export function addProbeRoutes(app: App, services: Pick<Services, "access" | "config">): void {
  for (const [path, answer] of Object.entries(PROBES)) {
    app.get(path, (c) => c.body(JSON.stringify(answer), 200, JSON_TYPE));
  }

  // No cookie is given: clients that log in here send the same key again where one is asked for.
  app.post("/login", async function logIn(c) {
    const { username, password } = await c.req.parseBody();
    const keys = [username, password].filter((key) => typeof key === "string");
    if (await enter(c, keys, services) !== undefined) {
      return c.json({ success: true });
    }
    throw new Refusal(failure("unauthenticated", "Neither user name nor password is the key"));
  });
}

const JSON_TYPE = { "content-type": "application/json" };
