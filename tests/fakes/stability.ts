/**
 * A fake of Stability AI's v2beta endpoints. Wire forms as in its REST API reference
 * (platform.stability.ai/docs/api-reference); the body of its refusals as reported by its users; read
 * in November 2026.
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
export interface StabilityFakeOptions {
  /** API keys, one per account. */
  readonly keys: readonly string[];
  now(): number;
}

const Common = {
  prompt: z.string().min(1).max(10_000),
  seed: z.coerce.number().int().min(0).max(4_294_967_294),
  negative_prompt: z.string().optional(),
  output_format: z.enum(["png", "jpeg", "webp"]),
};
const Ratio = z.enum(["16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"]);
const Strength = z.coerce.number().min(0).max(1);
const SD3 = {
  ...Common,
  model: z.enum(["sd3.5-large", "sd3.5-large-turbo", "sd3.5-medium"]),
  cfg_scale: z.coerce.number().min(1).max(10).optional(),
  output_format: z.enum(["png", "jpeg"]),
};

/** What each endpoint takes; pictures are checked apart. */
const FORMS = {
  ultra: z.strictObject({ ...Common, aspect_ratio: Ratio, strength: Strength.optional() }),
  core: z.strictObject({ ...Common, aspect_ratio: Ratio }),
  sd3: z.union([
    z.strictObject({ ...SD3, aspect_ratio: Ratio }),
    z.strictObject({ ...SD3, mode: z.literal("image-to-image"), strength: Strength }),
  ]),
} as const;

/** What a submit asked for. */
export type StabilityForm = z.infer<typeof FORMS[keyof typeof FORMS]>;

const Endpoint = z.enum(["ultra", "core", "sd3"]);

/** Creates one. */
export function createStabilityFake({ keys, now }: StabilityFakeOptions): FakeUpstream {
  async function generate(c: Context): Promise<Response> {
    const key = (c.req.header("authorization") ?? "").replace(/^Bearer /, "");
    if (!keys.includes(key)) return c.json(STABILITY_REFUSALS.key, 401);
    try {
      const { seed } = parseForm(c.req.url, await c.req.formData());
      const image = toBase64(simPicture({ widthPx: 64, heightPx: 64 }, seed));
      return c.json({ image, finish_reason: "SUCCESS", seed });
    } catch (error) {
      return c.json(stabilityError("bad_request", String(error)), 400);
    }
  }

  return createFakeUpstream({
    doorOf,
    addRoutes: (app: Hono) => app.post("/v2beta/stable-image/generate/:endpoint", generate),
    now,
  });
}

/** What a submit asked for, as the service understands it; throws where it would refuse. */
export async function readStabilityForm(request: Request): Promise<StabilityForm> {
  return parseForm(request.url, await request.formData());
}

function parseForm(url: string, sent: FormData): StabilityForm {
  const endpoint = Endpoint.parse(new URL(url).pathname.split("/").at(-1));
  const { image, ...texts } = Object.fromEntries(sent);
  const form = FORMS[endpoint].parse(texts);
  const wantsImage = "strength" in form && form.strength !== undefined;
  if (wantsImage !== (image instanceof File)) throw new TypeError("image and strength go together");
  return form;
}

/** An error in its form. */
export function stabilityError(name: string, ...errors: readonly string[]) {
  return { id: "a1b2c3", name, errors: [...errors] };
}

/** How it says no. */
export const STABILITY_REFUSALS = {
  content: stabilityError(
    "content_moderation",
    "Your request was flagged by our content moderation system, as a result your request was " +
      "denied and you were not charged.",
  ),
  filtered: { image: "", finish_reason: "CONTENT_FILTERED", seed: 1 },
  key: stabilityError("unauthorized", "missing or invalid authorization header"),
  credit: stabilityError("payment_required", "You lack sufficient credits to make this request."),
  limit: stabilityError("rate_limit_exceeded", "You have exceeded the rate limit of 150 requests."),
} as const;

function doorOf({ url }: Request): Door | undefined {
  return new URL(url).pathname.startsWith("/v2beta/stable-image/generate/") ? "submit" : undefined;
}
