/**
 * Batches for tests: uploads, lines, and files read back.
 *
 * @module
 */

import { z } from "zod";
import { type Batch, newBatch } from "../batches/batch.ts";
import { BatchView } from "../routes/schemas/batch.ts";
import { FileView } from "../routes/schemas/uploaded_file.ts";
import { assertEquals } from "./assert.ts";
import type { Door, VirtualDoor } from "./door.ts";

/** What lines ask for here. */
export const IMAGES = "/v1/images/generations";

/** A line of an output or an error file. */
export const ResultLine = z.object({
  id: z.string().startsWith("batch_req_"),
  custom_id: z.string(),
  response: z.object({
    status_code: z.int(),
    request_id: z.string(),
    job_id: z.string().optional(),
    warnings: z.array(z.string()).optional(),
    body: z.unknown(),
  }).nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
/** See {@linkcode ResultLine}. */
export type ResultLine = z.infer<typeof ResultLine>;

/** A line in order, which wants a small picture as a URL. */
export function lineOf(customId: string, body: Record<string, unknown> = {}): string {
  const asked = { model: "easel", prompt: customId, size: "64x64", response_format: "url" };
  return JSON.stringify({
    custom_id: customId,
    method: "POST",
    url: IMAGES,
    body: { ...asked, ...body },
  });
}

/** Uploads a text, as input of a batch unless told otherwise. */
export async function upload(
  { app }: Pick<Door, "app">,
  text: string | Uint8Array<ArrayBuffer>,
  fields: Record<string, string> = {},
): Promise<FileView> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ purpose: "batch", ...fields })) {
    form.set(name, value);
  }
  form.set("file", new File([text], "input.jsonl"));
  const response = await app.request("/v1/files", { method: "POST", body: form });
  const answer = await response.text();
  assertEquals(response.status, 200, answer);
  return FileView.parse(JSON.parse(answer));
}

/** Starts a batch of these lines. */
export async function createBatch(
  door: Door,
  lines: readonly string[],
  body: Record<string, unknown> = {},
): Promise<BatchView> {
  const { id } = await upload(door, lines.join("\n"));
  const asked = { input_file_id: id, endpoint: IMAGES, completion_window: "24h", ...body };
  const response = await door.post("/v1/batches", asked);
  const answer = await response.text();
  assertEquals(response.status, 200, answer);
  return BatchView.parse(JSON.parse(answer));
}

/** Starts a batch with a window that no caller can ask for. */
export async function insertBatch(
  door: Door,
  { lines, windowMs }: { readonly lines: readonly string[]; readonly windowMs: number },
): Promise<Batch> {
  const { id } = await upload(door, lines.join("\n"));
  const { batches: { repo, runner }, runtime } = door.darkroom.services;
  const batch = newBatch({
    owner: "operator",
    endpoint: IMAGES,
    inputFileId: id,
    base: "http://localhost",
    outputKeepMs: 3_600_000,
    windowMs,
    secret: "s",
    uuid: runtime.uuid,
  }, runtime.now());
  await repo.insert(batch);
  runner.wake();
  return batch;
}

/** A batch as it is now. */
export async function getBatch(door: Door, id: string): Promise<BatchView> {
  return BatchView.parse(await (await door.get(`/v1/batches/${id}`)).json());
}

/** Lets time pass until a batch is over. */
export async function endOf(door: VirtualDoor, id: string, maxMs?: number): Promise<BatchView> {
  const isOver = async () =>
    ["completed", "failed", "expired", "cancelled"].includes((await getBatch(door, id)).status);
  await door.runtime.until(isOver, maxMs);
  return await getBatch(door, id);
}

/** The lines of a file, by `custom_id`; of none, none. */
export async function resultsIn(door: Door, id: string | null): Promise<Map<string, ResultLine>> {
  if (id === null) return new Map();
  const response = await door.get(`/v1/files/${id}/content`);
  const text = await response.text();
  assertEquals(response.status, 200, text);
  assertEquals(text.at(-1), "\n");
  const lines = text.trimEnd().split("\n").map((line) => ResultLine.parse(JSON.parse(line)));
  const byId = new Map(lines.map((line) => [line.custom_id, line]));
  assertEquals(byId.size, lines.length, "each request has one answer");
  return byId;
}
