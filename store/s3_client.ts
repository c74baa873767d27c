/**
 * Signed requests to one bucket: bounded in time, repeated when that can help, with errors that say
 * what is wrong and no secrets.
 *
 * @module
 */

import { AwsV4Signer } from "aws4fetch";
import type { Bucket, Credentials } from "../blob_store.ts";
import type { Runtime } from "../runtime.ts";
import { BlobError } from "./blobs.ts";

/** What a client is made from. */
export interface S3ClientOptions {
  readonly bucket: Bucket;
  readonly credentials: Credentials;
  readonly runtime: Pick<Runtime, "fetch" | "now" | "random" | "sleep">;
}

/** One request. All of them may be repeated. */
export interface S3Call {
  readonly method: "GET" | "HEAD" | "PUT" | "DELETE";
  /** Without the prefix; absent: the bucket itself is asked. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** Statuses that are answers; all others are errors. */
  readonly expect: readonly number[];
}

/** An answer whose status was expected. */
export interface S3Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it comes; leaving the loop lets go of it. Fails when it stalls or is cut. */
  chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;
  text(): Promise<string>;
  /** Lets go of a body that nobody has begun to read. */
  discard(): Promise<void>;
}

/** What is made of an answer. */
type Use<T> = (answer: S3Answer) => T | Promise<T>;

/** A bucket to be asked. */
export interface S3Client {
  /**
   * Asks, and hands the answer to `use`. Connection errors, 429 and 5xx, and passing errors of
   * `use`, are tried again a few times; then, and for other statuses, it is a {@linkcode BlobError}.
   */
  ask<T>(call: S3Call, use: Use<T>): Promise<T>;
  /** An address that anybody may GET for so many seconds. */
  presign(key: string, options: PresignOptions): Promise<string>;
}

/** How to presign. */
export interface PresignOptions {
  readonly seconds: number;
  readonly query: Readonly<Record<string, string>>;
}

/** Tries in all; the pauses between them double. */
const MAX_TRIES = 5;
const FIRST_PAUSE_MS = 200;

/** Time for an answer to begin, and the slowest upload before it that is waited for. */
const ANSWER_MS = 20_000;
const UPLOAD_BYTES_PER_MS = 100;
/** Time for the next bytes of an answer. */
const STALL_MS = 30_000;

/** A condition that another request, just then under way, stands against. */
const CONFLICT = 409;
/** The one 5xx that stays the same. */
const NOT_IMPLEMENTED = 501;

/** Creates a client. */
export function createS3Client({ bucket, credentials, runtime }: S3ClientOptions): S3Client {
  /** Signing keys, which are good for a day. */
  const cache = new Map<string, ArrayBuffer>();

  function signer(call: Pick<S3Call, "method" | "key" | "query" | "headers">, signQuery = false) {
    const url = new URL(
      bucket.url + (call.key === undefined ? "" : `/${pathOf(bucket, call.key)}`),
    );
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    return new AwsV4Signer({
      url: url.href,
      method: call.method,
      headers: { ...call.headers },
      ...credentials,
      service: "s3",
      region: bucket.region,
      cache,
      datetime: new Date(runtime.now()).toISOString().replace(/[:-]|\.\d{3}/g, ""),
      signQuery,
    });
  }

  /** Aborts the request when `work` takes longer. */
  async function within<T>(request: AbortController, ms: number, work: Promise<T>): Promise<T> {
    const done = new AbortController();
    const alarm = runtime.sleep(ms, done.signal).then(() => {
      if (!done.signal.aborted) request.abort(new DOMException(`No bytes in ${ms} ms`));
    });
    try {
      return await work;
    } finally {
      done.abort();
      await alarm;
    }
  }

  async function send(call: S3Call): Promise<S3Answer> {
    const { method, url, headers } = await signer(call).sign();
    const request = new AbortController();
    const init = { method, headers, signal: request.signal, redirect: "manual" } as const;
    const body = call.body === undefined ? {} : { body: call.body };
    const answered = runtime.fetch(url, { ...init, ...body });
    const ms = ANSWER_MS + (call.body?.length ?? 0) / UPLOAD_BYTES_PER_MS;
    const response = await within(request, ms, answered).catch((error) => {
      throw unreachable(call, error);
    });
    const answer = answerOf(call, request, response);
    if (call.expect.includes(response.status)) return answer;
    throw await refused(call, answer);
  }

  function answerOf(call: S3Call, request: AbortController, response: Response): S3Answer {
    let isRead = false;

    async function* chunks() {
      isRead = true;
      const reader = response.body?.getReader();
      try {
        while (reader) {
          const { done, value } = await within(request, STALL_MS, reader.read());
          if (done) return;
          yield value;
        }
      } catch (error) {
        throw unreachable(call, error);
      } finally {
        await reader?.cancel().catch(() => "it has failed already");
      }
    }

    return {
      status: response.status,
      headers: response.headers,
      chunks,
      text: async () => await new Response(ReadableStream.from(chunks())).text(),
      discard: async () => isRead ? undefined : await response.body?.cancel(),
    };
  }

  function unreachable({ method }: S3Call, cause: unknown): BlobError {
    const message = `The bucket "${bucket.name}" did not answer a ${method} (${host(bucket)})`;
    return new BlobError(message, { isPassing: true, cause });
  }

  async function refused({ method }: S3Call, answer: S3Answer): Promise<BlobError> {
    const { status, headers } = answer;
    // The rest of the body may repeat the access key, or what was signed.
    const [, code = ""] = /<Code>(\w{1,64})<\/Code>/.exec(await answer.text()) ?? [];
    const home = headers.get("x-amz-bucket-region");
    const hint = home !== null && home !== bucket.region ? `; it is in the region ${home}` : "";
    const said = code === "" ? String(status) : `${status} ${code}`;
    const message = `The bucket "${bucket.name}" answered ${said} to a ${method}${hint}`;
    const isBusy = status === 429 || status === CONFLICT || status >= 500;
    return new BlobError(message, { isPassing: isBusy && status !== NOT_IMPLEMENTED });
  }

  async function askOnce<T>(call: S3Call, use: Use<T>): Promise<T> {
    const answer = await send(call);
    try {
      return await use(answer);
    } catch (error) {
      await answer.discard();
      throw error;
    }
  }

  async function ask<T>(call: S3Call, use: Use<T>): Promise<T> {
    for (let tries = 1;; tries++) {
      try {
        return await askOnce(call, use);
      } catch (error) {
        const isPassing = error instanceof BlobError && error.isPassing;
        if (!isPassing || tries === MAX_TRIES) throw error;
      }
      await runtime.sleep(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + runtime.random()));
    }
  }

  return {
    ask,

    async presign(key, { seconds, query }) {
      const expiring = { ...query, "X-Amz-Expires": String(seconds) };
      const { url } = await signer({ method: "GET", key, query: expiring }, true).sign();
      return url.href;
    },
  };
}

function pathOf({ prefix }: Bucket, key: string): string {
  return prefix + encodeURIComponent(key);
}

function host({ url }: Bucket): string {
  return new URL(url).host;
}
