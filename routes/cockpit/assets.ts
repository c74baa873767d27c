/**
 * Stylesheet and scripts of the cockpit, as they stand in `ui/styles/` and `client/`: read when first
 * asked for, packed once, and kept by browsers for as long as nothing changes.
 *
 * There is no build. The scripts are TypeScript whose types are blanked out (decision 0010), so what
 * a browser runs is what is in the repository, line by line.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { App, AppContext } from "../context.ts";

const SHEETS = new URL("../../ui/styles/", import.meta.url);
const SCRIPTS = new URL("../../client/", import.meta.url);

const COMMON_SHEETS = ["tokens.css", "base.css", "parts.css", "frame.css"];

/** A year: the address changes with the content. */
const KEPT = "public, max-age=31536000, immutable";

/** The mark of the rail, on a plate that shows on light and on dark tabs. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">` +
  `<rect width="24" height="24" rx="5" fill="#17171c"/>` +
  `<path d="M12 4.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15Zm0 4 3.7 6.6M12 8.500 5 10.500M15 10.500 ` +
  `12 4.500m7 9-7.600-.2m4.400 5-3.700-6.500M5 13.600l4 .2" fill="none" stroke="#f0b35e" ` +
  `stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

/** A file as browsers get it, packed in each way that they may ask for. */
interface Asset {
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly br: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
}

/** The cockpit's files. */
export interface Assets {
  /** The path under which they are now, without a trailing slash. */
  path(): Promise<string>;
  /** Undefined: there is no such file. */
  find(name: string): Promise<Asset | undefined>;
}

/** Creates them; nothing is read before the first question. */
export function createAssets(): Assets {
  const sources = memo(readSources);
  const packed = new Map<string, Promise<Asset>>();
  const path = memo(async () => `/assets/${digest(await sources())}`);
  return {
    path,

    async find(name) {
      const source = (await sources()).get(name);
      if (source === undefined) return undefined;
      const known = packed.get(name) ?? pack(name, source);
      packed.set(name, known);
      return await known;
    },
  };
}

/** Adds `/assets/…`. They need no key: they are the same for everybody. */
export function addAssetRoutes(app: App, assets: Assets): void {
  app.get("/assets/:version/:name", async function getAsset(c) {
    const asset = await assets.find(c.req.param("name"));
    if (asset === undefined) return c.notFound();
    const isCurrent = c.req.path.startsWith(`${await assets.path()}/`);
    return answerAsset(c, asset, isCurrent);
  });
}

function answerAsset(c: AppContext, asset: Asset, isCurrent: boolean): Response {
  const coding = chooseCoding(c.req.header("accept-encoding") ?? "");
  return c.body(asset[coding ?? "plain"], 200, {
    "content-type": asset.type,
    // A page of another version may ask while a server is being replaced.
    "cache-control": isCurrent ? KEPT : "no-store",
    "x-content-type-options": "nosniff",
    "vary": "accept-encoding",
    ...(coding === undefined ? {} : { "content-encoding": coding }),
  });
}

function chooseCoding(accepted: string): "br" | "gzip" | undefined {
  if (/\bbr\b/.test(accepted)) return "br";
  return /\bgzip\b/.test(accepted) ? "gzip" : undefined;
}

async function readSources(): Promise<ReadonlyMap<string, string>> {
  const [sheets, scripts] = await Promise.all([
    readFolder(SHEETS, ".css"),
    readFolder(SCRIPTS, ".ts"),
  ]);
  const byRank = sheets.toSorted(([a], [b]) => rankOf(a) - rankOf(b));
  const style = byRank.map(([, text]) => text).join("\n");
  return new Map([["style.css", style], ["icon.svg", ICON], ...scripts]);
}

/** What pages share comes before what a page changes of it. */
function rankOf(sheet: string): number {
  const place = COMMON_SHEETS.indexOf(sheet);
  return place < 0 ? COMMON_SHEETS.length : place;
}

/** The files of a folder by name, in order. */
async function readFolder(folder: URL, extension: string): Promise<[string, string][]> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  const wanted = names.filter((name) => name.endsWith(extension)).toSorted();
  return await Promise.all(
    wanted.map(async (name): Promise<[string, string]> => [
      name,
      await Deno.readTextFile(new URL(name, folder)),
    ]),
  );
}

function digest(sources: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [name, source] of sources) hash.update(`${name}\n${source}\n`);
  return hash.digest("hex").slice(0, 16);
}

async function pack(name: string, source: string): Promise<Asset> {
  const plain = new TextEncoder().encode(name.endsWith(".ts") ? await toScript(source) : source);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  return {
    type: typeOf(name),
    plain,
    br: new Uint8Array(brotliCompressSync(plain, quality)),
    gzip: new Uint8Array(gzipSync(plain)),
  };
}

function typeOf(name: string): string {
  if (name.endsWith(".css")) return "text/css; charset=utf-8";
  return name.endsWith(".svg") ? "image/svg+xml" : "text/javascript; charset=utf-8";
}

/**
 * Blanks out the types, and the comments that have lines of their own, which are a third of what would
 * be sent; lines stay where they are. The library is loaded when first needed: a server whose cockpit
 * nobody opens never does.
 */
async function toScript(source: string): Promise<string> {
  const { transformSync } = await import("amaro");
  const { code } = transformSync(source, { mode: "strip-only" });
  return code.replace(/^[ \t]*(\/\*\*[^]*?\*\/|\/\/.*)$/gm, blank).replace(/[ \t]+$/gm, "");
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, "");
}

function memo<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}
