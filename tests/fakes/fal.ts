/**
 * A fake of fal's queue. Wire forms as in its queue API specification and the models' pages, read in
 * November 2026; the wording of its refusals is ours, but for their types.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Json } from "../../failure.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface FalFakeOptions {
  /** One per account. */
  readonly keys: readonly string[];
  /** From submit to pictures; it is in line during the first half. @default {4_000} */
  readonly latencyMs?: number;
  now(): number;
}

/** A request that was taken. */
export interface FalWork {
  readonly key: string;
  readonly startedAt: number;
  /** Where to tell of its end. */
  readonly webhook: string | undefined;
  cancelled: boolean;
}

/** The fake, and what it has accepted. */
export interface FalFake extends FakeUpstream {
  /** By their ids. */
  readonly works: ReadonlyMap<string, FalWork>;
}

const prompt = z.string().min(1);
const seed = z.number().int().min(0);
const output_format = z.enum(["jpeg", "png"]);
const safety_tolerance = z.enum(["1", "2", "3", "4", "5", "6"]).optional();
const aspect_ratio = z.string().regex(/^\d+:\d+$/);
const picture = z.string().regex(/^data:image\/\w+;base64,/);
const sizeUpTo = (maxPx: number) => {
  const side = z.number().int().min(256).max(maxPx);
  return z.strictObject({ width: side, height: side });
};

/** What each endpoint takes. */
const INPUTS = {
  "fal-ai/flux/schnell": z.strictObject({
    prompt,
    image_size: sizeUpTo(1536),
    seed,
    output_format,
  }),
  "fal-ai/flux/dev": z.strictObject({
    prompt,
    image_size: sizeUpTo(1536),
    num_inference_steps: z.number().int().min(1).max(50).optional(),
    guidance_scale: z.number().min(1).max(20).optional(),
    seed,
    output_format,
  }),
  "fal-ai/flux/dev/image-to-image": z.strictObject({
    prompt,
    image_url: picture,
    strength: z.number().min(0.01).max(1).optional(),
    num_inference_steps: z.number().int().min(10).max(50).optional(),
    guidance_scale: z.number().min(1).max(20).optional(),
    seed,
    output_format,
  }),
  "fal-ai/flux-pro/v1.1": z.strictObject({
    prompt,
    image_size: sizeUpTo(1440),
    safety_tolerance,
    seed,
    output_format,
  }),
  "fal-ai/flux-pro/v1.1-ultra": z.strictObject({
    prompt,
    aspect_ratio,
    safety_tolerance,
    seed,
    output_format,
  }),
  "fal-ai/flux-pro/kontext": z.strictObject({
    prompt,
    image_url: picture,
    aspect_ratio,
    guidance_scale: z.number().min(1).max(20).optional(),
    seed,
    output_format,
  }),
  "fal-ai/flux-pro/kontext/text-to-image": z.strictObject({
    prompt,
    aspect_ratio,
    guidance_scale: z.number().min(1).max(20).optional(),
    seed,
    output_format,
  }),
  "fal-ai/flux-2-pro": z.strictObject({
    prompt,
    image_size: sizeUpTo(2048),
    safety_tolerance,
    seed,
    output_format,
  }),
  "fal-ai/flux-2-pro/edit": z.strictObject({
    prompt,
    image_urls: z.array(picture).min(1).max(8),
    image_size: sizeUpTo(2048),
    safety_tolerance,
    seed,
    output_format,
  }),
} as const;

/** Errors in the place of a result, by their types. */
export function falTrouble(type: string, msg = "The model says no") {
  return { detail: [{ loc: ["body", "prompt"], msg, type }] };
}

/** Creates one. */
export function createFalFake(options: FalFakeOptions): FalFake {
  const { keys, latencyMs = 4_000, now } = options;
  const works = new Map<string, FalWork>();

  async function submit(c: Context): Promise<Response> {
    const key = keyOf(c);
    if (key === undefined) return c.json({ detail: "Authentication is required" }, 401);
    const path = c.req.path.slice(1);
    const known = Object.entries(INPUTS).find(([name]) => name === path)?.[1];
    if (!known) return c.json({ detail: `Path /${path} not found` }, 404);
    const input = known.safeParse(await c.req.json());
    if (!input.success) return c.json(falTrouble("value_error", input.error.message), 422);
    const id = `request_${works.size + 1}`;
    const webhook = c.req.query("fal_webhook");
    works.set(id, { key, startedAt: now(), cancelled: false, webhook });
    // The addresses leave out what follows the application's name.
    const own = new URL(`/${path.split("/").slice(0, 2).join("/")}/requests/${id}`, c.req.url).href;
    return c.json({
      status: "IN_QUEUE",
      request_id: id,
      queue_position: 1,
      status_url: `${own}/status`,
      response_url: own,
      cancel_url: `${own}/cancel`,
    });
  }

  function status(c: Context): Response {
    const work = workOf(c);
    if (!work) return c.json({ detail: "Request not found" }, 404);
    const passedMs = now() - work.startedAt;
    if (work.cancelled || passedMs >= latencyMs) return c.json({ status: "COMPLETED", logs: null });
    return passedMs < latencyMs / 2
      ? c.json({ status: "IN_QUEUE", queue_position: 1 }, 202)
      : c.json({ status: "IN_PROGRESS", logs: null }, 202);
  }

  function result(c: Context): Response {
    const work = workOf(c);
    if (!work) return c.json({ detail: "Request not found" }, 404);
    if (now() < work.startedAt + latencyMs) {
      return c.json({ detail: "Request is still in progress" }, 400);
    }
    const url = new URL(`/files/${c.req.param("id")}.png`, c.req.url).href;
    return c.json(falResult(url));
  }

  function cancel(c: Context): Response {
    const work = workOf(c);
    if (!work) return c.json({ status: "NOT_FOUND" }, 404);
    const passedMs = now() - work.startedAt;
    if (passedMs >= latencyMs) return c.json({ status: "ALREADY_COMPLETED" }, 400);
    if (passedMs >= latencyMs / 2) return c.json({ status: "CANCELLATION_REQUESTED" }, 202);
    work.cancelled = true;
    return c.json({ status: "OK" });
  }

  function workOf(c: Context): FalWork | undefined {
    const work = works.get(c.req.param("id") ?? "");
    return work?.key === keyOf(c) ? work : undefined;
  }

  function keyOf(c: Context): string | undefined {
    return keys.find((key) => c.req.header("authorization") === `Key ${key}`);
  }

  function addRoutes(app: Hono): void {
    app.get("/:owner/:app/requests/:id/status", status);
    app.get("/:owner/:app/requests/:id", result);
    app.put("/:owner/:app/requests/:id/cancel", cancel);
    app.post("/fal-ai/*", submit);
    app.get("/files/:name", (c) => {
      const bytes = simPicture({ widthPx: 64, heightPx: 96 }, 1);
      return c.body(bytes, 200, { "content-type": "image/png" });
    });
  }

  return Object.assign(createFakeUpstream({ doorOf, addRoutes, now }), { works });
}

/** One picture, as a result tells it. */
export function falResult(url: string, more: Readonly<Record<string, Json>> = {}) {
  const image = { url, width: 64, height: 96, content_type: "image/png" };
  return { images: [image], seed: 1, has_nsfw_concepts: [false], ...more };
}

/** What a submit asked for. */
export async function readFalInput(request: Request): Promise<Readonly<Record<string, Json>>> {
  return z.record(z.string(), z.json()).parse(await request.json());
}

function doorOf({ url, method }: Request): Door | undefined {
  const { pathname } = new URL(url);
  if (pathname.startsWith("/files/")) return "file";
  if (method === "PUT") return "cancel";
  if (method === "POST") return "submit";
  return pathname.endsWith("/status") ? "poll" : "result";
}
