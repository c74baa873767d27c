/**
 * A fake of xAI's image generation and editing. Wire forms as in its documentation
 * (docs.x.ai/developers/model-capabilities/images); the sentences about keys and credits as reported by
 * its users; read in November 2026.
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
export interface XaiFakeOptions {
  /** API keys, one per account. */
  readonly keys: readonly string[];
  now(): number;
}

const Picture = z.strictObject({
  url: z.string().regex(/^data:image\/\w+;base64,/),
  type: z.literal("image_url"),
});

const Body = z.strictObject({
  model: z.string().regex(/^grok-imagine-image/),
  prompt: z.string().min(1),
  n: z.int().min(1).max(10),
  response_format: z.literal("b64_json"),
  aspect_ratio: z.string().regex(/^[\d.]+:[\d.]+$/).optional(),
  resolution: z.enum(["1k", "2k"]).optional(),
  image: Picture.optional(),
  images: z.array(Picture).min(2).max(3).optional(),
});

/** What a submit asked for. */
export type XaiBody = z.infer<typeof Body>;

/** Creates one. */
export function createXaiFake({ keys, now }: XaiFakeOptions): FakeUpstream {
  async function draw(c: Context): Promise<Response> {
    const key = (c.req.header("authorization") ?? "").replace(/^Bearer /, "");
    if (!keys.includes(key)) return c.json(XAI_REFUSALS.key, 400);
    const body = Body.safeParse(await c.req.json());
    if (!body.success) return c.json(xaiError(body.error.message), 400);
    const b64_json = toBase64(simPicture({ widthPx: 64, heightPx: 64 }, 1));
    const picture = {
      b64_json,
      mime_type: "image/png",
      revised_prompt: "",
      respect_moderation: true,
    };
    return c.json({ data: Array.from({ length: body.data.n }, () => picture) });
  }

  function addRoutes(app: Hono): void {
    app.post("/v1/images/generations", draw);
    app.post("/v1/images/edits", draw);
  }

  return createFakeUpstream({ doorOf, addRoutes, now });
}

/** What a submit asked for, as the service understands it. */
export async function readXaiBody(request: Request): Promise<XaiBody> {
  return Body.parse(await request.json());
}

/** An error in its form. */
export function xaiError(error: string, code = "Client specified an invalid argument") {
  return { code, error };
}

/** How it says no. */
export const XAI_REFUSALS = {
  prompt: xaiError("Generated image rejected by content moderation."),
  picture: { data: [{ url: null, b64_json: null, respect_moderation: false }] },
  key: xaiError("Incorrect API key provided: xa***1. You can obtain an API key from the console."),
  credit: xaiError(
    "Your team has either used all available credits or reached its monthly spending limit.",
    "Some resource has been exhausted",
  ),
  unpaid: xaiError(
    "Your newly created team doesn't have any credits yet.",
    "The caller does not have permission to execute the specified operation",
  ),
};

function doorOf({ url }: Request): Door | undefined {
  return /\/images\/(generations|edits)$/.test(new URL(url).pathname) ? "submit" : undefined;
}
