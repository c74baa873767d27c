/**
 * A fake of arting. Wire facts as read in public clients of the service, late 2025; written down in
 * November 2026. The wording of its refusals is ours, and so are the codes other than 100000.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface ArtingFakeOptions {
  /** `Authorization` as it must be sent, one per account. */
  readonly tokens: readonly string[];
  /** From create to pictures. @default {10_000} */
  readonly latencyMs?: number;
  now(): number;
}

/** Work that was accepted. */
export interface ArtingWork {
  readonly token: string;
  readonly body: ArtingBody;
  readonly startedAt: number;
}

/** The fake, and what it has accepted. */
export interface ArtingFake extends FakeUpstream {
  /** By their request ids. */
  readonly works: ReadonlyMap<string, ArtingWork>;
}

const Body = z.strictObject({
  prompt: z.string().min(1),
  model_id: z.enum(["oneFORALLAnime", "oneFORALLReality_vPony"]),
  lora_ids: z.string(),
  lora_weight: z.string().regex(/^-?\d+(\.\d+)?$/),
  samples: z.number().int().min(1),
  height: z.number().int().positive(),
  width: z.number().int().positive(),
  guidance: z.number(),
  sampler: z.string().min(1),
  steps: z.number().int().positive(),
  seed: z.number().int(),
  clip_skip: z.number().int(),
  negative_prompt: z.string(),
  is_nsfw: z.boolean(),
});

/** What a create asked for. */
export type ArtingBody = z.infer<typeof Body>;

const Get = z.object({ request_id: z.string() });

const FINE = { code: 100_000, message: "success" };

/** Refusals, beside 100000 for what is fine. */
export const ARTING_REFUSALS = {
  parameters: { code: 100_001, message: "Invalid parameters" },
  token: { code: 100_002, message: "Please sign in" },
  content: { code: 100_003, message: "The prompt contains sensitive words" },
  missing: { code: 100_004, message: "Record not found" },
} as const;

/** Creates one. */
export function createArtingFake(options: ArtingFakeOptions): ArtingFake {
  const { tokens, latencyMs = 10_000, now } = options;
  const works = new Map<string, ArtingWork>();

  async function create(c: Context): Promise<Response> {
    const token = c.req.header("authorization") ?? "";
    const body = Body.safeParse(await c.req.json());
    if (!tokens.includes(token)) return c.json(ARTING_REFUSALS.token);
    if (!body.success) return c.json(ARTING_REFUSALS.parameters);
    const id = `request_${works.size + 1}`;
    works.set(id, { token, body: body.data, startedAt: now() });
    return c.json({ ...FINE, data: { request_id: id } });
  }

  async function get(c: Context): Promise<Response> {
    const { request_id: id } = Get.parse(await c.req.json());
    const work = works.get(id);
    if (work?.token !== c.req.header("authorization")) return c.json(ARTING_REFUSALS.missing);
    const isDone = work !== undefined && now() >= work.startedAt + latencyMs;
    const output = isDone ? urlsOf(c, id, work) : [];
    return c.json({ ...FINE, data: { status: isDone ? "success" : "processing", output } });
  }

  function addRoutes(app: Hono): void {
    app.post("/api/cg/text-to-image/create", create);
    app.post("/api/cg/text-to-image/get", get);
    app.get("/files/:name", (c) => {
      const bytes = simPicture({ widthPx: 64, heightPx: 96 }, 1);
      return c.body(bytes, 200, { "content-type": "image/png" });
    });
  }

  return Object.assign(createFakeUpstream({ doorOf, addRoutes, now }), { works });
}

/** What a create asked for, as the service understands it. */
export async function readArtingBody(request: Request): Promise<ArtingBody> {
  return Body.parse(await request.json());
}

function doorOf({ url }: Request): Door | undefined {
  const { pathname } = new URL(url);
  if (pathname.endsWith("/text-to-image/create")) return "submit";
  if (pathname.endsWith("/text-to-image/get")) return "poll";
  return pathname.startsWith("/files/") ? "file" : undefined;
}

function urlsOf(c: Context, id: string, { body }: ArtingWork): string[] {
  return Array.from(
    { length: body.samples },
    (_, index) => new URL(`/files/${id}-${index}.png`, c.req.url).href,
  );
}
