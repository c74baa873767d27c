/**
 * A response is its job under another name: `resp_…` and `ig_…` are the job's id with another
 * prefix, and what is to be said beside the request is kept in the job's `dialect`.
 *
 * @module
 */

import { z } from "zod";
import { failure, type Json, Refusal } from "../../failure.ts";
import type { Engine } from "../../jobs/engine.ts";
import type { Job } from "../../jobs/job.ts";
import { EchoedTool, EchoedToolChoice } from "../schemas/response_object.ts";
import { Echoed } from "../schemas/response_request.ts";

/** What a job keeps for an answer in this dialect. */
export const ResponseDialect = z.object({
  api: z.literal("responses"),
  /** As the caller wrote it. */
  model: z.string(),
  background: z.boolean(),
  /** Whether the response can be asked for later. */
  store: z.boolean(),
  tools: z.array(EchoedTool).max(1),
  toolChoice: EchoedToolChoice,
  echoed: Echoed,
});
/** See {@linkcode ResponseDialect}. */
export type ResponseDialect = z.infer<typeof ResponseDialect>;

/** A job that was made through the Responses API. */
export interface StoredResponse {
  readonly job: Job;
  readonly dialect: ResponseDialect;
}

/** Of instructions and metadata: a job's record has 64 KiB in all, and its prompt may take 24. */
const MAX_ECHOED_BYTES = 16_000;

/** The public id of a job's response. */
export function responseId({ id }: Pick<Job, "id">): string {
  return id.replace(/^job_/, "resp_");
}

/** The id of the one item that a response has. */
export function callId({ id }: Pick<Job, "id">): string {
  return id.replace(/^job_/, "ig_");
}

/** Reads a job; undefined when it was made in another dialect. */
export function readStored(job: Job): StoredResponse | undefined {
  const { success, data } = ResponseDialect.safeParse(job.dialect);
  return success ? { job, dialect: data } : undefined;
}

/** Which response is meant. */
export interface StoredId {
  /** As the caller wrote it. */
  readonly id: string;
  /** Whether it is a response's own id, or that of its item. */
  readonly prefix: "resp" | "ig";
  readonly owner: string;
}

/** Finds a caller's response. Undefined: there is none, or it was made with `store: false`. */
export async function findStored(
  { find }: Pick<Engine, "find">,
  { id, prefix, owner }: StoredId,
): Promise<StoredResponse | undefined> {
  const [, hex] = /^[a-z]+_([0-9a-z]+)$/.exec(id) ?? [];
  if (hex === undefined || id !== `${prefix}_${hex}`) return undefined;
  const job = await find(`job_${hex}`, owner);
  const stored = job && readStored(job);
  return stored?.dialect.store ? stored : undefined;
}

/**
 * The dialect as a job keeps it.
 *
 * @throws {Refusal} `invalid_request` when there is too much to keep
 */
export function packDialect(dialect: ResponseDialect): Json {
  checkSize(dialect);
  return z.json().parse(dialect);
}

function checkSize({ echoed }: ResponseDialect): void {
  const sizes = {
    instructions: sizeOf(echoed.instructions ?? ""),
    metadata: sizeOf(echoed.metadata ?? {}),
  };
  const total = sizes.instructions + sizes.metadata;
  if (total <= MAX_ECHOED_BYTES) return;
  const message = `instructions and metadata have ${total} bytes together: ` +
    `use at most ${MAX_ECHOED_BYTES}`;
  const param = sizes.metadata > sizes.instructions ? "metadata" : "instructions";
  const code = "string_above_max_length";
  throw new Refusal(failure("invalid_request", message, { param, code }));
}

function sizeOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
