/**
 * The README's examples, run as they stand there against a real server.
 *
 * @module
 */

import { assert, assertEquals } from "./assert.ts";
import { type Process, startProcess } from "./process.ts";

const ROOT = new URL("..", import.meta.url);

/** The address that the README's examples are written for. */
const PRINTED = "http://127.0.0.1:8000";

/** The first code block of a language whose text has `part`. */
async function example(language: string, part: string): Promise<string> {
  const readme = await Deno.readTextFile(new URL("README.md", ROOT));
  const blocks = readme.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm);
  for (const [, name, code] of blocks) {
    if (name === language && code?.includes(part)) return code;
  }
  throw new Error(`README has no ${language} example with "${part}"`);
}

async function withServer(
  test: (server: { address: string; folder: string }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const main: Process = await startProcess("main.ts", {
    cwd: folder,
    env: { PORT: "0", KV_URL: ":memory:" },
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

async function run(command: string, args: string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, cwd }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

async function isInstalled(command: string): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: ["--version"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test({
  name: "the README's curl example answers with a picture's address",
  // The suite needs nothing but Deno.
  ignore: !await isInstalled("curl"),
  fn: () =>
    withServer(async ({ address, folder }) => {
      const code = (await example("sh", "curl")).replaceAll(PRINTED, address);
      const { data: [image] } = JSON.parse(await run("sh", ["-c", `${code.trim()} -sS`], folder));
      const picture = await fetch(image.url);
      assertEquals(picture.headers.get("content-type"), "image/png");
      await picture.body?.cancel();
    }),
});

Deno.test("the README's Node example writes a picture", () =>
  withServer(async ({ address, folder }) => {
    const code = (await example("js", "new OpenAI")).replaceAll(PRINTED, address);
    const script = `${folder}/example.mjs`;
    // Deno stands in for Node: it finds the package through this project's deno.json.
    await Deno.writeTextFile(script, `import { Buffer } from "node:buffer";\n${code}`);
    const config = new URL("deno.json", ROOT).pathname;
    await run(Deno.execPath(), ["run", "-A", "--config", config, script], folder);
    const bytes = await Deno.readFile(`${folder}/lighthouse.png`);
    assertEquals([...bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  }));
