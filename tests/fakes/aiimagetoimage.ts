/**
 * A fake of aiimagetoimage. Wire facts as read in public clients of the service, late 2025; written
 * down in November 2026. The wording of its refusals is ours.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import { sniffMedia } from "../../images/media.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface AiimagetoimageFakeOptions {
  /** From submit to picture. @default {20_000} */
  readonly latencyMs?: number;
  now(): number;
}

/** The fake, and what it has accepted. */
export interface AiimagetoimageFake extends FakeUpstream {
  /** By their ids; the value is when they were accepted. */
  readonly jobs: ReadonlyMap<string, number>;
}

const Form = z.object({
  image: z.instanceof(File),
  prompt: z.string().min(1),
  negative_prompt: z.string(),
  model_type: z.enum(["nano_banana", "standard"]),
  aspect_ratio: z.enum([
    "match_input_image",
    "1:1",
    "3:2",
    "2:3",
    "9:16",
    "16:9",
    "3:4",
    "4:3",
  ]),
});

/** What a submit carried. */
export type AiimagetoimageForm = z.infer<typeof Form>;

const BAD_REQUEST = { code: 400, message: { zh: "参数错误", en: "Invalid parameters" } };
const UNKNOWN = { code: 404, message: { zh: "任务不存在", en: "The job does not exist" } };

/** Creates one. */
export function createAiimagetoimageFake(options: AiimagetoimageFakeOptions): AiimagetoimageFake {
  const { latencyMs = 20_000, now } = options;
  const jobs = new Map<string, number>();

  function addRoutes(app: Hono): void {
    app.post("/api/img2img/image-generate/image2image", async (c) => {
      if (!await isSound(c)) return c.json(BAD_REQUEST);
      const id = `job_${jobs.size + 1}`;
      jobs.set(id, now());
      return c.json({ code: 200, result: { job_id: id } });
    });

    app.get("/api/result/get", (c) => {
      const id = c.req.query("job_id") ?? "";
      const startedAt = jobs.get(id);
      if (startedAt === undefined) return c.json(UNKNOWN);
      if (now() < startedAt + latencyMs) return c.json({ code: 202 });
      const url = new URL(`/files/${id}.png`, c.req.url).href;
      return c.json({ code: 200, result: { job_id: id, status: "success", image_url: [url] } });
    });

    app.get("/files/:name", (c) => {
      const bytes = simPicture({ widthPx: 64, heightPx: 64 }, 1);
      return c.body(bytes, 200, { "content-type": "image/png" });
    });
  }

  return Object.assign(createFakeUpstream({ doorOf, addRoutes, now }), { jobs });
}

/** What a submit carried, as the service understands it. */
export async function readAiimagetoimageForm(request: Request): Promise<AiimagetoimageForm> {
  return Form.parse(Object.fromEntries(await request.formData()));
}

function doorOf({ url }: Request): Door | undefined {
  const { pathname } = new URL(url);
  if (pathname.endsWith("/image2image")) return "submit";
  if (pathname === "/api/result/get") return "poll";
  return pathname.startsWith("/files/") ? "file" : undefined;
}

async function isSound(c: Context): Promise<boolean> {
  const { url, method, headers } = c.req.raw;
  const request = new Request(url, { method, headers, body: await c.req.arrayBuffer() });
  const form = Form.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return false;
  const { image } = form.data;
  const isKnown = image.type === "image/png" || image.type === "image/jpeg";
  return isKnown && sniffMedia(await image.bytes()) === image.type;
}
