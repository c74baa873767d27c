/**
 * What clients do to the values of an answer. Each throws where the client would have broken.
 *
 * @module
 */

import { fromBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { assert, assertEquals } from "./assert.ts";
import { linksIn } from "./chat.ts";

/** What a reader may use beside the value. */
export interface ReaderWorld {
  /** The client's own headers, its key among them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a client does to a value. */
export type Read = (value: unknown, world: ReaderWorld) => unknown;

/** Every reader by its name in flows. */
const READERS: Readonly<Record<string, Read>> = {
  /** As `atob`: anything but base64, such as a `data:` prefix, breaks it. */
  "base64": (value) => decode(text(value)),
  /** Takes base64 with or without `data:` before it. */
  "without-data-prefix": (value) => text(value).replace(/^data:image\/\w+;base64,/, ""),
  /** Takes nothing but a data URL. */
  "data-url": (value) => {
    const [, data] = /^data:image\/\w+;base64,(.*)$/s.exec(text(value)) ?? [];
    assert(data !== undefined, `"${text(value).slice(0, 40)}" is no data URL`);
    return decode(data);
  },
  /** Keeps what stands before the first comma. */
  "before-comma": (value) => text(value).split(",", 1).join(),
  "parse-json": (value) => JSON.parse(text(value)),
  /** Fetches an address without the key, and wants a picture. */
  "fetch": (value) => download(text(value)),
  /** The same with the client's own headers. */
  "fetch-with-key": (value, { headers }) => download(text(value), headers),
  /** Decodes: `png 64x64`. */
  "picture": (value) => {
    assert(value instanceof Uint8Array);
    const media = readMedia(new Uint8Array(value));
    assert(media, "these bytes are no picture");
    return `${media.mediaType.replace("image/", "")} ${media.widthPx}x${media.heightPx}`;
  },
  /** Of the last segment of an address: `.png`. */
  "extension": (value) => /\.\w+$/.exec(new URL(text(value)).pathname)?.[0],
  "search": (value) => new URL(text(value)).search,
  /** The settings below a prompt: `k: v, k: v`. */
  "last-line-fields": (value) => {
    const fields = (text(value).split("\n").at(-1) ?? "").split(", ").map((field) => {
      const [key = "", ...rest] = field.split(": ");
      assert(rest.length > 0, `"${field}" is no "key: value"`);
      return [key, rest.join(": ")];
    });
    return Object.fromEntries(fields);
  },
  "after-negative-prompt": (value) => text(value).split("Negative prompt: ")[1]?.split("\n")[0],
  /** The addresses of markdown pictures. */
  "links": (value) => linksIn(text(value)),
  "first": (value) => list(value)[0],
  "length": (value) => typeof value === "string" ? value.length : list(value).length,
  "type": (value) => value === null ? "null" : Array.isArray(value) ? "array" : typeof value,
  "keys": (value) => Object.keys(object(value)),
};

/** The reader of a name; `.path` goes on to what is there. */
export function readerOf(name: string): Read | undefined {
  if (name.startsWith(".")) return (value) => valueAt(value, name.slice(1));
  return Object.hasOwn(READERS, name) ? READERS[name] : undefined;
}

/** Does all of it to a value, in order. */
export async function readThrough(
  value: unknown,
  names: readonly string[],
  world: ReaderWorld,
): Promise<unknown> {
  let read = value;
  for (const name of names) {
    const reader = readerOf(name.replace(/^each:/, ""));
    assert(reader, name);
    read = name.startsWith("each:")
      ? await Promise.all(list(read).map((item) => reader(item, world)))
      : await reader(read, world);
  }
  return read;
}

/** The value at a path such as `data.*.url`; `*` stands for every item. */
export function valueAt(value: unknown, path: string): unknown {
  const [first, ...rest] = path.split(".");
  if (first === undefined || value === undefined || value === null) return undefined;
  if (first === "*") {
    const items = list(value);
    return rest.length === 0 ? items : items.map((item) => valueAt(item, rest.join(".")));
  }
  const inside: unknown = Reflect.get(object(value), first);
  return rest.length === 0 ? inside : valueAt(inside, rest.join("."));
}

async function download(url: string, headers: ReaderWorld["headers"] = {}): Promise<Uint8Array> {
  const response = await fetch(url, { headers });
  const bytes = await response.bytes();
  assertEquals(response.status, 200, url);
  assert(response.headers.get("content-type")?.startsWith("image/"), `${url} is no picture`);
  return bytes;
}

function decode(base64: string): Uint8Array {
  assert(/^[\w+/]+={0,2}$/.test(base64), `"${base64.slice(0, 40)}" is not base64`);
  const bytes = fromBase64(base64);
  assert(bytes, "broken base64");
  return bytes;
}

function text(value: unknown): string {
  assert(typeof value === "string", `expected a text, got ${JSON.stringify(value)?.slice(0, 80)}`);
  return value;
}

function list(value: unknown): unknown[] {
  assert(Array.isArray(value), `expected a list, got ${JSON.stringify(value)?.slice(0, 80)}`);
  return value;
}

function object(value: unknown): object {
  assert(typeof value === "object" && value !== null, `expected an object, got ${value}`);
  return value;
}
