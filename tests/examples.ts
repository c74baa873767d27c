/**
 * Examples in documents, to be run as they stand there against a real server.
 *
 * @module
 */

import { assert } from "./assert.ts";
import { startProcess } from "./process.ts";

const ROOT = new URL("..", import.meta.url);

/** The address that the examples are written for. */
export const PRINTED = "http://127.0.0.1:8000";

/** All code blocks of a language in a document of ours, in order. */
export async function examplesOf(file: string, language: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(file, ROOT));
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)];
  return blocks.flatMap(([, name, code = ""]) => name === language ? [code] : []);
}

/** The first of some examples that has `part`. */
export function exampleWith(part: string, examples: readonly string[]): string {
  const found = examples.find((code) => code.includes(part));
  assert(found !== undefined, `There is no example with "${part}"`);
  return found;
}

/** A server for examples, and an empty folder for what they write. */
export interface ExampleServer {
  readonly address: string;
  readonly folder: string;
}

/** Starts a server of its own for a test. */
export async function withServer(
  env: Readonly<Record<string, string>>,
  test: (server: ExampleServer) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const main = await startProcess("main.ts", {
    cwd: folder,
    env: { PORT: "0", KV_URL: ":memory:", ...env },
    until: /"event":"server_started".*\n/,
  });
  const [, address = ""] = /listening on (\S+)/.exec(main.output) ?? [];
  try {
    await test({ address, folder });
  } finally {
    main.signal("SIGTERM");
    await main.ended;
    await Deno.remove(folder, { recursive: true });
  }
}

/** With these before a script Deno stands in for Node: our `deno.json` tells where packages are. */
export const AS_NODE: readonly string[] = [
  ...["run", "-A", "--no-check", "--config"],
  new URL("deno.json", ROOT).pathname,
];

/** Runs a program to its end, which must be a good one, and gives what it has said. */
export async function run(command: string, args: string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, cwd }).output();
  const said = new TextDecoder().decode(stdout);
  assert(success, `${said}\n${new TextDecoder().decode(stderr)}`);
  return said;
}

/** Whether a program is there: the suite needs nothing but Deno. */
export async function isInstalled(command: string): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: ["--version"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
