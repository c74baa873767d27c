/**
 * A fake of Fireworks' FLUX.1 Kontext, whose requests are asked after. Wire forms as in its API
 * reference (docs.fireworks.ai/api-reference/generate-or-edit-image-using-flux-kontext and
 * …/get-generated-image-from-flux-kontex), read in November 2026; its progress is told as Black
 * Forest Labs tells it.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import { bflReady, bflTask } from "./bfl.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { FIREWORKS_REFUSALS, fireworksError } from "./fireworks.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface FireworksQueueOptions {
  /** API keys, one per account. */
  readonly keys: readonly string[];
  /** From submit to picture. @default {4_000} */
  readonly latencyMs?: number;
  now(): number;
}

const Body = z.strictObject({
  prompt: z.string().min(1),
  aspect_ratio: z.string().regex(/^\d+:\d+$/),
  output_format: z.enum(["jpeg", "png"]),
  input_image: z.string().regex(/^data:image\/\w+;base64,/).optional(),
  seed: z.int().min(0),
});

/** What a submit asked for. */
export type FireworksQueueBody = z.infer<typeof Body>;

/** Creates one. Its API is under `/inference/v1`. */
export function createFireworksQueueFake(options: FireworksQueueOptions): FakeUpstream {
  const { keys, latencyMs = 4_000, now } = options;
  const works = new Map<string, { readonly key: string; readonly startedAt: number }>();

  async function submit(c: Context): Promise<Response> {
    const key = keyOf(c);
    if (key === undefined) return c.json(FIREWORKS_REFUSALS.key, 401);
    const body = Body.safeParse(await c.req.json());
    if (!body.success) return c.json(fireworksError(body.error.message), 400);
    const id = `request_${works.size + 1}`;
    works.set(id, { key, startedAt: now() });
    return c.json({ request_id: id });
  }

  async function result(c: Context): Promise<Response> {
    const { id } = z.object({ id: z.string() }).parse(await c.req.json());
    const work = works.get(id);
    if (!work || work.key !== keyOf(c)) return c.json(bflTask({ status: "Task not found" }));
    const passedMs = now() - work.startedAt;
    if (passedMs < latencyMs) {
      return c.json(bflTask({ status: "Pending", progress: passedMs / latencyMs }));
    }
    return c.json(bflReady(new URL(`/files/${id}.png`, c.req.url).href));
  }

  function keyOf(c: Context): string | undefined {
    return keys.find((key) => c.req.header("authorization") === `Bearer ${key}`);
  }

  function addRoutes(app: Hono): void {
    const model =
      "/inference/v1/workflows/accounts/fireworks/models/:model{flux-kontext-(pro|max)}";
    app.post(model, submit);
    app.post(`${model}/get_result`, result);
    app.get("/files/:name", (c) => {
      const bytes = simPicture({ widthPx: 64, heightPx: 96 }, 1);
      return c.body(bytes, 200, { "content-type": "image/png" });
    });
  }

  return createFakeUpstream({ doorOf, addRoutes, now });
}

/** What a submit asked for. */
export async function readFireworksQueueBody(request: Request): Promise<FireworksQueueBody> {
  return Body.parse(await request.json());
}

function doorOf({ url }: Request): Door | undefined {
  const { pathname } = new URL(url);
  if (pathname.startsWith("/files/")) return "file";
  return pathname.endsWith("/get_result") ? "poll" : "submit";
}
