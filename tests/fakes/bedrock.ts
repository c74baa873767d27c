/**
 * A fake of Bedrock's `InvokeModel` for Stability's models. Wire forms as in AWS's pages on their
 * parameters (model-parameters-diffusion-stable-image-core, …-stable-ultra, …-3-5-large) and on the
 * errors of the runtime API; read in November 2026.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import { fromBase64, toBase64 } from "../../images/base64.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface BedrockFakeOptions {
  /** API keys, one per account; or ids of keys that requests are signed with. */
  readonly keys: readonly string[];
  now(): number;
}

const Common = {
  prompt: z.string().min(1).max(10_000),
  seed: z.int().min(0).max(4_294_967_294),
  negative_prompt: z.string().optional(),
  output_format: z.enum(["png", "jpeg"]),
};

const Body = z.union([
  z.strictObject({
    ...Common,
    mode: z.literal("text-to-image"),
    aspect_ratio: z.enum(["16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"]),
  }),
  z.strictObject({
    ...Common,
    mode: z.literal("image-to-image"),
    image: z.string().refine((text) => fromBase64(text) !== undefined),
    strength: z.number().min(0).max(1),
  }),
]);

/** What a submit asked for. */
export type BedrockBody = z.infer<typeof Body>;

const DOOR = /^\/model\/stability\.[\w.-]+(:|%3A)\d+\/invoke$/;
const SIGNED =
  /^AWS4-HMAC-SHA256 Credential=(\w+)\/\d{8}\/[\w-]+\/bedrock\/aws4_request, SignedHeaders=host;x-amz-date(;x-amz-security-token)?, Signature=[\da-f]{64}$/;

/** Creates one. */
export function createBedrockFake({ keys, now }: BedrockFakeOptions): FakeUpstream {
  async function invoke(c: Context): Promise<Response> {
    const shown = c.req.header("authorization") ?? "";
    const key = SIGNED.exec(shown)?.[1] ?? shown.replace(/^Bearer /, "");
    if (!keys.includes(key)) {
      return refuse(c, 403, "UnrecognizedClientException", "The security token is invalid.");
    }
    const body = Body.safeParse(await c.req.json());
    if (!body.success) return refuse(c, 400, "ValidationException", body.error.message);
    const { seed } = body.data;
    const image = toBase64(simPicture({ widthPx: 64, heightPx: 64 }, seed));
    return c.json({ seeds: [seed], finish_reasons: [null], images: [image] });
  }

  return createFakeUpstream({ doorOf, addRoutes: (app: Hono) => app.post("*", invoke), now });
}

function refuse(c: Context, status: 400 | 403, error: string, message: string): Response {
  return c.json({ message }, status, { "x-amzn-errortype": error });
}

/** What a submit asked for, as the service understands it. */
export async function readBedrockBody(request: Request): Promise<BedrockBody> {
  return Body.parse(await request.json());
}

/** How it says that a content is refused. */
export const BEDROCK_REFUSALS = {
  prompt: { finish_reasons: ["Filter reason: prompt"] },
  picture: { seeds: [1], finish_reasons: ["Filter reason: output image"], images: [""] },
};

function doorOf({ url }: Request): Door | undefined {
  return DOOR.test(new URL(url).pathname) ? "submit" : undefined;
}
