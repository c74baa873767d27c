/**
 * OpenAI's image API as its specification of 2026-08-21 (openai/openai-openapi) and the types of the
 * `openai` package 7.55.0 (2026-11-10) have it; errors as recorded in public bug reports.
 *
 * GPT image models answer in base64 and refuse `response_format`; other models give addresses unless
 * they are asked for `b64_json`.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { Json } from "../../failure.ts";
import { toBase64 } from "../../images/base64.ts";
import type { Size } from "../../images/request.ts";
import { parseSize } from "../../images/size.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import type { Door } from "./faults.ts";
import { simPicture } from "./sim_picture.ts";

/** How the fake answers. */
export interface FakeOpenaiOptions {
  /** What `GET /models` lists. @default {gpt-image-1 and a model of words} */
  readonly models?: readonly Json[];
  /** Fields that it refuses as unknown, beside those that its models refuse. @default {none} */
  readonly refuses?: readonly string[];
  /** Whether it gives addresses whatever is asked, as some servers do. @default {false} */
  readonly byUrl?: boolean;
  /** Keys that it takes. @default {any} */
  readonly apiKeys?: readonly string[];
  now(): number;
}

/** Content filters are tried with this word. */
export const OPENAI_FORBIDDEN_WORD = "forbidden";

/** How OpenAI refuses a prompt for a GPT image model. */
export const OPENAI_MODERATION = {
  error: {
    message: "Your request was rejected by the safety system. safety_violations=[violence].",
    type: "image_generation_user_error",
    param: null,
    code: "moderation_blocked",
  },
} as const;

/** How it refused one for DALL·E. */
export const DALL_E_MODERATION = {
  error: {
    message: "This request has been blocked by our content filters.",
    type: "invalid_request_error",
    param: null,
    code: "content_policy_violation",
  },
} as const;

/** The picture under way that has this index, other than all others and than the finished ones. */
export function openaiPreview(size: Size, index: number): Uint8Array<ArrayBuffer> {
  return simPicture(size, 1_000 + index);
}

const LISTED = [
  { id: "gpt-image-1", object: "model", created: 1_745_517_030, owned_by: "system" },
  { id: "gpt-4o", object: "model", created: 1_715_367_049, owned_by: "system" },
];

/** What both bodies have in common; numbers come as text in a form. */
const Asked = z.object({
  model: z.string(),
  prompt: z.string().min(1).max(32_000),
  n: z.coerce.number().int().min(1).max(10).default(1),
  size: z.string().default("auto"),
  response_format: z.enum(["url", "b64_json"]).optional(),
  output_format: z.enum(["png", "jpeg", "webp"]).optional(),
  stream: z.union([z.boolean(), z.literal("true")]).optional(),
  partial_images: z.coerce.number().int().min(0).max(3).default(0),
});
type Asked = z.infer<typeof Asked>;

/** A fresh upstream; its base URL is any origin and `/v1`. */
export function createFakeOpenai(options: FakeOpenaiOptions): FakeUpstream {
  return createFakeUpstream({
    doorOf,
    now: options.now,
    addRoutes: (app) => addRoutes(app, options),
  });
}

function doorOf({ url }: Request): Door | undefined {
  const { pathname } = new URL(url);
  if (/^\/v1\/images\/(generations|edits)$/.test(pathname)) return "submit";
  if (pathname === "/v1/models") return "poll";
  return pathname.startsWith("/files/") ? "file" : undefined;
}

function addRoutes(app: Hono, options: FakeOpenaiOptions): void {
  const { models = LISTED, apiKeys } = options;
  app.onError((error) => {
    if (!(error instanceof HTTPException)) throw error;
    return error.getResponse();
  });
  app.use("/v1/*", async (c, next) => {
    const [, key = ""] = /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "") ?? [];
    if (apiKeys && !apiKeys.includes(key)) throw wrongKey(key);
    await next();
  });
  app.get("/v1/models", (c) => c.json({ object: "list", data: models }));
  app.post("/v1/images/generations", async (c) => {
    return answer(c, { body: await c.req.json(), kind: "image_generation", options });
  });
  app.post("/v1/images/edits", async (c) => {
    const form = await c.req.formData();
    if (!form.has("image") && !form.has("image[]")) throw refusal("missing", "image");
    return answer(c, { body: Object.fromEntries(form), kind: "image_edit", options });
  });
  app.get("/files/:name", (c) => {
    const [, width = "1", height = "1"] = /^(\d+)x(\d+)-\d+\.png$/.exec(c.req.param("name")) ?? [];
    const size = { widthPx: Number(width), heightPx: Number(height) };
    return c.body(simPicture(size, 0), 200, { "content-type": "image/png" });
  });
}

interface Order {
  readonly body: Readonly<Record<string, unknown>>;
  readonly kind: "image_generation" | "image_edit";
  readonly options: FakeOpenaiOptions;
}

function answer(c: Context, { body, kind, options }: Order): Response {
  const asked = Asked.safeParse(body);
  if (!asked.success) throw refusal("invalid_value", String(asked.error.issues[0]?.path[0]));
  const isGpt = /^(chat)?gpt-image/.test(asked.data.model);
  const refused = [...options.refuses ?? [], ...isGpt ? ["response_format", "seed"] : []];
  const unknown = refused.find((field) => body[field] !== undefined);
  if (unknown) throw refusal("unknown_parameter", unknown);
  if (asked.data.prompt.includes(OPENAI_FORBIDDEN_WORD)) {
    return c.json(isGpt ? OPENAI_MODERATION : DALL_E_MODERATION, 400);
  }
  const byUrl = options.byUrl || !isGpt && asked.data.response_format !== "b64_json";
  if (asked.data.stream && isGpt) return stream(c, asked.data, kind);
  const created = Math.floor(options.now() / 1_000);
  const data = drawn(asked.data).map((bytes, index) =>
    byUrl ? { url: addressOf(c, asked.data, index) } : { b64_json: toBase64(bytes) }
  );
  return c.json({ created, data });
}

/** Records as in the specification's samples: an `event:` line, one `data:` line, no `[DONE]`. */
function stream(c: Context, asked: Asked, kind: Order["kind"]): Response {
  const settings = { created_at: 1, size: asked.size, quality: "auto", background: "auto" };
  const partials = Array.from({ length: asked.partial_images }, (_, index) => ({
    type: `${kind}.partial_image`,
    b64_json: toBase64(openaiPreview(sizeOf(asked.size), index)),
    partial_image_index: index,
    ...settings,
  }));
  const finals = drawn(asked).map((bytes) => ({
    type: `${kind}.completed`,
    b64_json: toBase64(bytes),
    ...settings,
    usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
  }));
  const records = [...partials, ...finals].map((event) =>
    `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
  );
  return c.body(records.join(""), 200, { "content-type": "text/event-stream; charset=utf-8" });
}

function drawn({ n, size }: Asked): Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: n }, (_, index) => simPicture(sizeOf(size), index));
}

function sizeOf(size: string) {
  const wish = parseSize(size);
  return wish?.kind === "size" ? wish.size : { widthPx: 1024, heightPx: 1024 };
}

function addressOf(c: Context, { size }: Asked, index: number): string {
  const { widthPx, heightPx } = sizeOf(size);
  return `${new URL(c.req.url).origin}/files/${widthPx}x${heightPx}-${index}.png`;
}

function refusal(code: string, param: string): HTTPException {
  const message = code === "unknown_parameter"
    ? `Unknown parameter: '${param}'.`
    : `Invalid value for '${param}'.`;
  return envelope(400, { message, type: "invalid_request_error", param, code });
}

/** OpenAI repeats the key with its middle starred out; this one does not even do that. */
function wrongKey(key: string): HTTPException {
  const message = `Incorrect API key provided: ${key}.`;
  const type = "invalid_request_error";
  return envelope(401, { message, type, param: null, code: "invalid_api_key" });
}

function envelope(status: 400 | 401, error: Json): HTTPException {
  const body = JSON.stringify({ error });
  const headers = { "content-type": "application/json" };
  return new HTTPException(status, { res: new Response(body, { status, headers }) });
}
