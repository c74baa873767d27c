/**
 * The program as a user starts it.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "./assert.ts";
import { startProcess } from "./process.ts";

const STARTED = /"event":"server_started".*\n/;

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function addressOf(output: string): string {
  const [, address] = /listening on (\S+)/.exec(output) ?? [];
  assert(address, output);
  return address;
}

Deno.test("main starts without any setting, serves, and ends clean on SIGTERM", () =>
  inFolder(async (cwd) => {
    const main = await startProcess("main.ts", { cwd, env: { PORT: "0" }, until: STARTED });
    const address = addressOf(main.output);
    assertStringIncludes(main.output, "none is set: only this machine is served");
    assertStringIncludes(main.output, `curl ${address}/v1/images/generations`);
    const answer = await fetch(`${address}/v1/images/generations`, {
      method: "POST",
      body: JSON.stringify({ prompt: "a lighthouse at dusk", size: "64x64" }),
    });
    const { data: [image] } = await answer.json();
    assert(image.b64_json.startsWith("iVBORw0KGgo"), "a PNG in base64");
    main.signal("SIGTERM");
    assertEquals((await main.ended).code, 0);
    assertStringIncludes(main.output, '"event":"server_stopped"');
  }));

Deno.test("main reads .env, and variables that are set win", () =>
  inFolder(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/.env`, 'PORT=0\nAPI_MASTER_KEY="a key from the file"\n');
    const env = { HOST: "127.0.0.1", KV_URL: ":memory:" };
    const main = await startProcess("main.ts", { cwd, env, until: STARTED });
    const models = `${addressOf(main.output)}/v1/models`;
    const refused = await fetch(models);
    assertEquals(refused.status, 401);
    await refused.body?.cancel();
    const served = await fetch(models, {
      headers: { authorization: "Bearer a key from the file" },
    });
    assertEquals(served.status, 200);
    await served.body?.cancel();
    main.signal("SIGINT");
    assertEquals((await main.ended).code, 0);
  }));

Deno.test("main refuses to start on a bad setting, and names it", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "main.ts"],
    cwd: new URL("..", import.meta.url),
    env: { PORT: "eighty", NO_COLOR: "1" },
  }).output();
  assertEquals(code, 1);
  const said = new TextDecoder().decode(stderr);
  assertStringIncludes(said, 'PORT is "eighty"');
  assert(!said.includes("    at "), "no stack trace");
});
