/**
 * A fake of `generateContent` for Gemini's image models, as the Gemini API and Vertex AI have it. Wire
 * forms as in both API references (ai.google.dev/api/generate-content and the Vertex AI reference),
 * errors as in Google's AIP-193; read in November 2026.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Json } from "../../failure.ts";
import { fromBase64, toBase64 } from "../../images/base64.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface GeminiFakeOptions {
  /** API keys, one per account, in `x-goog-api-key`; or bearer tokens. */
  readonly keys: readonly string[];
  now(): number;
}

const Base64 = z.string().refine((text) => fromBase64(text) !== undefined);

const Part = z.union([
  z.strictObject({ text: z.string().min(1) }),
  z.strictObject({
    inlineData: z.strictObject({ mimeType: z.string().regex(/^image\//), data: Base64 }),
  }),
]);

const Body = z.strictObject({
  contents: z.tuple([z.strictObject({ role: z.literal("user"), parts: z.array(Part).min(1) })]),
  generationConfig: z.strictObject({
    responseModalities: z.array(z.enum(["TEXT", "IMAGE"])),
    seed: z.int().min(-(2 ** 31)).max(2 ** 31 - 1),
    imageConfig: z.strictObject({
      aspectRatio: z.enum([
        "1:1",
        "2:3",
        "3:2",
        "3:4",
        "4:3",
        "4:5",
        "5:4",
        "9:16",
        "16:9",
        "21:9",
      ]),
      imageSize: z.enum(["512", "1K", "2K", "4K"]),
    }),
  }),
});

/** What a submit asked for. */
export type GeminiBody = z.infer<typeof Body>;

const DOOR = /\/models\/([\w.-]+):generateContent$/;

/** The models that it knows. */
const MODELS = ["gemini-3.1-flash-image", "gemini-3-pro-image"];

/** Creates one. */
export function createGeminiFake({ keys, now }: GeminiFakeOptions): FakeUpstream {
  async function generate(c: Context): Promise<Response> {
    if (!keys.includes(credentialOf(c))) return c.json(GEMINI_REFUSALS.key, 400);
    const [, model = ""] = DOOR.exec(new URL(c.req.url).pathname) ?? [];
    if (!MODELS.includes(model)) return c.json(googleError(404, "NOT_FOUND", "No such model"), 404);
    const body = Body.safeParse(await c.req.json());
    if (!body.success) {
      return c.json(googleError(400, "INVALID_ARGUMENT", body.error.message), 400);
    }
    return c.json(drawn(body.data));
  }

  return createFakeUpstream({
    doorOf,
    addRoutes: (app: Hono) => app.post("*", generate),
    now,
  });
}

function credentialOf(c: Context): string {
  const bearer = (c.req.header("authorization") ?? "").replace(/^Bearer /, "");
  return c.req.header("x-goog-api-key") ?? bearer;
}

function doorOf({ url }: Request): Door | undefined {
  return DOOR.test(new URL(url).pathname) ? "submit" : undefined;
}

/** What a submit asked for, as the service understands it. */
export async function readGeminiBody(request: Request): Promise<GeminiBody> {
  return Body.parse(await request.json());
}

function drawn({ generationConfig: { seed, imageConfig: { aspectRatio } } }: GeminiBody): Json {
  const [width = 1, height = 1] = aspectRatio.split(":").map(Number);
  const data = toBase64(simPicture({ widthPx: width * 8, heightPx: height * 8 }, seed));
  return geminiAnswer({
    content: { role: "model", parts: [{ inlineData: { mimeType: "image/png", data } }] },
    finishReason: "STOP",
  });
}

/** An answer with this candidate. */
export function geminiAnswer(candidate: { readonly [field: string]: Json }): Json {
  return {
    candidates: [{ index: 0, ...candidate }],
    usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1_290, totalTokenCount: 1_299 },
    modelVersion: "gemini-3.1-flash-image",
    responseId: "r1",
  };
}

/** An error as Google's APIs write them. */
export function googleError(
  code: number,
  status: string,
  message: string,
  ...details: readonly { readonly [field: string]: Json }[]
) {
  return { error: { code, message, status, details: [...details] } };
}

/** How it says no. */
export const GEMINI_REFUSALS = {
  prompt: { promptFeedback: { blockReason: "PROHIBITED_CONTENT" }, usageMetadata: {} },
  picture: geminiAnswer({ content: {}, finishReason: "IMAGE_SAFETY" }),
  words: geminiAnswer({
    content: { role: "model", parts: [{ text: "I cannot draw that person." }] },
    finishReason: "STOP",
  }),
  key: googleError(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    reason: "API_KEY_INVALID",
    domain: "googleapis.com",
  }),
  minute: googleError(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", {
    "@type": "type.googleapis.com/google.rpc.RetryInfo",
    retryDelay: "13.5s",
  }),
  day: googleError(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", {
    "@type": "type.googleapis.com/google.rpc.QuotaFailure",
    violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }],
  }, {
    "@type": "type.googleapis.com/google.rpc.RetryInfo",
    retryDelay: "46s",
  }),
  overload: googleError(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
} as const;
