/**
 * A provider whose answers are written into the prompt: its first word says what the call comes to.
 *
 * @module
 */

import { crc32, deflateSync } from "node:zlib";
import { failure } from "../../failure.ts";
import { concat, latin1Bytes } from "../../images/formats/bytes.ts";
import type { EncodedImage, Size } from "../../images/request.ts";
import type {
  CallContext,
  Capabilities,
  ModelCard,
  Outcome,
  Provider,
  UpstreamRequest,
} from "../../providers/provider.ts";

/** A scripted provider, and what it was asked. */
export interface ScriptedProvider extends Provider {
  readonly requests: readonly UpstreamRequest[];
}

type Script = (request: UpstreamRequest, context: CallContext) => Outcome;

const SCRIPTS: Readonly<Record<string, Script>> = {
  /** The upstream's moderation says no. */
  refuse: () => failed("content_policy", "The prompt was refused by the upstream"),
  /** The upstream tried and failed. */
  break: () => broken(),
  /** The upstream may have drawn it, but its answer got lost. */
  lose: () => failed("no_answer", "The connection to the upstream was cut"),
  /** The upstream asks to come back in two minutes. */
  busy: () => ({
    kind: "failed",
    failure: failure("rate_limited", "The upstream is busy", { retryAfterMs: 120_000 }),
  }),
  /** Never ends. */
  hang: () => ({ kind: "pending", handle: "hang", pollAfterMs: 5_000 }),
  /** Takes twenty seconds, and says how far it is. */
  climb: (_, { now }) => ({ kind: "pending", handle: now() + CLIMB_MS, pollAfterMs: 2_000 }),
  /** The same for every other picture; the others come at once. */
  stagger: (request, { now }) =>
    request.seed % 2 === 0
      ? draw(request)
      : { kind: "pending", handle: now() + CLIMB_MS, pollAfterMs: 2_000 },
  /** Shows that it is half done, and then never ends. */
  linger(_request, context) {
    context.report({ progress: 0.5, preview: png({ widthPx: 24, heightPx: 24 }) });
    return { kind: "pending", handle: "hang", pollAfterMs: 5_000 };
  },
  /** Delivers a few bytes that say of themselves that they are four thousand million pixels. */
  explode: () => deliver(claiming(65_535, 65_535)),
  /** Delivers a drawing under a PNG's first bytes. */
  disguise: () => deliver(latin1Bytes("\x89PNG\r\n\x1a\n<svg onload='alert(1)'></svg>")),
  /** Fails for every other picture. */
  half: (request) => request.seed % 2 === 1 ? broken() : draw(request),
  /** Shows three pictures under way first. */
  sketch(request, context) {
    for (const side of [16, 24, 32]) {
      context.report({ progress: side / 64, preview: png({ widthPx: side, heightPx: side }) });
    }
    return draw(request);
  },
};

const CLIMB_MS = 20_000;

const CAPABILITIES: Capabilities = {
  operations: ["generate", "edit", "variation"],
  maxImages: 1,
  maxInputImages: 16,
  sizes: { kind: "range", minPx: 16, maxPx: 512, stepPx: 16, default: square(64) },
  honours: ["seed", "background", "mask", "partialImages", "strength"],
};

/** Creates one. Its models: `easel` does everything, `org/brush:free` only draws. */
export function createScriptedProvider(): ScriptedProvider {
  const requests: UpstreamRequest[] = [];
  return {
    id: "easel",
    title: "Easel",
    models: {
      "easel": card("Easel", CAPABILITIES),
      "org/brush:free": card("Brush", {
        ...CAPABILITIES,
        operations: ["generate"],
        maxInputImages: 0,
        honours: [],
      }),
    },
    idempotentSubmit: true,
    paid: false,
    attemptTimeoutMs: 3_600_000,
    requests,

    submit(request, context) {
      requests.push(request);
      const script = SCRIPTS[request.prompt.split(" ", 1).join()] ?? draw;
      return Promise.resolve(script(request, context));
    },

    poll(handle, context) {
      if (typeof handle === "number") return Promise.resolve(climb(handle, context));
      return Promise.resolve({ kind: "pending", handle, pollAfterMs: 5_000 });
    },
  };
}

function deliver(bytes: Uint8Array<ArrayBuffer>): Outcome {
  return { kind: "done", images: [{ kind: "inline", image: { bytes, mediaType: "image/png" } }] };
}

function claiming(widthPx: number, heightPx: number): Uint8Array<ArrayBuffer> {
  const { bytes } = png({ widthPx: 16, heightPx: 16 });
  const view = new DataView(bytes.buffer);
  view.setUint32(16, widthPx);
  view.setUint32(20, heightPx);
  view.setUint32(29, crc32(bytes.subarray(12, 29)));
  return bytes;
}

/** What {@linkcode png} makes. */
export interface PngOptions extends Size {
  /** 0 to 255; absent: a picture without alpha. */
  readonly alpha?: number;
}

/** A whole PNG of one colour. */
export function png({ widthPx, heightPx, alpha }: PngOptions): EncodedImage {
  const pixel = alpha === undefined ? [128, 64, 32] : [128, 64, 32, alpha];
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, widthPx);
  new DataView(header.buffer).setUint32(4, heightPx);
  header.set([8, alpha === undefined ? 2 : 6], 8);
  const row = [0, ...Array.from({ length: widthPx }, () => pixel).flat()];
  const rows = new Uint8Array(row.length * heightPx).map((_, at) => row[at % row.length] ?? 0);
  const bytes = concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
  return { bytes, mediaType: "image/png" };
}

function climb(doneAt: number, { now, report }: CallContext): Outcome {
  const leftMs = Math.max(0, doneAt - now());
  report({ progress: 1 - leftMs / CLIMB_MS });
  if (leftMs > 0) return { kind: "pending", handle: doneAt, pollAfterMs: 2_000 };
  return { kind: "done", images: [{ kind: "inline", image: png(square(64)) }] };
}

function draw({ n, size = square(64) }: UpstreamRequest): Outcome {
  const image = png(size);
  return { kind: "done", images: Array.from({ length: n }, () => ({ kind: "inline", image })) };
}

function broken(): Outcome {
  return failed("generation_failed", "The upstream could not draw this");
}

function failed(
  kind: "content_policy" | "generation_failed" | "no_answer",
  message: string,
): Outcome {
  return { kind: "failed", failure: failure(kind, message) };
}

function card(title: string, capabilities: Capabilities): ModelCard {
  const description = "A stand-in for tests. It draws one colour.";
  return { title, description, createdAt: Date.UTC(2026, 0, 1), capabilities };
}

function square(side: number): Size {
  return { widthPx: side, heightPx: side };
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(body, 8);
  view.setUint32(body.length + 8, crc32(bytes.subarray(4, body.length + 8)));
  return bytes;
}
