/**
 * The sim upstream's doors over HTTP.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Door } from "./faults.ts";
import {
  drawSim,
  isForbidden,
  SIM_REFUSAL,
  SimBody,
  type SimJob,
  type SimWorks,
} from "./sim_works.ts";

/** A submit as it came. */
export interface SimSubmit {
  readonly key: string | null;
  /** By the sim's clock. */
  readonly at: number;
  readonly body: unknown;
}

/** How the doors behave. */
export interface SimRoutesOptions {
  readonly works: SimWorks;
  /** Every submit is noted here. */
  readonly submits: SimSubmit[];
  /** `one_shot`: the submit is answered with the pictures. */
  readonly mode: "one_shot" | "async";
  readonly maxImages: number;
  now(): number;
  /** The time that a one-shot submit takes. */
  draw(signal: AbortSignal): Promise<void>;
}

/** Adds `POST /submit`, `GET /jobs/:id`, `POST /jobs/:id/cancel` and `GET /files/:name`. */
export function addSimRoutes(app: Hono, options: SimRoutesOptions): void {
  const { works, submits, mode, maxImages, now, draw } = options;
  app.post("/submit", async (c) => {
    submits.push({ key: keyOf(c), at: now(), body: await c.req.json() });
    const body = SimBody.safeParse(await c.req.json());
    if (!body.success) throw refusal(422, body.error.issues[0]?.message ?? "");
    if (body.data.n > maxImages) throw refusal(422, `n is ${body.data.n}: at most ${maxImages}`);
    if (mode === "one_shot" && isForbidden(body.data)) return c.json({ error: SIM_REFUSAL }, 400);
    const job = works.start(keyOf(c), body.data);
    if (mode === "async") return c.json({ id: job.id, status: "queued" }, 202);
    await draw(c.req.raw.signal);
    return c.json({ id: job.id, status: "done", images: works.results(job, originOf(c)) });
  });

  app.get("/jobs/:id", (c) => c.json(works.describe(find(works, c.req.param("id")), originOf(c))));

  app.post("/jobs/:id/cancel", (c) => {
    const job = find(works, c.req.param("id"));
    const { status } = works.describe(job, originOf(c));
    if (status === "done" || status === "failed") throw refusal(409, `The job is ${status}`);
    works.cancel(job);
    return c.json({ id: job.id, status: "cancelled" });
  });

  app.get("/files/:name", (c) => {
    const [, id = "", index = ""] = /^(.+)-(\d+)\.png$/.exec(c.req.param("name")) ?? [];
    const bytes = drawSim(find(works, id), Number(index));
    return c.body(bytes, 200, { "content-type": "image/png" });
  });
}

/** Which door a request knocks at; undefined for none. */
export function doorOf({ method, url }: Request): Door | undefined {
  const { pathname } = new URL(url);
  if (pathname === "/submit") return "submit";
  if (pathname.startsWith("/files/")) return "file";
  if (!pathname.startsWith("/jobs/")) return undefined;
  return method === "GET" ? "poll" : "cancel";
}

function keyOf(c: Context): string | null {
  return c.req.header("idempotency-key") ?? null;
}

function find({ jobs }: SimWorks, id: string): SimJob {
  const job = jobs.get(id);
  if (!job) throw refusal(404, `No job ${id}`);
  return job;
}

function originOf(c: Context): string {
  return new URL(c.req.url).origin;
}

function refusal(status: 404 | 409 | 422, message: string): HTTPException {
  return new HTTPException(status, { message });
}
