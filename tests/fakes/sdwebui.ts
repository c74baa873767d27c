/**
 * AUTOMATIC1111's API as `modules/api/api.py` and `modules/api/models.py` of version 1.10 have it,
 * read on 2026-11-20. Forge differs in its errors only.
 *
 * It draws one thing at a time: what comes meanwhile waits in line. An interrupt ends what is drawn,
 * and the call is answered with what there is.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { toBase64 } from "../../images/base64.ts";
import type { Runtime } from "../../runtime.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake draws. */
export interface FakeSdwebuiOptions {
  /** From the turn of a call to its pictures. @default {0} */
  readonly latencyMs?: number;
  /** What `--api-auth` was given. @default {nothing} */
  readonly auth?: string;
  /** Whether a grid stands before the pictures, and a control map behind them. @default {false} */
  readonly extras?: boolean;
  readonly clock: Pick<Runtime, "now" | "sleep">;
}

/** The upstream, and what it has come to. */
export interface FakeSdwebui extends FakeUpstream {
  /** Most drawings at a time that were ever asked for. */
  readonly mostAtOnce: number;
  readonly interrupts: number;
}

/** The checkpoints and samplers that it lists. */
export const CHECKPOINTS = [
  {
    title: "sd_xl_base_1.0.safetensors [31e35c80fc]",
    model_name: "sd_xl_base_1.0",
    hash: "31e35c80fc",
    sha256: null,
    filename: "/models/sd_xl_base_1.0.safetensors",
    config: null,
  },
  {
    title: "v1-5-pruned-emaonly.safetensors [6ce0161689]",
    model_name: "v1-5-pruned-emaonly",
    hash: "6ce0161689",
    sha256: null,
    filename: "/models/v1-5-pruned-emaonly.safetensors",
    config: null,
  },
];
const SAMPLERS = ["DPM++ 2M", "Euler a", "DDIM"].map((name) => ({
  name,
  aliases: [],
  options: {},
}));

const Body = z.object({
  prompt: z.string().default(""),
  seed: z.number().int().min(-1).default(-1),
  batch_size: z.number().int().min(1).default(1),
  width: z.number().int().multipleOf(8).default(512),
  height: z.number().int().multipleOf(8).default(512),
  sampler_name: z.string().nullish(),
  init_images: z.array(z.string()).optional(),
});
type Body = z.infer<typeof Body>;

/** A fresh upstream. */
export function createFakeSdwebui(options: FakeSdwebuiOptions): FakeSdwebui {
  const machine = createMachine(options);
  const { now } = options.clock;
  const fake = createFakeUpstream({
    doorOf,
    now: () => now(),
    addRoutes: (app) => addRoutes(app, machine, options),
  });
  return {
    ...fake,
    get held() {
      return fake.held;
    },
    get mostAtOnce() {
      return machine.mostAtOnce();
    },
    get interrupts() {
      return machine.interrupts();
    },
  };
}

function doorOf({ url }: Request): Door | undefined {
  const { pathname } = new URL(url);
  if (/^\/sdapi\/v1\/(txt2img|img2img)$/.test(pathname)) return "submit";
  if (pathname === "/sdapi/v1/interrupt") return "cancel";
  return pathname.startsWith("/sdapi/v1/") ? "poll" : undefined;
}

function addRoutes(app: Hono, machine: Machine, options: FakeSdwebuiOptions): void {
  app.onError(answerException);
  app.use("/sdapi/v1/*", async (c, next) => {
    const expected = options.auth && `Basic ${btoa(options.auth)}`;
    if (expected && c.req.header("authorization") !== expected) {
      return c.json({ detail: "Incorrect username or password" }, 401);
    }
    return await next();
  });
  app.post("/sdapi/v1/txt2img", (c) => draw(c, machine, options));
  app.post("/sdapi/v1/img2img", (c) => draw(c, machine, options));
  app.get("/sdapi/v1/progress", (c) => {
    const withImage = c.req.query("skip_current_image") !== "true";
    return c.json(machine.progress(withImage));
  });
  app.post("/sdapi/v1/interrupt", (c) => {
    machine.interrupt();
    return c.json({});
  });
  app.get("/sdapi/v1/sd-models", (c) => c.json(CHECKPOINTS));
  app.get("/sdapi/v1/samplers", (c) => c.json(SAMPLERS));
  app.notFound((c) => c.json({ detail: "Not Found" }, 404));
}

async function draw(c: Context, machine: Machine, { extras }: FakeSdwebuiOptions) {
  const parsed = Body.safeParse(await c.req.json());
  if (!parsed.success) return c.json({ detail: invalid(parsed.error) }, 422);
  const { sampler_name: sampler, init_images: inputs } = parsed.data;
  if (sampler && !SAMPLERS.some(({ name }) => name === sampler)) {
    throw new HTTPException(404, { message: "Sampler not found" });
  }
  if (c.req.path.endsWith("/img2img") && !inputs?.length) {
    throw new HTTPException(404, { message: "Init image not found" });
  }
  const finished = await machine.draw();
  const pictures = finished ? drawn(parsed.data) : [];
  const images = extras ? [grid(parsed.data), ...pictures, grid(parsed.data)] : pictures;
  const info = JSON.stringify({
    seed: parsed.data.seed,
    all_seeds: pictures.map((_, index) => parsed.data.seed + index),
    index_of_first_image: extras ? 1 : 0,
  });
  return c.json({ images, parameters: { ...parsed.data, init_images: null }, info });
}

function drawn({ width, height, seed, batch_size: n }: Body): string[] {
  const size = { widthPx: width, heightPx: height };
  return Array.from({ length: n }, (_, index) => toBase64(simPicture(size, seed + index)));
}

function grid({ width, height }: Body): string {
  return toBase64(simPicture({ widthPx: width * 2, heightPx: height * 2 }, 0));
}

/** One thing at a time. */
interface Machine {
  /** Resolves when the drawing is done: false when it was interrupted. */
  draw(): Promise<boolean>;
  interrupt(): void;
  progress(withImage: boolean): unknown;
  mostAtOnce(): number;
  interrupts(): number;
}

interface Turn {
  readonly startedAt: number;
  readonly stop: AbortController;
}

function createMachine({ latencyMs = 0, clock }: FakeSdwebuiOptions): Machine {
  let line = Promise.resolve(true);
  let turn: Turn | undefined;
  let asked = 0;
  let most = 0;
  let interrupts = 0;

  async function drawNow(): Promise<boolean> {
    const stop = new AbortController();
    turn = { startedAt: clock.now(), stop };
    if (latencyMs > 0) await clock.sleep(latencyMs, stop.signal);
    turn = undefined;
    asked--;
    return !stop.signal.aborted;
  }

  function progress(withImage: boolean) {
    const share = turn ? Math.min(1, (clock.now() - turn.startedAt) / latencyMs) : 0;
    const picture = simPicture({ widthPx: 16, heightPx: 16 }, Math.round(share * 100));
    return {
      progress: share,
      eta_relative: turn ? latencyMs * (1 - share) / 1_000 : 0,
      state: { job: turn ? "task" : "", job_count: turn ? 1 : 0 },
      current_image: withImage && turn ? toBase64(picture) : null,
      textinfo: null,
    };
  }

  return {
    draw() {
      most = Math.max(most, ++asked);
      line = line.then(drawNow);
      return line;
    },
    interrupt() {
      interrupts++;
      turn?.stop.abort();
    },
    progress,
    mostAtOnce: () => most,
    interrupts: () => interrupts,
  };
}

/** A1111 names the exception's class first. */
function answerException(error: Error, c: Context): Response {
  if (!(error instanceof HTTPException)) throw error;
  const body = { error: "HTTPException", detail: error.message, body: "", errors: "" };
  return c.json(body, error.status);
}

function invalid(error: z.ZodError) {
  return error.issues.map(({ path, message }) => (
    { loc: ["body", ...path.map(String)], msg: message, type: "value_error" }
  ));
}
