/**
 * A fake of the AI SDK demo app. Wire facts as read in public clients of the service and in public
 * copies of the app, late 2025; written down in November 2026.
 *
 * @module
 */

import type { Hono } from "hono";
import { z } from "zod";
import { toBase64 } from "../../images/base64.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface AiSdkDemoFakeOptions {
  now(): number;
}

const Body = z.object({
  prompt: z.string().min(1),
  provider: z.enum(["openai", "replicate", "vertex", "fireworks"]),
  modelId: z.string().min(1),
});

/** Creates one. */
export function createAiSdkDemoFake({ now }: AiSdkDemoFakeOptions): FakeUpstream {
  function addRoutes(app: Hono): void {
    app.post("/api/generate-images", async (c) => {
      const body = Body.safeParse(await c.req.json());
      if (!body.success) return c.json({ error: "Invalid request parameters" }, 400);
      const picture = simPicture({ widthPx: 64, heightPx: 64 }, 1);
      return c.json({ provider: body.data.provider, image: toBase64(picture) });
    });
  }

  return createFakeUpstream({ doorOf, addRoutes, now });
}

/** How the app says that something went wrong, whatever it was. */
export const AI_SDK_DEMO_FAILURE = {
  status: 500,
  body: { error: "Failed to generate image. Please try again later." },
} as const;

function doorOf({ url }: Request): Door | undefined {
  return new URL(url).pathname === "/api/generate-images" ? "submit" : undefined;
}
