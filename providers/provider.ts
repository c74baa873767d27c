/**
 * The seam to upstreams: what an adapter is given, what it answers, what it says it can do.
 *
 * An adapter turns one call of ours into one call of theirs and their answer into an
 * {@linkcode Outcome}. It never waits, retries, stores or downloads: the job engine does.
 *
 * @module
 */

import type { Failure, Json } from "../failure.ts";
import type { EncodedImage, ImageRequest, MediaType, Operation, Size } from "../images/request.ts";
import type { Price } from "./price.ts";

export type { Json } from "../failure.ts";

/**
 * Where a finished image is. Adapters never download: the engine does, through
 * `images/download.ts`.
 */
export type ImageSource =
  & (
    | { readonly kind: "inline"; readonly image: EncodedImage }
    | { readonly kind: "url"; readonly url: string }
  )
  & {
    /** The prompt that the upstream really used, when it says so. */
    readonly revisedPrompt?: string;
  };

/** What one call came to. Expected trouble is a value; a throw from an adapter is a bug. */
export type Outcome =
  | { readonly kind: "done"; readonly images: readonly ImageSource[] }
  | {
    readonly kind: "pending";
    /** What to poll with: at most 3,000 bytes of JSON, which are stored, so no credentials. */
    readonly handle: Json;
    /** A usual pause, taken until the engine has learnt how long the route's pictures take. */
    readonly pollAfterMs: number;
    /**
     * How long the upstream itself asked us to wait in this answer; `retry_after.ts` reads it. It is
     * kept to, whatever is learnt or reported. Absent: it did not say.
     */
    readonly retryAfterMs?: number;
  }
  | { readonly kind: "failed"; readonly failure: Failure };

/** News of a call that is still going on. */
export interface News {
  /** 0 to 1. */
  readonly progress?: number;
  /** How many are before us in the upstream's line; 0 is next. */
  readonly queuePosition?: number;
  /** The picture as far as it has come. */
  readonly preview?: EncodedImage;
  /**
   * A field of the model's `honours` that the upstream turned out not to take. Told in each call that
   * goes without it: the caller is warned, once a job and only if the field was given.
   */
  readonly dropped?: OptionalField;
}

/** What an adapter may use during one call. */
export interface CallContext {
  /** The only way out. */
  readonly fetch: typeof fetch;
  /** Aborts when the attempt's time is up, the job is cancelled or the process drains. */
  readonly signal: AbortSignal;
  /** The same for every try of one task on one route; differs between tasks. */
  readonly idempotencyKey: string;
  /** Differs between the tries of a task too; what work may be named by. Not secret, not to be shown. */
  readonly attemptId: string;
  /** The {@linkcode Account.id} to call with; a handle is polled with the account that made it. */
  readonly account: string;
  /**
   * Where the upstream may tell that the work has ended, signed as `verifyCallback` checks it. Absent:
   * it cannot reach us.
   */
  readonly callbackUrl?: string;
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Resolves after `ms`, or at once when `signal` aborts: for looking after a call that is still
   * going on. Absent: nobody looks.
   */
  sleep?(ms: number, signal: AbortSignal): Promise<void>;
  /**
   * The messages of a WebSocket at the upstream, until it closes, cannot be opened, or `signal`
   * aborts; it never rejects. For looking after work that is going on. Absent: nobody listens.
   */
  listen?(
    url: string,
    options: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  ): AsyncIterable<string | Uint8Array<ArrayBuffer>>;
  /** Tells the caller how far it is. May be called at any time during the call; never throws. */
  report(news: News): void;
}

/**
 * One upstream call: `ImageRequest` with the bytes, for as many images as one call may give. Optional
 * fields that the model does not honour stand in it all the same; the adapter passes over them.
 */
export interface UpstreamRequest
  extends Omit<ImageRequest, "model" | "n" | "inputs" | "mask" | "seed" | "size"> {
  /** The id under which the provider offers the model. */
  readonly model: string;
  /** 1 to the model's `maxImages`. */
  readonly n: number;
  /** The seed of the first picture; drawn by the job when the caller gave none. 0 is a seed. */
  readonly seed: number;
  /** A size that the model's `sizes` allows: the caller's, as near as can be, or its default. */
  readonly size: Size;
  /** The pictures to work on, at most the model's `maxInputImages`. */
  readonly inputs: readonly EncodedImage[];
  /** Transparent where the first input is to be repainted; has its size. */
  readonly mask?: EncodedImage;
}

/** Optional request fields that a model may honour; the others are reported as dropped. */
export const OPTIONAL_FIELDS = [
  "negativePrompt",
  "seed",
  "quality",
  "style",
  "background",
  "steps",
  "guidanceScale",
  "strength",
  "sampler",
  "clipSkip",
  "loraIds",
  "loraWeight",
  "mask",
  "partialImages",
  "moderation",
] as const;
/** See {@linkcode OPTIONAL_FIELDS}. */
export type OptionalField = (typeof OPTIONAL_FIELDS)[number];

/** How each optional field is called on the wire. */
export const WIRE_NAMES: Readonly<Record<OptionalField, string>> = {
  negativePrompt: "negative_prompt",
  seed: "seed",
  quality: "quality",
  style: "style",
  background: "background",
  steps: "steps",
  guidanceScale: "guidance_scale",
  strength: "strength",
  sampler: "sampler",
  clipSkip: "clip_skip",
  loraIds: "lora_ids",
  loraWeight: "lora_weight",
  mask: "mask",
  partialImages: "partial_images",
  moderation: "moderation",
};

/** Which sizes a model can produce. */
export type SizeRule =
  | {
    readonly kind: "range";
    readonly minPx: number;
    readonly maxPx: number;
    /** Both sides are multiples of this. */
    readonly stepPx: number;
    readonly default: Size;
  }
  | { readonly kind: "list"; readonly sizes: readonly Size[] };

/** What a model can do. */
export interface Capabilities {
  /** What can be asked of it. */
  readonly operations: readonly Operation[];
  /** Images in one call; `jobs/plan.ts` splits a larger n. */
  readonly maxImages: number;
  /** Input images in one call; 0 for a text-to-image model. */
  readonly maxInputImages: number;
  /** What input images may be, PNG among them: the engine makes others PNG. Absent: any we store. */
  readonly inputTypes?: readonly MediaType[];
  /**
   * Its word for a quality of ours; a word that is not here is its own as well. The engine tells the
   * caller by this table that a quality is mapped; to send the word is the adapter's part.
   */
  readonly qualities?: Readonly<Record<string, string>>;
  /** It works on a picture only: words alone are drawn on a plain light canvas. */
  readonly needsInput?: boolean;
  /** What it can draw; other sizes are mapped to the nearest. */
  readonly sizes: SizeRule;
  /** Optional fields that make a difference; the engine tells the caller that others are dropped. */
  readonly honours: readonly OptionalField[];
}

/** A model as its provider offers it. */
export interface ModelCard {
  /** For people. */
  readonly title: string;
  /** One or two honest sentences: what it is and what it is not. */
  readonly description: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** What it can do. */
  readonly capabilities: Capabilities;
  /** The upstream's own, before the operator's `MODEL_PRICES` replaces it. Absent: nobody has said. */
  readonly price?: Price;
}

/** One credential at an upstream. */
export interface Account {
  /** Stable, and safe to show and store: never the credential itself. */
  readonly id: string;
  /** Most attempts that the upstream allows at a time; absent: no limit of its own. */
  readonly concurrency?: number;
}

/** The account of a provider that needs no credentials. */
export const SOLE_ACCOUNT: Account = { id: "sole" };

/** A message that says that it comes from an upstream. */
export interface Callback {
  /** As they came, with the signature. */
  readonly headers: Headers;
  /** Byte by byte what was signed. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** An adapter for one upstream. */
export interface Provider {
  /** Lower-case, as in `dreamifly/dreamifly-qwen-image`. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** What it offers, by the upstream's ids; of those that `listModels` finds, what is known so far. */
  readonly models: Readonly<Record<string, ModelCard>>;
  /** Credentials to choose from; absent: {@linkcode SOLE_ACCOUNT}. */
  readonly accounts?: readonly Account[];
  /** Public addresses apart: results are also fetched from this origin, the operator's own. */
  readonly origin?: string;
  /** Sent along when results are fetched from `origin`, and to no other address. */
  readonly originHeaders?: Readonly<Record<string, string>>;
  /** True only if one key submitted twice can neither start nor bill twice. */
  readonly idempotentSubmit: boolean;
  /** Whether a submit costs somebody money. */
  readonly paid: boolean;
  /** Longest time one attempt may take, from submit to finished picture. */
  readonly attemptTimeoutMs: number;
  /** Starts the work; may be slow (one-shot upstreams answer only when the picture is there). */
  submit(request: UpstreamRequest, context: CallContext): Promise<Outcome>;
  /**
   * The handle that a submit in this context has, whatever becomes of its answer: for upstreams where
   * whoever submits names the work. A submit that may have arrived is then asked after by `poll`, to
   * which work that never arrived is a `generation_failed`. Absent: such a submit stays unknown.
   */
  expectedHandle?(
    request: Pick<UpstreamRequest, "model" | "partialImages">,
    context: CallContext,
  ): Json;
  /** Asks after work under way, maybe in another process. Absent: the upstream answers at once. */
  poll?(handle: Json, context: CallContext): Promise<Outcome>;
  /** Stops work under way, best effort; resolves to whether the upstream says that it has. */
  cancel?(handle: Json, context: CallContext): Promise<boolean>;
  /**
   * When a message was signed, in epoch ms; undefined when the upstream has not signed it, or not
   * within the last minutes. What it says is not read: it is a reason to poll, never a result. Absent:
   * the upstream sends none.
   */
  verifyCallback?(message: Callback, context: CallContext): Promise<number | undefined>;
  /** Asks the upstream what it offers; never rejects, and keeps what is known when it cannot tell. */
  listModels?(context: CallContext): Promise<Readonly<Record<string, ModelCard>>>;
}
