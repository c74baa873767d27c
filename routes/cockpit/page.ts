/**
 * Answering with a page, or a part of one.
 *
 * @module
 */

import type { Child } from "hono/jsx";
import type { BlobStore } from "../../blob_store.ts";
import type { FrameView } from "../../ui/views/frame.ts";
import { VERSION } from "../../version.ts";
import type { AppContext, Services } from "../context.ts";
import type { Assets } from "./assets.ts";
import { lookOf } from "./visitor.ts";

/** What the cockpit is built on. */
export interface CockpitServices extends Services {
  readonly assets: Assets;
}

/** Everything is our own; nothing written into a page is ever run. `blob:` are pictures to be sent. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

/** The frame for this visitor. */
export async function frameFor(c: AppContext, services: CockpitServices): Promise<FrameView> {
  return {
    ...lookOf(c),
    path: pathOf(c),
    isSignedIn: services.config.masterKey !== undefined,
    assets: await services.assets.path(),
    version: VERSION,
  };
}

/** Sends a page. */
export async function answerPage(
  c: AppContext,
  services: Pick<Services, "config">,
  page: Child,
): Promise<Response> {
  protect(c, services);
  return await c.html(`<!doctype html>${await page}`);
}

/** Sends a part of a page, for a script to put in its place. */
export async function answerPart(
  c: AppContext,
  services: Pick<Services, "config">,
  part: Child,
): Promise<Response> {
  protect(c, services);
  return await c.html(`${await part}`);
}

function protect(c: AppContext, { config }: Pick<Services, "config">): void {
  c.header("content-security-policy", policyFor(config.blobStore));
  // Within our own pages a referrer may be sent: old browsers tell no other sign of them.
  c.header("referrer-policy", "same-origin");
  // For browsers that do not read frame-ancestors, and for pages that open ours in a window.
  c.header("x-frame-options", "DENY");
  c.header("cross-origin-opener-policy", "same-origin");
  c.header("cache-control", "no-store");
}

/** Readers of pictures may be sent on to a bucket. */
function policyFor(store: BlobStore): string {
  const isElsewhere = store.kind === "s3" && store.bucket.reads === "presigned";
  const bucket = isElsewhere ? ` ${new URL(store.bucket.url).origin}` : "";
  const connect = `connect-src 'self'${bucket}`;
  const images = `img-src 'self' data: blob:${bucket}`;
  return [...CONTENT_POLICY, connect, images].join("; ");
}

/** Whether a whole page is being loaded, and not a part of one by a script. */
export function isPageRequest(c: AppContext): boolean {
  return isSafe(c) && isNavigation(c);
}

/** Whether the answer will be a page of its own: that to a form sent without a script is, too. */
export function isNavigation(c: AppContext): boolean {
  return (c.req.header("accept") ?? "").includes("text/html");
}

/** Nothing is changed by it. */
export function isSafe(c: AppContext): boolean {
  return c.req.method === "GET" || c.req.method === "HEAD";
}

/** The path asked for, with its query. */
export function pathOf(c: AppContext): string {
  const { pathname, search } = new URL(c.req.url);
  return `${pathname}${search}`;
}
