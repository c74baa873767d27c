/**
 * A fake of Replicate's predictions. Wire forms as in its HTTP API reference and the models' API
 * pages, read in November 2026; so are the sentences of its refusals, but for that of the 404.
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
export interface ReplicateFakeOptions {
  /** API tokens, one per account. */
  readonly tokens: readonly string[];
  /** From create to pictures; it is `starting` during the first half. @default {4_000} */
  readonly latencyMs?: number;
  now(): number;
}

/** A prediction that was created. */
export interface ReplicateWork {
  readonly token: string;
  readonly model: string;
  readonly input: ReplicateInput;
  readonly startedAt: number;
  /** Where to tell of its end. */
  readonly webhook: string | undefined;
  cancelled: boolean;
}

/** The fake, and what it has accepted. */
export interface ReplicateFake extends FakeUpstream {
  /** By their ids. */
  readonly works: ReadonlyMap<string, ReplicateWork>;
}

const ratio = z.string().regex(/^\d+:\d+$/);
const seed = z.number().int().min(0);
const picture = z.union([
  z.url({ protocol: /^https?$/ }),
  z.string().regex(/^data:image\/\w+;base64,/),
]);
const prompt = z.string().min(1);
const output_format = z.enum(["webp", "jpg", "png"]);
const unit = z.number().min(0).max(1);
const num_outputs = z.number().int().min(1).max(4);
const sidePx = z.number().int().min(256).max(1440).multipleOf(32);
const safety_tolerance = z.number().int().min(1).max(6);

const FluxPro = z.strictObject({
  prompt,
  aspect_ratio: z.literal("custom"),
  width: sidePx,
  height: sidePx,
  image_prompt: picture.optional(),
  safety_tolerance: safety_tolerance.optional(),
  seed,
  output_format,
});

const Ideogram = z.strictObject({
  prompt,
  aspect_ratio: ratio,
  negative_prompt: z.string().optional(),
  seed: seed.max(2_147_483_647),
});

const Photon = z.strictObject({
  prompt,
  aspect_ratio: ratio,
  image_reference: picture.optional(),
  image_reference_weight: unit.optional(),
  seed,
});

const StableDiffusion = z.strictObject({
  prompt,
  aspect_ratio: ratio.optional(),
  image: picture.optional(),
  prompt_strength: unit.optional(),
  seed,
  output_format,
});

/** What each model takes. */
const INPUTS = {
  "black-forest-labs/flux-schnell": z.strictObject({
    prompt,
    aspect_ratio: ratio,
    num_outputs,
    seed,
    output_format,
  }),
  "black-forest-labs/flux-dev": z.strictObject({
    prompt,
    aspect_ratio: ratio.optional(),
    image: picture.optional(),
    prompt_strength: unit.optional(),
    num_outputs,
    num_inference_steps: z.number().int().min(1).max(50).optional(),
    guidance: z.number().min(0).max(10).optional(),
    seed,
    output_format,
  }),
  "black-forest-labs/flux-pro": FluxPro,
  "black-forest-labs/flux-1.1-pro": FluxPro,
  "black-forest-labs/flux-1.1-pro-ultra": z.strictObject({
    prompt,
    aspect_ratio: ratio,
    image_prompt: picture.optional(),
    image_prompt_strength: unit.optional(),
    safety_tolerance: safety_tolerance.optional(),
    seed,
    output_format: z.enum(["jpg", "png"]),
  }),
  "ideogram-ai/ideogram-v2": Ideogram,
  "ideogram-ai/ideogram-v2-turbo": Ideogram,
  "luma/photon": Photon,
  "luma/photon-flash": Photon,
  "recraft-ai/recraft-v3": z.strictObject({ prompt, size: z.string().regex(/^\d{4}x\d{4}$/) }),
  "stability-ai/stable-diffusion-3.5-large": StableDiffusion.extend({
    cfg: z.number().min(0).max(20).optional(),
    steps: z.number().int().min(1).max(50).optional(),
  }),
  "stability-ai/stable-diffusion-3.5-large-turbo": StableDiffusion.extend({
    cfg: z.number().min(1).max(10).optional(),
    negative_prompt: z.string().optional(),
  }),
} as const;

/** Those whose output is a list, however many there are. */
const LISTS = /flux-(schnell|dev)$|stable-diffusion-3\.5-large$/;

const Body = z.strictObject({
  input: z.record(z.string(), z.json()),
  webhook: z.url({ protocol: /^https$/ }).optional(),
  webhook_events_filter: z.array(z.enum(["start", "output", "logs", "completed"])).optional(),
});

/** What a prediction asked for. */
export type ReplicateInput = Readonly<Record<string, Json>>;

/** What it says of contents that it refuses: when asked, and of a prediction that failed. */
export const REPLICATE_REFUSALS = {
  input: {
    title: "Input validation failed",
    detail: "The input was flagged as sensitive. Please try again with different inputs. (E005)",
    status: 422,
  },
  output: "NSFW content detected. Try running it again, or try a different prompt.",
} as const;

/** A prediction as a poll tells it. */
export function replicatePrediction(more: Readonly<Record<string, Json>>) {
  return { id: "prediction_1", status: "succeeded", output: null, error: null, ...more };
}

/** What its webhooks are signed with; this one signs the example of Standard Webhooks. */
export const REPLICATE_WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** Creates one. Its API is under `/v1`. */
export function createReplicateFake(options: ReplicateFakeOptions): ReplicateFake {
  const { tokens, latencyMs = 4_000, now } = options;
  const works = new Map<string, ReplicateWork>();

  async function create(c: Context): Promise<Response> {
    const token = tokenOf(c);
    if (token === undefined) return problem(c, 401, "You did not pass an authentication token");
    const model = `${c.req.param("owner")}/${c.req.param("name")}`;
    const known = Object.entries(INPUTS).find(([name]) => name === model)?.[1];
    if (!known) return problem(c, 404, "The requested resource could not be found.");
    const { input, webhook } = Body.parse(await c.req.json());
    const checked = known.safeParse(input);
    if (!checked.success) return problem(c, 422, `- input: ${z.prettifyError(checked.error)}`);
    const id = `prediction_${works.size + 1}`;
    works.set(id, { token, model, input, startedAt: now(), cancelled: false, webhook });
    return c.json(predictionOf(c, id), 201);
  }

  function get(c: Context): Response {
    const id = c.req.param("id") ?? "";
    const isOurs = works.get(id)?.token === tokenOf(c) && works.has(id);
    return isOurs ? c.json(predictionOf(c, id)) : problem(c, 404, "Prediction not found");
  }

  function cancel(c: Context): Response {
    const work = works.get(c.req.param("id") ?? "");
    if (work && now() < work.startedAt + latencyMs) work.cancelled = true;
    return get(c);
  }

  function predictionOf(c: Context, id: string) {
    const work = works.get(id);
    const passedMs = now() - (work?.startedAt ?? 0);
    const own = new URL(`/v1/predictions/${id}`, c.req.url).href;
    const urls = { get: own, cancel: `${own}/cancel` };
    if (work?.cancelled) return replicatePrediction({ id, status: "canceled", urls });
    if (passedMs < latencyMs / 2) return replicatePrediction({ id, status: "starting", urls });
    if (passedMs < latencyMs) return replicatePrediction({ id, status: "processing", urls });
    return replicatePrediction({ id, status: "succeeded", urls, output: outputOf(c, id, work) });
  }

  function tokenOf(c: Context): string | undefined {
    return tokens.find((token) => c.req.header("authorization") === `Bearer ${token}`);
  }

  function addRoutes(app: Hono): void {
    app.post("/v1/models/:owner/:name/predictions", create);
    app.get("/v1/webhooks/default/secret", (c) => {
      if (tokenOf(c) === undefined) return problem(c, 401, "You did not pass a token");
      return c.json({ key: REPLICATE_WEBHOOK_SECRET });
    });
    app.get("/v1/predictions/:id", get);
    app.post("/v1/predictions/:id/cancel", cancel);
    app.get("/files/:name", (c) => {
      const bytes = simPicture({ widthPx: 64, heightPx: 96 }, 1);
      return c.body(bytes, 200, { "content-type": "image/png" });
    });
  }

  return Object.assign(createFakeUpstream({ doorOf, addRoutes, now }), { works });
}

/** What a create asked for. */
export async function readReplicateInput(request: Request): Promise<ReplicateInput> {
  return Body.parse(await request.json()).input;
}

function doorOf({ url, method }: Request): Door | undefined {
  const { pathname } = new URL(url);
  if (pathname.startsWith("/files/")) return "file";
  if (pathname.startsWith("/v1/models/")) return "submit";
  if (pathname.startsWith("/v1/webhooks/")) return "result";
  return method === "POST" ? "cancel" : "poll";
}

function outputOf(c: Context, id: string, work: ReplicateWork | undefined): Json {
  const count = z.number().catch(1).parse(work?.input.num_outputs);
  const urls = Array.from(
    { length: count },
    (_, index) => new URL(`/files/${id}-${index}.png`, c.req.url).href,
  );
  return LISTS.test(work?.model ?? "") ? urls : urls[0] ?? null;
}

function problem(c: Context, status: 401 | 404 | 422, detail: string): Response {
  return c.json({ title: "Refused", detail, status }, status);
}
