/**
 * The HTTP application: middleware and routes over the services. Serves nothing by itself.
 *
 * @module
 */

import { Hono } from "hono";
import { addAdminRoutes } from "./routes/admin_keys.ts";
import { requireKey } from "./routes/auth.ts";
import { createBatchPress } from "./routes/batch_press.ts";
import { addBatchRoutes } from "./routes/batches.ts";
import { addChatRoutes } from "./routes/chat.ts";
import { addCockpitRoutes } from "./routes/cockpit.ts";
import type { App, AppEnv, Services } from "./routes/context.ts";
import { allowOrigins, answerPreflight } from "./routes/cors.ts";
import { answerErrors, answerUnknownUrl } from "./routes/errors.ts";
import { addFileRoutes } from "./routes/files.ts";
import { addHealthRoutes } from "./routes/health.ts";
import { addImageRoutes } from "./routes/images.ts";
import { addJobRoutes } from "./routes/jobs.ts";
import { closeOtherMethods } from "./routes/methods.ts";
import { addModelRoutes } from "./routes/models.ts";
import { addOpenrouterImageRoute } from "./routes/openrouter_images.ts";
import { routerPath } from "./routes/paths.ts";
import { addStatsRoute } from "./routes/stats.ts";
import { protectAnswers } from "./routes/protect.ts";
import { addResponseRoutes } from "./routes/responses.ts";
import { addQueryStatusRoute } from "./routes/query_status.ts";
import { addSdapiRoutes } from "./routes/sdapi.ts";
import { traceRequests } from "./routes/trace.ts";
import { addUpstreamCallbackRoute } from "./routes/upstream_callbacks.ts";
import { addUploadRoutes } from "./routes/uploads.ts";
import { addUsageRoute } from "./routes/usage.ts";
import { addWebhookDeliveryRoutes } from "./routes/webhook_deliveries.ts";
import { addWebhookEndpointRoutes } from "./routes/webhook_endpoints.ts";

/**
 * Puts the application together.
 *
 * @example
 * ```ts ignore
 * const app = createApp(services);
 * Deno.serve((request, connection) => app.fetch(request, connection));
 * ```
 */
export function createApp(services: Services): App {
  const app: App = new Hono<AppEnv>({ getPath: routerPath });
  app.onError(answerErrors(services.runtime));
  app.notFound(answerUnknownUrl);
  app.use(traceRequests(services));
  app.use(protectAnswers(services));
  app.use(allowOrigins(services.config));
  app.options("*", answerPreflight);
  app.use("/v1/*", requireKey(services));
  addImageRoutes(app, services);
  addResponseRoutes(app, services);
  addOpenrouterImageRoute(app, services);
  addChatRoutes(app, services);
  addModelRoutes(app, services);
  addJobRoutes(app, services);
  addQueryStatusRoute(app, services);
  addWebhookEndpointRoutes(app, services);
  addWebhookDeliveryRoutes(app, services);
  addUploadRoutes(app, services);
  addBatchRoutes(app, services);
  addUsageRoute(app, services);
  addAdminRoutes(app, services);
  addFileRoutes(app, services);
  addSdapiRoutes(app, services);
  addUpstreamCallbackRoute(app, services);
  addHealthRoutes(app, services);
  addStatsRoute(app, services);
  addCockpitRoutes(app, services);
  closeOtherMethods(app);
  return app;
}

/** Lets batches work: the application answers their lines as it answers everybody. */
export function startBatches(app: App, services: Services): void {
  services.batches.runner.start(createBatchPress(app, services));
}
