/**
 * The program as a user starts it.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "./assert.ts";
import { startProcess } from "./process.ts";
import { startS3Server } from "./s3_server.ts";

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

/** What the program says when it does not start. */
async function refusalOf(env: Readonly<Record<string, string>>): Promise<string> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "main.ts"],
    cwd: new URL("..", import.meta.url),
    env: { NO_COLOR: "1", ...env },
  }).output();
  const said = new TextDecoder().decode(stderr);
  assertEquals(code, 1, said);
  assert(!said.includes("    at "), "no stack trace");
  return said;
}

Deno.test("main refuses to start on a bad setting, and names it", async () => {
  assertStringIncludes(await refusalOf({ PORT: "eighty" }), 'PORT is "eighty"');
});

Deno.test("main refuses to start on a bucket that it cannot use, and hides the keys", async () => {
  await using server = await startS3Server();
  const BLOB_STORE = `s3://pictures?endpoint=${server.endpoint}`;
  const keys = { AWS_ACCESS_KEY_ID: "S3RVER", AWS_SECRET_ACCESS_KEY: "a wrong secret" };
  const env = { PORT: "0", KV_URL: ":memory:", BLOB_STORE, ...keys };
  const said = await refusalOf(env);
  assertStringIncludes(said, "BLOB_STORE cannot be used");
  assertStringIncludes(said, "403 SignatureDoesNotMatch");
  assert(!/S3RVER|a wrong secret/.test(said), said);
  assertStringIncludes(await refusalOf({ ...env, BLOB_STORE: "s3://Pictures" }), "no name of a");
  const { AWS_SECRET_ACCESS_KEY: _, ...incomplete } = env;
  assertStringIncludes(await refusalOf(incomplete), "AWS_SECRET_ACCESS_KEY is not set");
});
