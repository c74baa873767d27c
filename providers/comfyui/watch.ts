/**
 * Listens for a while to how a prompt goes on.
 *
 * Nothing of it is needed: where the prompt stands is asked over HTTP. What is heard is how far the
 * sampler is, what the picture looks like so far, and that it is time to ask again.
 *
 * @module
 */

import { z } from "zod";
import { sniffMedia } from "../../images/media.ts";
import type { CallContext, News } from "../provider.ts";

/** A look takes no longer than this. */
export const LISTEN_MS = 10_000;

/** What is listened to. */
export interface WatchOptions {
  /** `ws://…/ws` */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly promptId: string;
  /** Pictures under way that are wanted. */
  readonly previews: number;
  /** Those of them that were told of before. */
  readonly shown: number;
}

/** What was heard. */
export interface Heard {
  /** Whether the prompt has ended, or seems to. */
  readonly isOver: boolean;
  readonly shown: number;
}

const ENDS = ["execution_success", "execution_error", "execution_interrupted"];

const Event = z.object({
  type: z.string(),
  data: z.looseObject({ prompt_id: z.string().optional().catch(undefined) }),
});
const Progress = z.object({ value: z.number().min(0), max: z.number().positive() });
const NothingRuns = z.object({ node: z.null() });

/** Listens until the prompt ends, the caller leaves or the time is up. */
export async function listenTo(options: WatchOptions, context: CallContext): Promise<Heard> {
  const { listen, sleep, report, signal } = context;
  let { shown } = options;
  if (!listen || !sleep) return { isOver: false, shown };
  const { url, headers, promptId, previews } = options;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const alarm = sleep(LISTEN_MS, either).then(() => over.abort());
  let progress = 0;
  try {
    for await (
      const message of listen(`${url}?clientId=${promptId}`, { headers, signal: either })
    ) {
      if (typeof message === "string") {
        const heard = read(message, promptId);
        if (heard === "over") return { isOver: true, shown };
        if (heard === undefined) continue;
        progress = heard;
        report({ progress });
      } else if (shown < previews && progress * (previews + 1) >= shown + 1) {
        const preview = previewIn(message);
        if (preview) shown++;
        if (preview) report({ preview });
      }
    }
    return { isOver: false, shown };
  } finally {
    over.abort();
    await alarm;
  }
}

/** How far the sampler is, or that the prompt has ended; undefined for other news, or others'. */
function read(message: string, promptId: string): number | "over" | undefined {
  const event = Event.safeParse(parseJson(message)).data;
  if (!event || (event.data.prompt_id ?? promptId) !== promptId) return undefined;
  const { type, data } = event;
  if (ENDS.includes(type)) return "over";
  if (type === "executing" && NothingRuns.safeParse(data).success) return "over";
  const steps = type === "progress" ? Progress.safeParse(data).data : undefined;
  return steps && Math.min(1, steps.value / steps.max);
}

/** Big-endian: 1 for a picture, its format, and its bytes. */
function previewIn(message: Uint8Array<ArrayBuffer>): News["preview"] {
  const kind = message.length > 8
    ? new DataView(message.buffer, message.byteOffset).getUint32(0)
    : 0;
  const bytes = message.slice(8);
  const mediaType = kind === 1 ? sniffMedia(bytes) : undefined;
  return mediaType && { bytes, mediaType };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // custom nodes send what they like
  }
}
