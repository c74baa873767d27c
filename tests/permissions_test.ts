/**
 * The tasks give the server what it needs and nothing more.
 *
 * @module
 */

import { z } from "zod";
import { assert, assertEquals, assertStringIncludes } from "./assert.ts";
import { startProcess } from "./process.ts";
import { startS3Server } from "./s3_server.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const STARTED = /"event":"server_started".*\n/;

const Tasks = z.object({ tasks: z.record(z.string(), z.object({ command: z.string() })) });

/** The flags of a task of `deno.json` that say what it may do. */
async function permissionsOf(task: string): Promise<string[]> {
  const { tasks } = Tasks.parse(JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)));
  const flags = (tasks[task]?.command ?? "").split(" ").filter((word) => word.startsWith("--"));
  return flags.filter((flag) => !flag.startsWith("--watch"));
}

/** Starts the server as a task does, asks `draw` of it, and stops it. */
async function runTask(env: Readonly<Record<string, string>>) {
  const permissions = await permissionsOf("start");
  const main = await startProcess("main.ts", {
    env: { PORT: "0", API_MASTER_KEY: "a key for the test", HOST: "127.0.0.1", ...env },
    permissions,
    until: STARTED,
  });
  const [, address = ""] = /listening on (\S+)/.exec(main.output) ?? [];
  const headers = { authorization: "Bearer a key for the test" };
  const drawn = await fetch(`${address}/v1/images/generations`, {
    method: "POST",
    headers,
    body: JSON.stringify({ prompt: "a lighthouse", size: "64x64", output_format: "webp" }),
  });
  const { data: [{ b64_json: picture }] } = await drawn.json();
  const page = await (await fetch(`${address}/sign-in`)).text();
  const [, sheet = ""] = /href="([^"]+style\.css)"/.exec(page) ?? [];
  const styled = await fetch(`${address}${sheet}`);
  await styled.body?.cancel();
  // A webhook's address is looked up and, being nobody's, reached by nobody.
  const hook = await fetch(`${address}/v1/webhook_endpoints`, {
    method: "POST",
    headers,
    body: JSON.stringify({ url: "https://127.0.0.1/hooks" }),
  });
  const refused = await hook.text();
  main.signal("SIGTERM");
  const { code } = await main.ended;
  return { picture, styled: styled.status, refused, code, output: main.output };
}

Deno.test("both tasks may do the same, and neither may do everything", async () => {
  const permissions = await permissionsOf("start");
  assertEquals(await permissionsOf("dev"), permissions);
  const allowed = permissions.filter((flag) => flag.startsWith("--allow"));
  assertEquals(allowed.map((flag) => flag.split("=", 1).join()).toSorted(), [
    "--allow-env",
    "--allow-ffi",
    "--allow-net",
    "--allow-read",
    "--allow-sys",
    "--allow-write",
  ]);
  for (const flag of ["--allow-read", "--allow-write", "--allow-sys"]) {
    assert(!allowed.includes(flag), `${flag} names what it allows`);
  }
});

Deno.test("the server draws, serves its pages and keeps its state with a task's permissions", async () => {
  const file = `.data/permissions_test_${crypto.randomUUID()}.db`;
  try {
    const { picture, styled, refused, code, output } = await runTask({ KV_URL: file });
    assert(picture.startsWith("UklGR"), "a WebP picture, made by sharp in a worker");
    assertEquals([styled, code], [200, 0], output);
    assertStringIncludes(refused, "not a public address");
    assertStringIncludes(output, '"event":"server_stopped"');
    assert(!output.includes("NotCapable"), output);
    assert((await Deno.stat(`${ROOT}${file}`)).size > 0, "the state is there");
  } finally {
    for (const end of ["", "-shm", "-wal", ".lock"]) {
      await Deno.remove(`${ROOT}${file}${end}`).catch(() => {});
    }
  }
});

Deno.test("the server keeps its pictures in a bucket with a task's permissions", async () => {
  await using bucket = await startS3Server();
  const { picture, code, output } = await runTask({
    KV_URL: ":memory:",
    BLOB_STORE: `s3://${bucket.bucket.name}?endpoint=${bucket.endpoint}&region=auto`,
    AWS_ACCESS_KEY_ID: bucket.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: bucket.credentials.secretAccessKey,
  });
  assert(picture.startsWith("UklGR"), output);
  assertEquals(code, 0, output);
});

Deno.test("a database elsewhere is refused in a sentence that says which permission is missing", async () => {
  const folder = await Deno.makeTempDir();
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...await permissionsOf("start"), "--no-check", `${ROOT}main.ts`],
    cwd: ROOT,
    env: { PORT: "0", KV_URL: `${folder}/elsewhere.db` },
    stdout: "null",
  }).output();
  const said = new TextDecoder().decode(stderr);
  assertEquals(code, 1);
  assertStringIncludes(said, "Darkroom cannot start.\nRequires write access");
  assert(!said.includes("    at "), "no stack trace");
  await Deno.remove(folder, { recursive: true });
});
