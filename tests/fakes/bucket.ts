/**
 * A bucket in memory behind a `fetch`, with what no small S3 server has: conditional uploads, and
 * trouble on demand. It does not look at signatures; `tests/s3_server.ts` does.
 *
 * @module
 */

import type { Bucket } from "../../blob_store.ts";

/** A bucket under the test's control. */
export interface FakeBucket {
  readonly bucket: Bucket;
  readonly fetch: typeof fetch;
  readonly objects: Map<string, FakeObject>;
  /** `METHOD key` of each request. */
  readonly asked: string[];
  /** Answers in place of the bucket, or throws; undefined: the bucket answers. */
  trouble: (request: Request) => Response | undefined | Promise<Response | undefined>;
}

/** What is stored under a key. */
export interface FakeObject {
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly modifiedAt: number;
}

/** Creates an empty bucket. */
export function createFakeBucket(now: () => number): FakeBucket {
  const objects = new Map<string, FakeObject>();
  const asked: string[] = [];
  const root = "http://bucket.test/pics";
  const bucket: Bucket = {
    name: "pics",
    prefix: "p/",
    url: root,
    region: "eu-1",
    reads: "proxied",
  };
  const fake: FakeBucket = { bucket, fetch: answer, objects, asked, trouble: () => undefined };

  async function answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    init?.signal?.throwIfAborted();
    const request = new Request(input, init);
    const { pathname, searchParams } = new URL(request.url);
    const key = decodeURIComponent(pathname.slice("/pics/".length));
    asked.push(`${request.method} ${key}`.trim());
    const trouble = await fake.trouble(request);
    if (trouble) return trouble;
    if (key === "") return list(searchParams);
    switch (request.method) {
      case "PUT":
        return await store(key, request);
      case "DELETE":
        objects.delete(key);
        return new Response(null, { status: 204 });
      default:
        return give(objects.get(key), request);
    }
  }

  async function store(key: string, request: Request): Promise<Response> {
    if (request.headers.get("if-none-match") === "*" && objects.has(key)) {
      return refusal(412, "PreconditionFailed");
    }
    const bytes = await request.bytes();
    objects.set(key, { headers: request.headers, bytes, modifiedAt: now() });
    return new Response(null);
  }

  function list(query: URLSearchParams): Response {
    const [prefix = "", marker = ""] = [query.get("prefix"), query.get("marker")].map((text) =>
      text ?? ""
    );
    const keys = [...objects.keys()].sort()
      .filter((key) => key.startsWith(prefix) && key > marker);
    const page = keys.slice(0, Number(query.get("max-keys") ?? 1_000));
    const contents = page.map((key) => {
      const modified = new Date(objects.get(key)?.modifiedAt ?? 0).toISOString();
      return `<Contents><Key>${key}</Key><LastModified>${modified}</LastModified></Contents>`;
    });
    const isTruncated = `<IsTruncated>${page.length < keys.length}</IsTruncated>`;
    return new Response(
      `<ListBucketResult>${isTruncated}${contents.join("")}</ListBucketResult>`,
    );
  }

  return fake;
}

/** An answer as S3 refuses. */
export function refusal(status: number, code: string): Response {
  const said = "<AWSAccessKeyId>the access key</AWSAccessKeyId>";
  return new Response(`<Error><Code>${code}</Code>${said}</Error>`, { status });
}

function give(object: FakeObject | undefined, { method, headers }: Request): Response {
  if (!object) return refusal(404, "NoSuchKey");
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.get("range") ?? "") ?? [];
  const bytes = first === undefined
    ? object.bytes
    : object.bytes.slice(Number(first), Number(last) + 1);
  const answer = new Response(method === "HEAD" ? null : bytes, {
    status: first === undefined ? 200 : 206,
    headers: object.headers,
  });
  if (first === undefined) return answer;
  answer.headers.set("content-range", `bytes ${first}-${last}/${object.bytes.length}`);
  return answer;
}
