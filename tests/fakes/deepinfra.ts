/**
 * A fake of DeepInfra's image models: its own endpoint for words, OpenAI's form for pictures. Wire
 * forms as on its models' API pages (deepinfra.com/black-forest-labs/FLUX-1-schnell/api), read in
 * November 2026. It takes numbers as text too, as its validation does.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import { formatDataUrl, toBase64 } from "../../images/base64.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface DeepinfraFakeOptions {
  /** API keys, one per account. */
  readonly keys: readonly string[];
  now(): number;
}

const Side = z.coerce.number().int().min(128).max(2_048);

const Body = z.strictObject({
  prompt: z.string().min(1),
  num_images: z.literal(1),
  width: Side,
  height: Side,
  seed: z.int().optional(),
  num_inference_steps: z.int().min(1).max(50).optional(),
  guidance_scale: z.number().optional(),
  negative_prompt: z.string().optional(),
});

/** What a submit asked for. */
export type DeepinfraBody = z.infer<typeof Body>;

/** Creates one. */
export function createDeepinfraFake({ keys, now }: DeepinfraFakeOptions): FakeUpstream {
  function allowed(c: Context): boolean {
    return keys.includes((c.req.header("authorization") ?? "").replace(/^Bearer /, ""));
  }

  async function generate(c: Context): Promise<Response> {
    if (!allowed(c)) return c.json(deepinfraError("User is not authenticated"), 401);
    const body = Body.safeParse(await c.req.json());
    if (!body.success) return c.json(deepinfraError(body.error.message), 422);
    return c.json(drawn(body.data));
  }

  async function edit(c: Context): Promise<Response> {
    if (!allowed(c)) return c.json(deepinfraError("User is not authenticated"), 401);
    const form = await c.req.formData();
    if (!(form.get("image") instanceof File)) {
      return c.json({ error: { message: "No image" } }, 400);
    }
    return c.json({ created: 1, data: [{ b64_json: toBase64(simPicture(SQUARE, 1)) }] });
  }

  function addRoutes(app: Hono): void {
    app.post("/v1/openai/images/edits", edit);
    app.post("/v1/inference/*", generate);
  }

  return createFakeUpstream({ doorOf, addRoutes, now });
}

const SQUARE = { widthPx: 64, heightPx: 64 };

/** What a submit asked for, as the service understands it. */
export async function readDeepinfraBody(request: Request): Promise<DeepinfraBody> {
  return Body.parse(await request.json());
}

/** An error in its form. */
export function deepinfraError(error: string) {
  return { detail: { error } };
}

/** The answer with one picture, and whether it was judged. */
export function deepinfraAnswer(picture: Uint8Array, judged: boolean) {
  return {
    images: [formatDataUrl(picture, "image/png")],
    nsfw_content_detected: [judged],
    seed: 1,
    request_id: "r1",
    inference_status: { status: "succeeded", runtime_ms: 900, cost: 0.002 },
  };
}

function drawn({ width, height, seed = 0 }: DeepinfraBody) {
  return deepinfraAnswer(simPicture({ widthPx: width, heightPx: height }, seed), false);
}

function doorOf({ url }: Request): Door | undefined {
  return /^\/v1\/(inference\/|openai\/images\/edits$)/.test(new URL(url).pathname)
    ? "submit"
    : undefined;
}
