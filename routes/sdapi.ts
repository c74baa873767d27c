/**
 * The API of AUTOMATIC1111's Stable Diffusion WebUI and of Forge, for clients that know no other.
 *
 * @module
 */

import { requireKey } from "./auth.ts";
import type { App, Services } from "./context.ts";
import { speakSdapi } from "./sdapi/errors.ts";
import { addExtraRoutes } from "./sdapi/extras.ts";
import { addGenerateRoutes } from "./sdapi/generate.ts";
import { addListRoutes } from "./sdapi/lists.ts";
import { addOptionRoutes } from "./sdapi/options.ts";
import { addPictureTextRoutes } from "./sdapi/png_info.ts";
import { addProbeRoutes } from "./sdapi/probes.ts";
import { addProgressRoutes } from "./sdapi/progress.ts";

/** Where failures are told in A1111's words. */
const SPOKEN_AT = ["/sdapi/*", "/controlnet/*", "/internal/*", "/login"];

/** Where a key is asked for: everything but the probes. */
const GUARDED = ["/sdapi/*", "/controlnet/*", "/internal/progress", "/internal/pending-tasks"];

/** Adds all of it. */
export function addSdapiRoutes(app: App, services: Services): void {
  for (const path of SPOKEN_AT) app.use(path, speakSdapi());
  const checkKey = requireKey(services);
  for (const path of GUARDED) app.use(path, checkKey);
  addGenerateRoutes(app, services);
  addProgressRoutes(app, services);
  addOptionRoutes(app, services);
  addListRoutes(app, services);
  addPictureTextRoutes(app, services);
  addExtraRoutes(app, services);
  addProbeRoutes(app, services);
}
