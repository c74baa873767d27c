/**
 * Clients of both majors of the `openai` package for tests.
 *
 * @module
 */

import OpenAI, { toFile } from "openai";
import OpenAI6, { toFile as toFile6 } from "openai6";
import { assert } from "./assert.ts";
import { baseUrl, type Server } from "./serve.ts";

/** The key that clients send unless told otherwise. */
export const KEY = "darkroom-test-key";

/** How a client is set up. */
export interface ConnectOptions {
  readonly apiKey?: string;
  readonly maxRetries?: number;
  readonly fetch?: typeof fetch;
}

/** Makes a client of a server. */
export type Connect = (options?: ConnectOptions) => OpenAI;

/** One major version of the package. */
export interface Major {
  readonly name: string;
  readonly toUpload: typeof toFile;
  connect(server: Server, options: ConnectOptions): OpenAI;
}

/** The majors in use. */
export const MAJORS: readonly Major[] = [
  {
    name: "openai 7",
    toUpload: toFile,
    connect: (server, options) => new OpenAI(settings(server, options)),
  },
  { name: "openai 6", toUpload: toFile6, connect: connect6 },
];

function settings(server: Server, options: ConnectOptions) {
  const { apiKey = KEY, maxRetries = 2, fetch: call = fetch } = options;
  // Where `Response` is not on its fetch, the SDK makes a request to find it, and leaks the answer.
  const withResponse = Object.assign(call.bind(undefined), { Response });
  return { baseURL: baseUrl(server), apiKey, maxRetries, fetch: withResponse };
}

/** Both majors have what is used here; their classes only count as different. */
function isClient(client: object): client is OpenAI {
  return "images" in client && "chat" in client && "responses" in client;
}

function connect6(server: Server, options: ConnectOptions): OpenAI {
  const client: object = new OpenAI6(settings(server, options));
  assert(isClient(client));
  return client;
}
