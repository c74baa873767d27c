/**
 * A fake of Black Forest Labs' API. Wire forms as in its API reference, read in November 2026; the
 * wording of its errors is ours, but not its statuses.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Json } from "../../failure.ts";
import { fromBase64 } from "../../images/base64.ts";
import { sniffMedia } from "../../images/media.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface BflFakeOptions {
  /** One per account. */
  readonly keys: readonly string[];
  /** From submit to picture. @default {4_000} */
  readonly latencyMs?: number;
  now(): number;
}

/** A task that was taken. */
export interface BflWork {
  readonly key: string;
  readonly startedAt: number;
}

/** The fake, and what it has accepted. */
export interface BflFake extends FakeUpstream {
  /** By their ids. */
  readonly works: ReadonlyMap<string, BflWork>;
}

const picture = z.string().refine((text) => {
  const bytes = /^[A-Za-z0-9+/]+=*$/.test(text) ? fromBase64(text) : undefined;
  return bytes !== undefined && sniffMedia(bytes) !== undefined;
}).optional();

const Common = z.strictObject({
  prompt: z.string().min(1),
  seed: z.number().int().min(0),
  output_format: z.enum(["jpeg", "png"]),
});

const side = (maxPx: number, stepPx: number) =>
  z.number().int().min(256).max(maxPx).multipleOf(stepPx);
const aspect_ratio = z.string().regex(/^\d+:\d+$/);

const Klein = Common.extend({
  width: side(2048, 16),
  height: side(2048, 16),
  safety_tolerance: z.number().int().min(0).max(5).optional(),
  input_image: picture,
  input_image_2: picture,
  input_image_3: picture,
  input_image_4: picture,
});

const Flux2 = Klein.extend({
  input_image_5: picture,
  input_image_6: picture,
  input_image_7: picture,
  input_image_8: picture,
});

const Kontext = Common.extend({ aspect_ratio, input_image: picture });

/** What each model takes. */
const BODIES = {
  "flux-2-max": Flux2,
  "flux-2-pro": Flux2,
  "flux-2-flex": Flux2.extend({
    steps: z.number().int().min(1).max(50).optional(),
    guidance: z.number().min(1.5).max(10).optional(),
  }),
  "flux-2-klein-9b": Klein,
  "flux-2-klein-4b": Klein,
  "flux-kontext-max": Kontext,
  "flux-kontext-pro": Kontext,
  "flux-pro-1.1-ultra": Common.extend({
    aspect_ratio,
    safety_tolerance: z.number().int().min(0).max(6).optional(),
    image_prompt: picture,
    image_prompt_strength: z.number().min(0).max(1).optional(),
  }),
  "flux-pro-1.1": Common.extend({
    width: side(1440, 32),
    height: side(1440, 32),
    safety_tolerance: z.number().int().min(0).max(6).optional(),
    image_prompt: picture,
  }),
} as const;

/** A task as a poll tells it. */
export function bflTask(more: Readonly<Record<string, Json>>) {
  return { id: "task_1", status: "Pending", result: null, progress: null, details: null, ...more };
}

/** A task that is done. */
export function bflReady(sample: string) {
  return bflTask({ status: "Ready", result: { sample, prompt: "a lighthouse", seed: 1 } });
}

/** Creates one. */
export function createBflFake(options: BflFakeOptions): BflFake {
  const { keys, latencyMs = 4_000, now } = options;
  const works = new Map<string, BflWork>();

  async function submit(c: Context): Promise<Response> {
    const key = keyOf(c);
    if (key === undefined) return c.json({ detail: "Not authenticated" }, 403);
    const known = Object.entries(BODIES).find(([name]) => name === c.req.param("model"))?.[1];
    if (!known) return c.json({ detail: "Not Found" }, 404);
    const body = known.safeParse(await c.req.json());
    if (!body.success) {
      const [issue] = body.error.issues;
      const loc = ["body", ...(issue?.path ?? []).map(String)];
      return c.json({ detail: [{ loc, msg: issue?.message ?? "", type: "value_error" }] }, 422);
    }
    const id = `task_${works.size + 1}`;
    works.set(id, { key, startedAt: now() });
    const polling_url = new URL(`/v1/get_result?id=${id}`, c.req.url).href;
    return c.json({ id, polling_url, cost: 4, input_mp: 0, output_mp: 1 });
  }

  function getResult(c: Context): Response {
    const id = c.req.query("id") ?? "";
    const work = works.get(id);
    if (!work || work.key !== keyOf(c)) return c.json(bflTask({ id, status: "Task not found" }));
    const passedMs = now() - work.startedAt;
    if (passedMs < latencyMs) return c.json(bflTask({ id, progress: passedMs / latencyMs }));
    return c.json(bflReady(new URL(`/files/${id}.png?sig=abc`, c.req.url).href));
  }

  function keyOf(c: Context): string | undefined {
    return keys.find((key) => c.req.header("x-key") === key);
  }

  function addRoutes(app: Hono): void {
    app.post("/v1/:model", submit);
    app.get("/v1/get_result", getResult);
    app.get("/files/:name", (c) => {
      const bytes = simPicture({ widthPx: 64, heightPx: 96 }, 1);
      return c.body(bytes, 200, { "content-type": "image/png" });
    });
  }

  return Object.assign(createFakeUpstream({ doorOf, addRoutes, now }), { works });
}

/** What a submit asked for. */
export async function readBflBody(request: Request): Promise<Readonly<Record<string, Json>>> {
  return z.record(z.string(), z.json()).parse(await request.json());
}

function doorOf({ url, method }: Request): Door | undefined {
  if (new URL(url).pathname.startsWith("/files/")) return "file";
  return method === "POST" ? "submit" : "poll";
}
