/**
 * What ComfyUI's answers mean in our own vocabulary. Pure.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../../failure.ts";
import { withoutPicture } from "../common_failures.ts";
import type { Outcome } from "../provider.ts";
import type { UpstreamRefusal } from "../status.ts";
import { shorten, upstreamMessage } from "../upstream_message.ts";
import { fieldAt } from "./graph.ts";
import type { Workflow } from "./workflow.ts";

/** A prompt that was taken. */
export const Queued = z.object({ prompt_id: z.string().min(1).max(200) });

/** A file that was taken. */
export const Uploaded = z.object({ name: z.string().min(1), subfolder: z.string().catch("") });

/** Checkpoints by the names of their files. */
export const Checkpoints = z.array(z.string());

const Item = z.tuple([z.number(), z.string()]).rest(z.unknown());
/** What waits and what is at work: the place in line, the id, and more. */
export const Queue = z.object({ queue_running: z.array(Item), queue_pending: z.array(Item) });
/** See {@linkcode Queue}. */
export type Queue = z.infer<typeof Queue>;

const File = z.object({
  filename: z.string().min(1),
  subfolder: z.string().catch(""),
  type: z.string().catch("output"),
});
type File = z.infer<typeof File>;

/** What each node left behind; those without pictures are passed over. */
const Outputs = z.record(
  z.string(),
  z.object({ images: z.array(File) }).catch({ images: [] }),
);
type Outputs = z.infer<typeof Outputs>;

const Trouble = z.object({ exception_message: z.string() })
  .transform(({ exception_message }) => exception_message).catch("");

/** A job of the jobs API. */
export const Job = z.object({
  id: z.string(),
  status: z.enum(["pending", "in_progress", "completed", "failed", "cancelled"]),
  outputs: Outputs.catch({}),
  execution_error: Trouble.optional(),
});
/** See {@linkcode Job}. */
export type Job = z.infer<typeof Job>;

/** The jobs API's word for a job that is not there; without the API there is another 404. */
export const NoSuchJob = z.object({ error: z.string() });

const Message = z.tuple([z.string(), z.unknown()]).rest(z.unknown());
/** Entries of the history by their ids: what has ended, until the server restarts. */
export const History = z.record(
  z.string(),
  z.object({
    outputs: Outputs.catch({}),
    status: z.object({
      status_str: z.string(),
      messages: z.array(Message).catch([]),
    }).nullish().catch(null),
  }),
);
/** See {@linkcode History}. */
export type History = z.infer<typeof History>;

/** Where a prompt is. */
export type Standing =
  /** `before`: prompts that come first; absent: nobody has said. */
  | { readonly kind: "pending"; readonly before?: number }
  | { readonly kind: "running" }
  | { readonly kind: "unknown" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "done"; readonly files: readonly File[] };

/**
 * A job of the jobs API, as it stands.
 *
 * @param wanted nodes whose pictures are the result; none: all of them
 */
export function standingOfJob(
  { status, outputs, execution_error: said }: Job,
  wanted: readonly string[],
): Standing {
  switch (status) {
    case "pending":
      return { kind: "pending" };
    case "in_progress":
      return { kind: "running" };
    case "completed":
      return finished(outputs, wanted);
    case "failed":
      return { kind: "failed", failure: broken(said ?? "") };
    case "cancelled":
      return { kind: "failed", failure: interrupted() };
  }
}

/** A prompt that waits or is at work; undefined when it is not in the queue. */
export function standingInQueue(
  { queue_running: running, queue_pending: pending }: Queue,
  promptId: string,
): Standing | undefined {
  if (running.some(([, id]) => id === promptId)) return { kind: "running" };
  const own = pending.find(([, id]) => id === promptId);
  if (!own) return undefined;
  return { kind: "pending", before: pending.filter(([number]) => number < own[0]).length };
}

/** A prompt that has ended. */
export function standingInHistory(
  history: History,
  { id, wanted }: { readonly id: string; readonly wanted: readonly string[] },
): Standing {
  const entry = history[id];
  if (!entry) return { kind: "unknown" };
  const { status, outputs } = entry;
  if (status?.status_str !== "error") return finished(outputs, wanted);
  const saidOf = (event: string) => status.messages.find(([name]) => name === event)?.[1];
  if (saidOf("execution_interrupted")) return { kind: "failed", failure: interrupted() };
  return { kind: "failed", failure: broken(Trouble.parse(saidOf("execution_error"))) };
}

/** Where the pictures are to be fetched. */
export function picturesAt(baseUrl: string, files: readonly File[]): Outcome {
  if (files.length === 0) return { kind: "failed", failure: withoutPicture() };
  const images = files.map((file) => ({
    kind: "url" as const,
    url: `${baseUrl}/view?${new URLSearchParams(file)}`,
  }));
  return { kind: "done", images };
}

/** The end of a prompt that is not there: it never arrived, or the server was started anew. */
export function unknownPrompt(): Failure {
  return failure("generation_failed", "The upstream does not know this job, or no longer");
}

const NodeErrors = z.record(
  z.string(),
  z.object({
    errors: z.array(z.object({
      message: z.string(),
      details: z.string().catch(""),
      extra_info: z.object({ input_name: z.string() }).optional().catch(undefined),
    })),
  }),
);
const Invalid = z.object({ error: z.object({ type: z.string() }), node_errors: NodeErrors });

/**
 * What it means that a graph is not valid: where the value is one of the caller's, it is the
 * caller's fault; else the workflow does not fit the server, and another route may do.
 */
export function explainPrompt(
  { status, body }: UpstreamRefusal,
  workflow: Workflow,
): Failure | undefined {
  const invalid = status === 400 ? Invalid.safeParse(body).data : undefined;
  if (!invalid) return undefined;
  const [first] = Object.entries(invalid.node_errors)
    .flatMap(([node, { errors }]) => errors.map((error) => ({ node, ...error })));
  const input = first?.extra_info?.input_name;
  const field = first && input ? fieldAt(workflow, `${first.node}.${input}`) : undefined;
  const said = (first ? `${first.message}: ${first.details}` : upstreamMessage(body) ?? "")
    .replace(/[\s\p{Cc}]+/gu, " ").trim();
  if (field !== undefined) {
    const sentence = shorten(`The upstream refused the field ${field}: ${said}`);
    return failure("invalid_request", sentence, { param: field });
  }
  return failure("unavailable", shorten(`The workflow cannot run at the upstream: ${said}`));
}

/** The pictures that were saved; where none was, those that were only shown. */
function finished(outputs: Outputs, wanted: readonly string[]): Standing {
  const chosen = Object.entries(outputs)
    .filter(([node]) => wanted.length === 0 || wanted.includes(node));
  const files = chosen.flatMap(([, { images }]) => images);
  const saved = files.filter(({ type }) => type === "output");
  return { kind: "done", files: saved.length > 0 ? saved : files };
}

function broken(said: string): Failure {
  const why = upstreamMessage({ message: said }) ?? "without a reason";
  return failure("generation_failed", shorten(`The upstream failed: ${why}`));
}

function interrupted(): Failure {
  return failure("generation_failed", "The work was interrupted at the upstream");
}
