/**
 * A fake of those image models of Fireworks that answer with a picture's bytes. Wire forms as in its
 * API reference (docs.fireworks.ai/api-reference/generate-a-new-image-from-a-text-prompt), the headers
 * of an answer as in its own Python client; read in November 2026.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface FireworksFakeOptions {
  /** API keys, one per account. */
  readonly keys: readonly string[];
  now(): number;
}

const Common = { prompt: z.string().min(1), seed: z.int().optional(), samples: z.literal(1) };

const Body = z.union([
  z.strictObject({
    ...Common,
    aspect_ratio: z.string().regex(/^\d+:\d+$/),
    num_inference_steps: z.int().min(1).max(50).optional(),
    guidance_scale: z.number().optional(),
  }),
  z.strictObject({
    ...Common,
    width: z.coerce.number().int(),
    height: z.coerce.number().int(),
    negative_prompt: z.string().optional(),
    steps: z.int().optional(),
    cfg_scale: z.number().optional(),
  }),
]);

/** What a submit asked for. */
export type FireworksBody = z.infer<typeof Body>;

const DOOR = /\/(workflows\/.+\/text_to_image|image_generation\/accounts\/.+)$/;

/** Creates one. */
export function createFireworksFake({ keys, now }: FireworksFakeOptions): FakeUpstream {
  async function generate(c: Context): Promise<Response> {
    const key = (c.req.header("authorization") ?? "").replace(/^Bearer /, "");
    if (!keys.includes(key)) return c.json(FIREWORKS_REFUSALS.key, 401);
    const body = Body.safeParse(await c.req.json());
    if (!body.success) return c.json(fireworksError(body.error.message), 400);
    return new Response(draw(body.data), {
      headers: { "content-type": "image/png", "finish-reason": "SUCCESS", seed: "7" },
    });
  }

  return createFakeUpstream({ doorOf, addRoutes: (app: Hono) => app.post("*", generate), now });
}

/** What a submit asked for, as the service understands it. */
export async function readFireworksBody(request: Request): Promise<FireworksBody> {
  return Body.parse(await request.json());
}

/** An error in its form. */
export function fireworksError(message: string) {
  return { error: { object: "error", type: "invalid_request_error", message } };
}

/** How it says no. */
export const FIREWORKS_REFUSALS = {
  key: fireworksError("The API key you provided is invalid."),
  prompt: fireworksError("The prompt was flagged by the safety filter."),
  /** Beside a picture that is not to be shown. */
  picture: { "content-type": "image/png", "finish-reason": "CONTENT_FILTERED" },
} as const;

function doorOf({ url }: Request): Door | undefined {
  return DOOR.test(new URL(url).pathname) ? "submit" : undefined;
}

function draw(body: FireworksBody): Uint8Array<ArrayBuffer> {
  const size = "width" in body
    ? { widthPx: body.width, heightPx: body.height }
    : { widthPx: 64, heightPx: 64 };
  return simPicture(size, body.seed ?? 0);
}
