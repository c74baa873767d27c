/**
 * A fake of Together's image generation. Wire forms as in its API reference
 * (docs.together.ai/reference/post-images-generations) and its page on images, read in November 2026.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import { toBase64 } from "../../images/base64.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface TogetherFakeOptions {
  /** API keys, one per account. */
  readonly keys: readonly string[];
  now(): number;
}

const Picture = z.string().regex(/^data:image\/\w+;base64,/);

const Body = z.strictObject({
  model: z.string().regex(/^black-forest-labs\/FLUX/),
  prompt: z.string().min(1),
  width: z.int().multipleOf(8).optional(),
  height: z.int().multipleOf(8).optional(),
  aspect_ratio: z.string().regex(/^\d+:\d+$/).optional(),
  n: z.int().min(1).max(4).optional(),
  steps: z.int().min(1).max(50).optional(),
  guidance: z.number().optional(),
  seed: z.int().optional(),
  image_url: Picture.optional(),
  reference_images: z.array(Picture).optional(),
  output_format: z.enum(["jpeg", "png"]).optional(),
  response_format: z.literal("base64"),
});

/** What a submit asked for. */
export type TogetherBody = z.infer<typeof Body>;

/** Creates one. */
export function createTogetherFake({ keys, now }: TogetherFakeOptions): FakeUpstream {
  async function generate(c: Context): Promise<Response> {
    const key = (c.req.header("authorization") ?? "").replace(/^Bearer /, "");
    if (!keys.includes(key)) return c.json(TOGETHER_REFUSALS.key, 401);
    const body = Body.safeParse(await c.req.json());
    if (!body.success) return c.json(togetherError(body.error.message), 400);
    return c.json({
      id: "o1",
      model: body.data.model,
      object: "list",
      data: [{ index: 0, type: "b64_json", b64_json: draw(body.data) }],
    });
  }

  return createFakeUpstream({
    doorOf,
    addRoutes: (app: Hono) => app.post("/v1/images/generations", generate),
    now,
  });
}

/** What a submit asked for, as the service understands it. */
export async function readTogetherBody(request: Request): Promise<TogetherBody> {
  return Body.parse(await request.json());
}

/** An error in its form. */
export function togetherError(message: string, code: string | null = null) {
  return { id: "o1", error: { message, type: "invalid_request_error", param: null, code } };
}

/** How it says no. */
export const TOGETHER_REFUSALS = {
  content: togetherError("NSFW content detected in prompt", "nsfw_content"),
  key: togetherError("Invalid API key provided", "invalid_api_key"),
  credit: togetherError("Credit limit exceeded, please add a payment method"),
} as const;

function doorOf({ url }: Request): Door | undefined {
  return new URL(url).pathname === "/v1/images/generations" ? "submit" : undefined;
}

function draw({ width = 64, height = 64, seed = 0 }: TogetherBody): string {
  return toBase64(simPicture({ widthPx: width, heightPx: height }, seed));
}
