/**
 * Where a request wants to go, whichever way its client writes base URLs. Pure.
 *
 * @module
 */

/** What a path says once its spelling is set aside. */
export interface Target {
  /** As the router knows it: one leading slash, no trailing one, `/v1` before API paths. */
  readonly path: string;
  /** The key of a `/k/{key}/` prefix. */
  readonly key?: string;
  /** The model of Azure's `/openai/deployments/{model}/`. */
  readonly deployment?: string;
}

/** First segments of API paths, which may be asked for without `/v1`. */
const API_ROOTS: ReadonlySet<string> = new Set([
  "images",
  "models",
  "styles",
  "jobs",
  "chat",
  "responses",
  "query",
  "batches",
  "webhook_endpoints",
  "webhook_event_types",
  "webhook_deliveries",
]);

/** First segments of paths that have no version before them, whatever the base URL ends in. */
const OWN_ROOTS: ReadonlySet<string> = new Set(["sdapi"]);

/** Segments that base URLs put, some of them twice, before the API's own path. */
const BASE_SEGMENTS: ReadonlySet<string> = new Set(["api", "openai", "v1"]);

/** A job's page. Without `/v1`, the API's job has the same address. */
const JOB_PAGE = /^\/jobs\/[^/]+$/;

/** The path that the router goes by: who wants HTML of a job gets its page, all others the API's. */
export function routerPath({ url, headers }: Pick<Request, "url" | "headers">): string {
  const { pathname } = new URL(url);
  const wantsPage = (headers.get("accept") ?? "").includes("text/html");
  return wantsPage && JOB_PAGE.test(pathname) ? pathname : readTarget(pathname).path;
}

/**
 * Reads a path, still percent-encoded as in `URL.pathname`.
 *
 * @example
 * ```ts
 * import { readTarget } from "./paths.ts";
 *
 * readTarget("/v1//images/generations/"); // { path: "/v1/images/generations" }
 * readTarget("/k/secret/models"); // { path: "/v1/models", key: "secret" }
 * readTarget("/openai/deployments/studio/images/edits");
 * // { path: "/v1/images/edits", deployment: "studio" }
 * ```
 */
export function readTarget(pathname: string): Target {
  const segments = pathname.split("/").filter((segment) => segment !== "");
  const [first, key] = segments;
  if (first !== "k" || key === undefined) return readSegments(segments);
  return { ...readSegments(segments.slice(2)), key: decode(key) };
}

function readSegments(segments: readonly string[]): Target {
  const start = segments.findIndex((segment) => !BASE_SEGMENTS.has(segment));
  const rest = start < 0 ? [] : segments.slice(start);
  const [first, deployment, ...inside] = rest;
  if (first === "deployments" && deployment !== undefined && inside.length > 0) {
    return { path: join(["v1", ...inside]), deployment: decode(deployment) };
  }
  if (first !== undefined && OWN_ROOTS.has(first)) return { path: join(rest) };
  const hadBase = rest.length < segments.length;
  return { path: join(hadBase || isApiRoot(first) ? ["v1", ...rest] : rest) };
}

function isApiRoot(segment: string | undefined): boolean {
  return segment !== undefined && API_ROOTS.has(segment);
}

function join(segments: readonly string[]): string {
  return `/${segments.join("/")}`;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a stray `%`: the segment means what it says
  }
}
