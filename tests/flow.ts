/**
 * The form of recorded flows: what a client sends in its order, and how it reads what comes back.
 *
 * A flow is data in `tests/flows/<client>.json`, so that a client's habits can be compared with its
 * source line by line. `{{name}}` stands for what an earlier step kept, or for a picture to send.
 *
 * @module
 */

import { z } from "zod";
import { CHAT_READERS } from "./flow_streams.ts";
import { readerOf } from "./flow_readers.ts";

/** Where a client can put a key. `none` is a server that asks for no key. */
export const KEY_WAYS = [
  "none",
  "bearer",
  "api-key",
  "basic-user",
  "basic-password",
  "path",
  "query",
] as const;
/** See {@linkcode KEY_WAYS}. */
export type KeyWay = (typeof KEY_WAYS)[number];

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]);

/** One thing that a client reads. Without an expectation it must be there, and not null. */
export const Check = z.strictObject({
  /** `json` is the default; headers are read by lower-case name. */
  from: z.enum(["json", "text", "headers", ...CHAT_READERS]).default("json"),
  /** Paths such as `data.0.url`; of several the first that gives a truthy value, as in `a || b`. */
  at: oneOrMore.optional(),
  /** What the client does to it, in order; `each:` before a name does it to every item. */
  as: oneOrMore.default([]).refine(
    (names) => names.every((name) => readerOf(name.replace(/^each:/, "")) !== undefined),
    { error: "no such reader" },
  ),
  is: z.json().optional(),
  isNot: z.json().optional(),
  matches: z.string().optional(),
  /** Every one of these is in the list. */
  has: z.array(z.json()).optional(),
  absent: z.literal(true).optional(),
  /** A name for later steps. */
  keep: z.string().optional(),
});
/** See {@linkcode Check}. */
export type Check = z.infer<typeof Check>;

const Part = z.union([
  z.strictObject({ name: z.string(), value: z.string() }),
  z.strictObject({ name: z.string(), file: z.enum(["png", "mask"]), filename: z.string() }),
]);
/** One part of a form. */
export type Part = z.infer<typeof Part>;

const Request = z.strictObject({
  /** What the client is doing. */
  does: z.string(),
  /** POST where there is a body, else GET. */
  method: z.enum(["GET", "POST", "HEAD"]).optional(),
  /** With the query, as the client builds it from the base URL that its user typed. */
  path: z.string().startsWith("/"),
  headers: z.record(z.string(), z.string()).default({}),
  /** A JSON body. A key `...` holds an object whose fields the others are put over. */
  json: z.json().optional(),
  /** Sends `json` under no content type. */
  untyped: z.literal(true).optional(),
  /** A body as it stands. */
  text: z.string().optional(),
  form: z.array(Part).optional(),
  status: z.int().default(200),
  /** Whether a job comes of it; absent: it does not matter. */
  draws: z.boolean().optional(),
  checks: z.array(Check).default([]),
});

/** A request, with those that the client makes while it waits for the answer. */
export const Step = Request.extend({
  meanwhile: z.array(Request.extend({
    /** Asked again and again until this is so. */
    until: Check.optional(),
  })).default([]),
});
/** See {@linkcode Step}. */
export type Step = z.infer<typeof Step>;
/** A request that is made while another is waited for. */
export type Meanwhile = Step["meanwhile"][number];

/** What one client does. */
export const Flow = z.strictObject({
  client: z.string(),
  /** Where its habits are known from. */
  source: z.string(),
  /** Each is played through once. */
  keys: z.array(z.enum(KEY_WAYS)).min(1),
  /** What the server has to be told for this client; nothing for most. */
  env: z.record(z.string(), z.string()).default({}),
  /** Sent with every request. */
  headers: z.record(z.string(), z.string()).default({}),
  /** The origin of a page whose browser asks for leave first. */
  origin: z.string().optional(),
  steps: z.array(Step).min(1),
});
/** See {@linkcode Flow}. */
export type Flow = z.infer<typeof Flow>;

/** Every flow by the name of its file, in order. */
export async function readFlows(): Promise<ReadonlyMap<string, Flow>> {
  const folder = new URL("./flows/", import.meta.url);
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  const flows = await Promise.all(names.map(async (name) => {
    const read = Flow.safeParse(JSON.parse(await Deno.readTextFile(new URL(name, folder))));
    if (!read.success) throw new TypeError(`${name}: ${z.prettifyError(read.error)}`);
    return [name.replace(/\.json$/, ""), read.data] as const;
  }));
  return new Map(flows);
}
