/**
 * Whether the process lives, and whether it can do its work.
 *
 * @module
 */

import type { App, Services } from "./context.ts";
import { unixSeconds } from "./image_answer.ts";
import type { Liveness, ReadinessView } from "./schemas/health.ts";

/** Adds `GET /health`, and `GET /health/ready`, which is 503 while the service cannot work. */
export function addHealthRoutes(app: App, { health }: Pick<Services, "health">): void {
  app.get("/health", function getHealth(c) {
    c.header("cache-control", "no-store");
    return c.json({ status: "ok" } satisfies Liveness);
  });

  app.get("/health/ready", async function getReadiness(c) {
    const { ready, resting, ...parts } = await health();
    const view: ReadinessView = {
      status: ready ? "ready" : "not_ready",
      ...parts,
      resting: resting.map(({ patient, kind, closedUntil }) => ({
        provider: patient.provider,
        account: "account" in patient ? patient.account : null,
        model: "model" in patient ? patient.model : null,
        reason: kind,
        until: unixSeconds(closedUntil),
      })),
    };
    c.header("cache-control", "no-store");
    return c.json(view, ready ? 200 : 503);
  });
}
