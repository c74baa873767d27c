/**
 * A fake of ComfyUI. Wire forms as in `server.py`, `execution.py` and `comfy_execution/jobs.py` of
 * its repository, read on 2026-11-21; the sentences of its refusals too. It draws one prompt at a
 * time, and knows the nodes of the built-in workflows.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Json } from "../../failure.ts";
import type { Listen } from "../../runtime.ts";
import { comfyProblem } from "./comfyui_nodes.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake works. */
export interface ComfyuiFakeOptions {
  /** From its turn to its picture. @default {4_000} */
  readonly latencyMs?: number;
  /** False: a server of before there was a jobs API. @default {true} */
  readonly hasJobs?: boolean;
  /** False: a server whose jobs API cannot cancel. @default {hasJobs} */
  readonly canCancel?: boolean;
  /** What a proxy before it asks for. */
  readonly authorization?: string;
  readonly checkpoints?: readonly string[];
  readonly clock: { now(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> };
}

/** A prompt that was taken. */
export interface ComfyuiWork {
  readonly id: string;
  readonly clientId: string;
  readonly graph: z.infer<typeof Graph>;
  readonly takenAt: number;
  readonly wantsPreviews: boolean;
  endedAt?: number;
  /** What went wrong, as `execution_error` says it. */
  trouble?: string;
  interrupted?: boolean;
}

/** The fake, and what it has accepted. */
export interface ComfyuiFake extends FakeUpstream {
  readonly works: readonly ComfyuiWork[];
  /** The ids that interrupts named; `""`: whatever runs. */
  readonly interrupts: readonly string[];
  /** Files by `subfolder/name`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The WebSocket of `…/ws?clientId=…`, without a port. */
  readonly listen: Listen;
  /** As a restart does: queue and history are gone. */
  restart(): void;
  /** Lets the prompt that is at work fail. */
  fail(message: string): void;
}

const Graph = z.record(
  z.string(),
  z.object({ class_type: z.string(), inputs: z.record(z.string(), z.json()) }),
);
const Prompt = z.object({
  prompt: Graph,
  prompt_id: z.uuid().optional(),
  client_id: z.string(),
  extra_data: z.object({ preview_method: z.literal("auto") }).optional(),
});

const CHECKPOINTS = ["sd15/dreamshaper.safetensors", "sd_xl_base_1.0.safetensors"];

/** Creates one. */
export function createComfyuiFake(options: ComfyuiFakeOptions): ComfyuiFake {
  const { latencyMs = 4_000, hasJobs = true, canCancel = hasJobs, authorization } = options;
  const { checkpoints = CHECKPOINTS, clock } = options;
  const files = new Map<string, Uint8Array>();
  const works: ComfyuiWork[] = [];
  const interrupts: string[] = [];

  /** When a work begins and ends: one at a time, in the order in which they were taken. */
  function turnOf(work: ComfyuiWork): { readonly from: number; readonly to: number } {
    let turn = { from: 0, to: 0 };
    for (const one of works.slice(0, works.indexOf(work) + 1)) {
      const from = Math.max(one.takenAt, turn.to);
      turn = { from, to: one.endedAt ?? from + latencyMs };
    }
    return turn;
  }

  function statusOf(
    work: ComfyuiWork,
  ): "pending" | "in_progress" | "completed" | "failed" | "cancelled" {
    const { from, to } = turnOf(work);
    if (work.interrupted) return "cancelled";
    if (work.trouble !== undefined) return "failed";
    if (clock.now() >= to) return "completed";
    return clock.now() >= from ? "in_progress" : "pending";
  }

  async function prompt(c: Context): Promise<Response> {
    const body = Prompt.parse(await c.req.json());
    const problem = comfyProblem(body.prompt, { checkpoints, files });
    if (problem) return c.json(problem, 400);
    const id = body.prompt_id ?? crypto.randomUUID();
    const { client_id: clientId, prompt: graph, extra_data } = body;
    const wantsPreviews = extra_data !== undefined;
    works.push({ id, clientId, graph, takenAt: clock.now(), wantsPreviews });
    return c.json({ prompt_id: id, number: works.length, node_errors: {} });
  }

  async function upload(c: Context): Promise<Response> {
    const { image, subfolder } = await c.req.parseBody();
    if (!(image instanceof File) || typeof subfolder !== "string") return c.body(null, 400);
    files.set(`${subfolder}/${image.name}`, await image.bytes());
    return c.json({ name: image.name, subfolder, type: "input" });
  }

  function queue(c: Context): Response {
    const rows = (status: string) =>
      works.flatMap((work, index) =>
        statusOf(work) === status ? [[index + 1, work.id, {}, {}, []]] : []
      );
    return c.json({ queue_running: rows("in_progress"), queue_pending: rows("pending") });
  }

  function history(c: Context): Response {
    const work = works.find(({ id }) => id === c.req.param("id"));
    const status = work && statusOf(work);
    if (!work || status === "pending" || status === "in_progress") return c.json({});
    return c.json({ [work.id]: comfyHistory(work, status === "completed") });
  }

  function job(c: Context): Response {
    const work = works.find(({ id }) => id === c.req.param("id"));
    if (!work) return c.json({ error: "Job not found" }, 404);
    const status = statusOf(work);
    return c.json({
      id: work.id,
      status,
      outputs: status === "completed" ? outputsOf(work) : {},
      ...(work.trouble === undefined
        ? {}
        : { execution_error: { exception_message: work.trouble } }),
    });
  }

  function stop(id: string): boolean {
    const work = works.find((one) => one.id === id);
    const status = work && statusOf(work);
    if (!work || (status !== "pending" && status !== "in_progress")) return false;
    if (status === "pending") works.splice(works.indexOf(work), 1);
    else Object.assign(work, { endedAt: clock.now(), interrupted: true });
    return true;
  }

  async function deleteQueued(c: Context): Promise<Response> {
    const { delete: ids } = z.object({ delete: z.array(z.string()) }).parse(await c.req.json());
    for (const work of works.filter(({ id }) => ids.includes(id))) {
      if (statusOf(work) === "pending") works.splice(works.indexOf(work), 1);
    }
    return c.body(null, 200);
  }

  async function interrupt(c: Context): Promise<Response> {
    const { prompt_id: id } = z.object({ prompt_id: z.string().optional() })
      .parse(await c.req.json());
    interrupts.push(id ?? "");
    if (id !== undefined && hasJobs) stop(id);
    return c.body(null, 200);
  }

  async function* listen(...[address, { signal }]: Parameters<Listen>) {
    const clientId = new URL(address).searchParams.get("clientId");
    const work = works.find((one) => one.clientId === clientId);
    yield JSON.stringify({ type: "status", data: { status: {}, sid: clientId } });
    if (!work) return;
    const { from, to } = turnOf(work);
    const own = { prompt_id: work.id };
    while (clock.now() < to && !signal.aborted) {
      const value = Math.round((clock.now() - from) / (to - from) * 20);
      yield JSON.stringify({ type: "progress", data: { ...own, value, max: 20, node: "sampler" } });
      if (work.wantsPreviews) yield comfyPreview();
      await clock.sleep(Math.min(1_000, to - clock.now()), signal);
    }
    if (!signal.aborted) yield JSON.stringify({ type: "executing", data: { ...own, node: null } });
  }

  /** The same over a port. */
  function openSocket(c: Context): Response {
    const { socket, response } = Deno.upgradeWebSocket(c.req.raw);
    const closed = new AbortController();
    socket.onclose = () => closed.abort();
    socket.onopen = async () => {
      for await (const message of listen(c.req.url, { headers: {}, signal: closed.signal })) {
        socket.send(message);
      }
    };
    return response;
  }

  function addRoutes(app: Hono): void {
    app.use(async (c, next) => {
      if (authorization === undefined || c.req.header("authorization") === authorization) {
        return await next();
      }
      return c.text("Unauthorized", 401);
    });
    app.post("/prompt", prompt);
    app.post("/upload/image", upload);
    app.get("/ws", openSocket);
    app.get("/queue", queue);
    app.post("/queue", deleteQueued);
    app.post("/interrupt", interrupt);
    app.get("/history/:id", history);
    app.get("/models/checkpoints", (c) => c.json(checkpoints));
    app.get("/view", (c) => {
      const bytes = simPicture({ widthPx: 64, heightPx: 96 }, 1);
      return c.body(bytes, 200, { "content-type": "image/png" });
    });
    if (hasJobs) app.get("/api/jobs/:id", job);
    if (canCancel) {
      app.post("/api/jobs/:id/cancel", (c) => c.json({ cancelled: stop(c.req.param("id")) }));
    }
    app.all("*", (c) => c.text("404: Not Found", 404));
  }

  const { now } = clock;
  return Object.assign(
    createFakeUpstream({ doorOf: (request) => doorOf(request, hasJobs), addRoutes, now }),
    {
      works,
      interrupts,
      files,
      listen,
      restart: () => void works.splice(0),
      fail(message: string) {
        const running = works.find((work) => statusOf(work) === "in_progress");
        if (running) Object.assign(running, { endedAt: clock.now(), trouble: message });
      },
    },
  );
}

/** What the sampler of a submit was told, and how many pictures were asked for. */
export async function readComfyuiPrompt(request: Request) {
  const { prompt } = Prompt.parse(await request.json());
  const { inputs = {} } = prompt.sampler ?? {};
  return { graph: prompt, inputs };
}

/** An entry of the history. */
export function comfyHistory(work: Pick<ComfyuiWork, "id" | "trouble">, isDone: boolean): Json {
  const messages: Json[] = [["execution_start", { prompt_id: work.id }]];
  if (work.trouble !== undefined) {
    messages.push(["execution_error", { exception_message: work.trouble }]);
  } else if (!isDone) messages.push(["execution_interrupted", { prompt_id: work.id }]);
  return {
    prompt: [1, work.id, {}, {}, []],
    outputs: isDone ? outputsOf(work) : {},
    status: { status_str: isDone ? "success" : "error", completed: isDone, messages },
  };
}

function outputsOf({ id }: Pick<ComfyuiWork, "id">): Record<string, Json> {
  const file = { filename: `darkroom_${id}.png`, subfolder: "", type: "output" };
  return { saved: { images: [file] } };
}

/** A frame with a picture under way: kind 1, format 2 for PNG, its bytes. */
export function comfyPreview(): Uint8Array<ArrayBuffer> {
  const picture = simPicture({ widthPx: 16, heightPx: 16 }, 2);
  const frame = new Uint8Array(8 + picture.length);
  new DataView(frame.buffer).setUint32(0, 1);
  new DataView(frame.buffer).setUint32(4, 2);
  frame.set(picture, 8);
  return frame;
}

/** Where a prompt stands is asked at the jobs API, or else at queue and history. */
function doorOf({ url, method }: Request, hasJobs: boolean): Door | undefined {
  const { pathname } = new URL(url);
  if (pathname === "/view") return "file";
  if (pathname === "/prompt") return "submit";
  if (pathname.endsWith("/cancel") || pathname === "/interrupt") return "cancel";
  if (hasJobs) return pathname.startsWith("/api/jobs/") ? "poll" : undefined;
  if (pathname.startsWith("/history/")) return "result";
  return pathname === "/queue" && method === "GET" ? "poll" : undefined;
}
