/**
 * An image model of the AI SDK as a provider: one submit is one `doGenerate`, which is one request.
 *
 * `doGenerate` and never `generateImage`: that repeats paid calls by itself and throws away what
 * came beside a failure (decision 0013). Its warnings are not read either, they are not reliable:
 * what a model takes is in its table.
 *
 * @module
 */

import type { ImageModelV4 } from "@ai-sdk/provider";
import { type Failure, failure } from "../../failure.ts";
import { isWhole } from "../../images/whole.ts";
import { sniffMedia } from "../../images/media.ts";
import { type Accounts, createAccounts } from "../accounts.ts";
import { unsendable } from "../http.ts";
import { inlineImage } from "../inline_image.ts";
import type {
  CallContext,
  ImageSource,
  ModelCard,
  Outcome,
  Provider,
  UpstreamRequest,
} from "../provider.ts";
import type { UpstreamRefusal } from "../status.ts";
import { type Exchange, openExchange, type SdkAnswer } from "./exchange.ts";
import { failureOf, unusable } from "./failure.ts";
import type { SdkOptions } from "./options.ts";

/** Who calls, and how. */
export interface SdkCall {
  /** The upstream's own name of the model. */
  readonly name: string;
  readonly credential: string;
  readonly fetch: typeof fetch;
}

/** What one upstream differs in. */
export interface SdkAdapter<Model extends { readonly name: string }> {
  readonly id: string;
  readonly title: string;
  /** By our ids. */
  readonly models: Readonly<Record<string, Model>>;
  cardOf(model: Model): ModelCard;
  /** One per account. */
  readonly credentials: readonly string[];
  readonly attemptTimeoutMs: number;
  /** What to call with in place of the credential, where that is not sent itself. */
  tokenFor?(credential: string, context: CallContext): Promise<string | Failure>;
  /** Loads the library, which happens at the first submit and at no other time. */
  load(call: SdkCall): Promise<ImageModelV4>;
  /** The request in the library's words. */
  options(request: UpstreamRequest, model: Model): SdkOptions;
  /**
   * The refusal that an answer with a good status is, whether or not pictures came with it.
   *
   * @param came how many did
   */
  refused?(answer: SdkAnswer, came: number): Failure | undefined;
  /** What the upstream's other refusals mean; undefined: by status. */
  explain?(refusal: UpstreamRefusal, now: number): Failure | undefined;
}

type Result = Awaited<ReturnType<ImageModelV4["doGenerate"]>>;

interface Call<Model> {
  readonly request: UpstreamRequest;
  readonly model: Model;
  readonly context: CallContext;
  readonly exchange: Exchange;
}

/** Creates the adapter. */
export function createSdkProvider<Model extends { readonly name: string }>(
  adapter: SdkAdapter<Model>,
): Provider {
  const { id, title, models, attemptTimeoutMs } = adapter;
  const accounts: Accounts = createAccounts(adapter.credentials);

  async function submit(request: UpstreamRequest, context: CallContext): Promise<Outcome> {
    const model = models[request.model];
    if (!model) return failed(failure("internal", `There is no model "${request.model}" here`));
    const exchange = openExchange(context);
    const result = await generate({ request, model, context, exchange });
    const images = "kind" in result ? [] : picturesOf(result, request.n);
    const answer = goodAnswer(exchange);
    const refused = answer && adapter.refused?.(answer, images.length);
    if (refused) return failed(refused);
    if ("kind" in result) return failed(result);
    return images.length > 0 ? { kind: "done", images } : failed(unusable(answer));
  }

  async function generate(
    { request, model, context, exchange }: Call<Model>,
  ): Promise<Result | Failure> {
    const own = accounts.credential(context.account);
    const credential = await adapter.tokenFor?.(own, context) ?? own;
    if (typeof credential !== "string") return credential;
    if (!canBeSent(credential)) return unsendable();
    const library = await adapter.load({ name: model.name, credential, fetch: exchange.fetch });
    const options = { ...NOTHING, ...adapter.options(request, model) };
    try {
      return await library.doGenerate({ ...options, abortSignal: context.signal });
    } catch (error) {
      const now = context.now();
      const explain = (refusal: UpstreamRefusal) => adapter.explain?.(refusal, now);
      const why = await failureOf(error, exchange, { explain, now });
      if (why === undefined) throw error;
      return why;
    }
  }

  return {
    id,
    title,
    models: Object.fromEntries(
      Object.entries(models).map(([key, model]) => [key, adapter.cardOf(model)]),
    ),
    accounts: accounts.list,
    idempotentSubmit: false,
    paid: true,
    attemptTimeoutMs,
    submit,
  };
}

/** What the libraries want to be told even where there is nothing to tell. */
const NOTHING = {
  size: undefined,
  aspectRatio: undefined,
  seed: undefined,
  files: undefined,
  mask: undefined,
  providerOptions: {},
} as const;

/** The last ones: what comes before them are sketches. */
function picturesOf({ images }: Result, n: number): ImageSource[] {
  const found = [...images].flatMap((image) => {
    const source = typeof image === "string" ? inlineImage(image) : pictureIn(image);
    return source ? [source] : [];
  });
  return found.slice(-n);
}

/** What came as bytes may be anything, and may have been cut. */
function pictureIn(given: Uint8Array): ImageSource | undefined {
  const bytes = new Uint8Array(given);
  const mediaType = sniffMedia(bytes);
  return mediaType && isWhole(bytes, mediaType)
    ? { kind: "inline", image: { bytes, mediaType } }
    : undefined;
}

/** A library would throw an error over it that repeats it. */
function canBeSent(credential: string): boolean {
  try {
    return new Headers({ authorization: credential }).has("authorization");
  } catch {
    return false;
  }
}

function goodAnswer({ answer, failure }: Exchange): SdkAnswer | undefined {
  return answer && answer.status < 300 && !failure ? answer : undefined;
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}
