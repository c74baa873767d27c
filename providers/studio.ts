/**
 * The built-in provider. It needs no key and no network: it draws pictures of its own from the
 * words of the prompt, and does real image operations on what it is sent.
 *
 * For those who try their error handling: a prompt that contains `[studio:refuse]` is refused as
 * `content_policy`, one that contains `[studio:fail]` ends as `generation_failed`.
 *
 * @module
 */

import { failure } from "../failure.ts";
import { ImageError, type Raster } from "../images/raster.ts";
import type { RasterLayer } from "../images/raster_job.ts";
import type { EncodedImage } from "../images/request.ts";
import type { CallContext, Json, Outcome, Provider, UpstreamRequest } from "./provider.ts";
import { STUDIO_CARD } from "./studio/card.ts";
import { generationLayer, roughLayer } from "./studio/generate.ts";
import { progressOf, StudioHandle } from "./studio/handle.ts";
import { alteredLayer, failureOrdered, generationOf, handleFor } from "./studio/order.ts";
import { pause } from "./studio/pause.ts";

/** What the studio works with. */
export interface StudioOptions {
  readonly raster: Raster;
  /** How long a picture is to take, so that progress can be watched; 0: as fast as it can. */
  readonly latencyMs: number;
}

/** How often an edit that takes its time says how far it is. */
const EDIT_TICKS = 8;
const MIN_POLL_MS = 200;

/** The built-in provider. */
export function createStudio({ raster, latencyMs }: StudioOptions): Provider {
  return {
    id: "studio",
    title: "Studio (built in)",
    models: { studio: STUDIO_CARD },
    idempotentSubmit: true,
    paid: false,
    attemptTimeoutMs: latencyMs + 120_000,
    submit: (request, context) => orFailure(context, () => submit(request, context)),
    poll: (handle, context) => orFailure(context, () => poll(handle, context)),
    cancel: () => Promise.resolve(true), // nothing is drawn before it is due
  };

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const ordered = failureOrdered(request);
    if (ordered !== undefined) return { kind: "failed", failure: ordered };
    if (request.operation !== "generate") return await alter(request, context);
    const startedAt = context.now();
    const handle = handleFor(request, { startedAt, dueAt: startedAt + latencyMs });
    return latencyMs > 0 ? pending(handle, context) : await drawAtOnce(handle, context);
  }

  async function poll(json: Json, context: CallContext): Promise<Outcome> {
    const handle = StudioHandle.safeParse(json).data;
    if (handle === undefined) {
      const message = "The studio does not know this picture any more.";
      return { kind: "failed", failure: failure("generation_failed", message) };
    }
    if (context.now() >= handle.dueAt) return await draw(handle, context);
    return pending(await showPreview(handle, context), context);
  }

  function pending(handle: StudioHandle, context: CallContext): Outcome {
    const now = context.now();
    context.report({ progress: progressOf(handle, now) });
    const stepMs = Math.max(MIN_POLL_MS, (handle.dueAt - handle.startedAt) / 8);
    const pollAfterMs = Math.max(0, Math.min(handle.dueAt - now, stepMs));
    return { kind: "pending", handle, pollAfterMs };
  }

  /** Shows the next preview once it is due; previews are spread evenly over the time. */
  async function showPreview(handle: StudioHandle, context: CallContext): Promise<StudioHandle> {
    const due = Math.floor(progressOf(handle, context.now()) * (handle.previews + 1));
    if (due <= handle.previewsShown) return handle;
    await preview(handle, due, context);
    return { ...handle, previewsShown: due };
  }

  async function preview(handle: StudioHandle, count: number, context: CallContext): Promise<void> {
    const progress = count / (handle.previews + 1);
    const image = await encode(roughLayer(generationOf(handle, 0), progress), context);
    context.report({ progress, preview: image });
  }

  async function drawAtOnce(handle: StudioHandle, context: CallContext): Promise<Outcome> {
    for (let count = 1; count <= handle.previews; count++) await preview(handle, count, context);
    return await draw(handle, context);
  }

  async function draw(handle: StudioHandle, context: CallContext): Promise<Outcome> {
    const layers = times(handle.n, (k) => generationLayer(generationOf(handle, k)));
    return await encodeAll(layers, context);
  }

  /** Edits and variations answer in one call: their inputs are too large for a handle. */
  async function alter(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const { signal } = context;
    const layers = times(request.n, (k) => alteredLayer(raster, request, { k, signal }));
    const outcome = await encodeAll(await Promise.all(layers), context);
    if (latencyMs > 0) await takeTime(latencyMs, context);
    return outcome;
  }

  async function encodeAll(layers: readonly RasterLayer[], context: CallContext): Promise<Outcome> {
    const images = await Promise.all(layers.map((layer) => encode(layer, context)));
    return { kind: "done", images: images.map((image) => ({ kind: "inline", image })) };
  }

  /** Always PNG, which loses nothing; the job converts to what its caller wants. */
  async function encode(layer: RasterLayer, { signal }: CallContext): Promise<EncodedImage> {
    const { bytes } = await raster.run({ ...layer, output: { format: "png" } }, { signal });
    return { bytes, mediaType: "image/png" };
  }
}

/** Turns the two expected troubles into failures; anything else is a bug and is thrown on. */
async function orFailure({ signal }: CallContext, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) {
      const message = "The studio was stopped before it had finished.";
      return { kind: "failed", failure: failure("no_answer", message) };
    }
    if (!(error instanceof ImageError)) throw error;
    const message = `An input image ${error.message}.`;
    return { kind: "failed", failure: failure("invalid_request", message, { param: "image" }) };
  }
}

async function takeTime(latencyMs: number, { signal, report }: CallContext): Promise<void> {
  for (let tick = 1; tick <= EDIT_TICKS; tick++) {
    await pause(latencyMs / EDIT_TICKS, signal);
    report({ progress: tick / (EDIT_TICKS + 1) });
  }
}

function times<T>(n: number, make: (k: number) => T): T[] {
  return Array.from({ length: n }, (_, k) => make(k));
}
