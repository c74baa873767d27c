/**
 * Where blobs are kept, as the environment says it.
 *
 * @module
 */

/** KV, or a bucket and who may use it. */
export type BlobStore =
  | { readonly kind: "kv" }
  | { readonly kind: "s3"; readonly bucket: Bucket; readonly credentials: Credentials };

/** A place in an S3-compatible bucket. */
export interface Bucket {
  readonly name: string;
  /** Before every key: empty, or with a slash at its end. */
  readonly prefix: string;
  /** Of the bucket itself, without a trailing slash. */
  readonly url: string;
  readonly region: string;
  /** Whether callers get a picture's bytes from us, or are sent to the bucket for them. */
  readonly reads: "proxied" | "presigned";
}

/** What requests are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** With temporary credentials. */
  readonly sessionToken?: string;
}

/** The variables that say it, under the names that AWS's own tools know. */
export interface BlobStoreVariables {
  readonly BLOB_STORE: string;
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined;
  readonly AWS_SESSION_TOKEN?: string | undefined;
  readonly AWS_REGION?: string | undefined;
}

const OPTIONS = ["endpoint", "region", "reads", "addressing"];
const EXAMPLE = "s3://bucket/prefix?endpoint=https://…&region=…";
/** What S3 itself demands of a bucket's name. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** What needs no encoding in a URL. */
const PREFIX = /^[\w.-]+(\/[\w.-]+)*$/;
const REGION = /^[a-z0-9-]+$/;

/** What most services behind an endpoint of their own take when they have no regions. */
const COMMON_REGION = "us-east-1";

/** Reads the variables; a text says what is wrong with them, and has no secrets. */
export function readBlobStore(env: BlobStoreVariables): BlobStore | string {
  if (env.BLOB_STORE === "kv") return { kind: "kv" };
  const bucket = readBucket(env.BLOB_STORE, env.AWS_REGION);
  if (typeof bucket === "string") return `BLOB_STORE is ${shown(env.BLOB_STORE)}: ${bucket}`;
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    const missing = AWS_ACCESS_KEY_ID ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID";
    return `BLOB_STORE is ${shown(env.BLOB_STORE)}, but ${missing} is not set: ` +
      "a bucket needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
  }
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
  return { kind: "s3", bucket, credentials };
}

function readBucket(text: string, defaultRegion: string | undefined): Bucket | string {
  if (!text.startsWith("s3://")) return `must be "kv" or ${EXAMPLE}`;
  const [place = "", query = ""] = text.slice("s3://".length).split(/\?(.*)/s);
  if (place.includes("@")) return "credentials belong in AWS_ACCESS_KEY_ID and its fellows";
  const [name = "", ...folders] = place.split("/");
  if (!BUCKET_NAME.test(name)) return `"${name}" is no name of a bucket, as in ${EXAMPLE}`;
  const prefix = folders.join("/").replace(/\/$/, "");
  if (prefix !== "" && !isPrefix(prefix)) {
    return `the prefix "${prefix}" may have letters, digits, "_", "-", "." and single slashes`;
  }
  const options = readOptions(new URLSearchParams(query), defaultRegion);
  if (typeof options === "string") return options;
  const { region, reads } = options;
  return { name, prefix: prefix && `${prefix}/`, url: addressOf(name, options), region, reads };
}

/** A URL would swallow the dots. */
function isPrefix(text: string): boolean {
  return PREFIX.test(text) && !text.split("/").some((folder) => /^\.+$/.test(folder));
}

interface Options {
  /** Absent: AWS itself. */
  readonly endpoint?: URL;
  readonly region: string;
  readonly reads: Bucket["reads"];
  readonly isPathStyle?: boolean;
}

function readOptions(query: URLSearchParams, defaultRegion: string | undefined): Options | string {
  const unknown = [...query.keys()].find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) {
    return `the option "${unknown}" is not one of ${OPTIONS.join(", ")}`;
  }
  const endpoint = query.get("endpoint");
  if (endpoint !== null && !isEndpoint(endpoint)) {
    return "endpoint must be an http or https URL without credentials or a query";
  }
  const region = query.get("region") ?? defaultRegion ?? (endpoint === null ? "" : COMMON_REGION);
  if (region === "") return "it needs a region: add region=…, or set AWS_REGION";
  if (!REGION.test(region)) return `region is "${region}"; it must be one such as eu-central-1`;
  const reads = query.get("reads") ?? "proxied";
  if (reads !== "proxied" && reads !== "presigned") {
    return `reads is "${reads}"; it must be "proxied" or "presigned"`;
  }
  const addressing = query.get("addressing");
  if (addressing !== null && addressing !== "path" && addressing !== "virtual") {
    return `addressing is "${addressing}"; it must be "path" or "virtual"`;
  }
  return {
    region,
    reads,
    ...(endpoint === null ? {} : { endpoint: new URL(endpoint) }),
    ...(addressing === null ? {} : { isPathStyle: addressing === "path" }),
  };
}

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => !part);
}

/** A dot in the bucket's name would not fit AWS's certificate. */
function addressOf(name: string, { endpoint, region, isPathStyle }: Options): string {
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const url = endpoint ?? new URL(`https://s3.${region}.${domain}`);
  const root = url.pathname.replace(/\/+$/, "");
  return isPathStyle ?? (endpoint !== undefined || name.includes("."))
    ? `${url.origin}${root}/${name}`
    : `${url.protocol}//${name}.${url.host}${root}`;
}

/** Without the parts in which people put secrets. */
function shown(text: string): string {
  return JSON.stringify(text.replace(/\?.*/s, "?…").replace(/\/\/.*@/s, "//…@"));
}
