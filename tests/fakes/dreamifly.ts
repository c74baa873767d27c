/**
 * A fake of dreamifly. Wire facts as read in public clients of the service and in its public code,
 * late 2025; written down in November 2026.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import { formatDataUrl, parseDataUrl } from "../../images/base64.ts";
import type { Runtime } from "../../runtime.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface DreamiflyFakeOptions {
  /** `Authorization` as it must be sent, one per account. */
  readonly tokens: readonly string[];
  /** Calls at a time per account; more are refused. @default {2} */
  readonly concurrency?: number;
  /** How long a picture takes. @default {0} */
  readonly latencyMs?: number;
  readonly clock: Pick<Runtime, "now" | "sleep">;
}

/** The fake, and how busy it was. */
export interface DreamiflyFake extends FakeUpstream {
  /** The most calls that one account had at a time, refused ones included; by its token. */
  readonly mostAtOnce: ReadonlyMap<string, number>;
}

const DataUrl = z.string().refine((text) => parseDataUrl(text) !== undefined);

const Body = z.object({
  prompt: z.string().min(1),
  width: z.number().int().min(64),
  height: z.number().int().min(64),
  steps: z.number().int(),
  batch_size: z.literal(1),
  model: z.enum([
    "Qwen-Image",
    "Qwen-Image-Edit",
    "Flux-Dev",
    "Flux-Krea",
    "Flux-Kontext",
    "Wai-SDXL-V150",
  ]),
  images: z.array(DataUrl),
  seed: z.number().int(),
});
type Body = z.infer<typeof Body>;

/** What a submit asked for. */
export type DreamiflyBody = Body;

/** Its refusal of a call too many. */
export const DREAMIFLY_BUSY = {
  error: "当前有 2 个生图任务正在执行，请等待其他任务执行完成后再试。",
  code: "IP_CONCURRENCY_LIMIT_EXCEEDED",
} as const;

/** Creates one. */
export function createDreamiflyFake(options: DreamiflyFakeOptions): DreamiflyFake {
  const { tokens, concurrency = 2, latencyMs = 0, clock } = options;
  const running = new Map<string, number>();
  const mostAtOnce = new Map<string, number>();

  function enter(token: string): number {
    const count = (running.get(token) ?? 0) + 1;
    running.set(token, count);
    mostAtOnce.set(token, Math.max(count, mostAtOnce.get(token) ?? 0));
    return count;
  }

  async function generate(c: Context): Promise<Response> {
    const body = Body.safeParse(await c.req.json());
    if (!body.success) return c.json({ error: "Invalid image dimensions" }, 400);
    if (latencyMs > 0) await clock.sleep(latencyMs, c.req.raw.signal);
    return c.json({ imageUrl: draw(body.data) });
  }

  function addRoutes(app: Hono): void {
    app.post("/api/generate", async (c) => {
      const token = c.req.header("authorization") ?? "";
      if (!tokens.includes(token)) return c.json({ error: "Invalid API key" }, 401);
      const count = enter(token);
      try {
        return count > concurrency ? c.json(DREAMIFLY_BUSY, 429) : await generate(c);
      } finally {
        running.set(token, (running.get(token) ?? 0) - 1);
      }
    });
  }

  const fake = createFakeUpstream({ doorOf, addRoutes, now: () => clock.now() });
  return Object.assign(fake, { mostAtOnce });
}

/** What a submit asked for, as the service understands it. */
export async function readDreamiflyBody(request: Request): Promise<DreamiflyBody> {
  return Body.parse(await request.json());
}

function doorOf({ url }: Request): Door | undefined {
  return new URL(url).pathname === "/api/generate" ? "submit" : undefined;
}

function draw({ width, height, seed }: Body): string {
  return formatDataUrl(simPicture({ widthPx: width, heightPx: height }, seed), "image/png");
}
