/**
 * The examples of `docs/jobs.md`, run as they stand there against a real server.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "./assert.ts";
import {
  AS_NODE,
  type ExampleServer,
  examplesOf,
  exampleWith,
  isInstalled,
  PRINTED,
  run,
  withServer,
} from "./examples.ts";

const FILE = "docs/jobs.md";
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ENV = {
  STUDIO_LATENCY_MS: "500",
  WEBHOOK_SECRET: SECRET,
  ALLOW_PRIVATE_NETWORK: "true",
} as const;

/** Where the examples' receivers listen. */
const RECEIVER_PORT = "9000";

const [shell, node, python] = await Promise.all([
  examplesOf(FILE, "sh"),
  examplesOf(FILE, "js"),
  examplesOf(FILE, "python"),
]);
const hasPython = await isInstalled("python3");
const hasCurl = await isInstalled("curl") && await isInstalled("jq");
const noPython = hasPython ? "" : " (ignored: python3 is not installed)";
const noCurl = hasCurl ? "" : " (ignored: curl or jq is not installed)";

const JOB = String.raw`job_[\da-f-]+`;
const FILE_URL = String.raw`http:\S+/files/\S+\.png`;

/** What each example of the document says, in its order, one after the other in one shell. */
const SAID: readonly string[] = [
  String.raw`"id": "${JOB}",\s+"status": "(queued|in_progress)",\s+"urls"`,
  `^completed\n${FILE_URL}$`,
  `^${JOB} completed 17$`,
  String.raw`^${FILE_URL}\nHTTP/1.1 200 OK\r?\nx-job-id: ${JOB}$`,
  String.raw`^event: queued\nevent: started\n(event: progress\n)+event: completed$`,
  "^(event: progress\n)?event: completed$",
  String.raw`"status": "cancelled",\s+"cancellation": "(never_started|stopped)"[\s\S]+"too_late"`,
  String.raw`"deleted":true\}not_found$`,
  String.raw`^\{"usd":0,"attempts_paid":0,"images_delivered":[01],`,
  String.raw`^(${JOB})\n\1\nidempotency_key_reused$`,
  String.raw`^x-cache: MISS\r?\nx-cache: HIT\r?\nx-cache: MISS$`,
  "^3600\nnot_found$",
  "^(queued|in_progress)$",
];

Deno.test({
  name: `the curl examples of ${FILE} say what they promise${noCurl}`,
  ignore: !hasCurl,
  fn: () =>
    withServer(ENV, async ({ address, folder }) => {
      const marked = shell.map((code) => `${code}\necho "=== end of example"\n`).join("");
      const script = `set -eu\n${marked.replaceAll(PRINTED, address)}`;
      const said = (await run("sh", ["-c", script], folder)).split("=== end of example\n");
      assertEquals(said.length - 1, SAID.length);
      for (const [index, pattern] of SAID.entries()) {
        assertMatch(said[index]?.trim() ?? "", new RegExp(pattern));
      }
    }),
});

/** An example, and what runs it. */
interface Example {
  readonly code: string;
  readonly command: string;
  /** Before the file's name. */
  readonly args: readonly string[];
}

function inNode(part: string): Example {
  return { code: exampleWith(part, node), command: Deno.execPath(), args: AS_NODE };
}

function inPython(part: string): Example {
  return { code: exampleWith(part, python), command: "python3", args: [] };
}

/** Writes it where it can be run; gives its arguments. */
async function write({ code, args }: Example, folder: string): Promise<string[]> {
  const file = `${folder}/example.mjs`;
  await Deno.writeTextFile(file, code);
  return [...args, file];
}

/** Runs a client to its end: its last line has the job's status and the picture. */
async function getsPicture({ address, folder }: ExampleServer, client: Example): Promise<void> {
  const code = client.code.replaceAll(PRINTED, address);
  const said = await run(client.command, await write({ ...client, code }, folder), folder);
  assertMatch(said.trim().split("\n").at(-1) ?? "", new RegExp(`^completed ${FILE_URL}$`));
}

for (const [name, part] of [["fetch", "await hear(job)"], ["openai", "client.post"]] as const) {
  Deno.test(
    `the Node example with ${name} in ${FILE} comes to a picture`,
    () => withServer(ENV, (server) => getsPicture(server, inNode(part))),
  );
}

Deno.test({
  name: `the Python example of ${FILE} comes to a picture${noPython}`,
  ignore: !hasPython,
  fn: () => withServer(ENV, (server) => getsPicture(server, inPython("urllib"))),
});

Deno.test({
  name: `the Python example with openai in ${FILE} compiles${noPython}`,
  ignore: !hasPython,
  async fn() {
    const { code } = inPython("from openai");
    await run("python3", ["-c", "import ast, sys; ast.parse(sys.argv[1])", code], ".");
  },
});

/** Starts a receiver; gives its output, line by line. */
function listen(command: string, args: string[]) {
  const child = new Deno.Command(command, {
    args,
    env: { WEBHOOK_SECRET: SECRET },
    stdin: "null",
    stdout: "piped",
    stderr: "null", // Python logs each request there
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    async line(): Promise<string> {
      while (!text.includes("\n")) {
        const { value, done } = await reader.read();
        assert(!done, `the receiver ended: ${text}`);
        text += value;
      }
      const [line = "", ...rest] = text.split("\n");
      text = rest.join("\n");
      return line;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}

function freePort(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return String(listener.addr.port);
}

/** What somebody sends who does not know the secret. */
async function forge(url: string): Promise<number> {
  const headers = {
    "webhook-id": "evt_1",
    "webhook-timestamp": String(Math.floor(Date.now() / 1_000)),
    "webhook-signature": `v1,${"A".repeat(43)}=`,
  };
  const body = JSON.stringify({ id: "evt_1", type: "image.generation.completed" });
  const answer = await fetch(url, { method: "POST", headers, body });
  await answer.body?.cancel();
  return answer.status;
}

/** Listens as the receiver does, and orders as the document does. */
async function isTold({ address, folder }: ExampleServer, receiver: Example): Promise<void> {
  const port = freePort();
  const code = receiver.code.replaceAll(RECEIVER_PORT, port);
  const args = await write({ ...receiver, code }, folder);
  await using listener = listen(receiver.command, args);
  assertEquals(await listener.line(), "listening");
  assertEquals(await forge(`http://127.0.0.1:${port}/`), 400);
  const order = exampleWith(RECEIVER_PORT, shell).replaceAll(RECEIVER_PORT, port);
  const [, body = ""] = /-d '([^']+)'/.exec(order) ?? [];
  await (await fetch(`${address}/v1/jobs`, { method: "POST", body })).body?.cancel();
  assertMatch(await listener.line(), /^evt_\S+ image\.generation\.completed/);
}

Deno.test(
  `the Node receiver of ${FILE} takes what is signed, and nothing else`,
  () => withServer(ENV, (server) => isTold(server, inNode("webhooks.unwrap"))),
);

Deno.test({
  name: `the Python receiver of ${FILE} takes what is signed, and nothing else${noPython}`,
  ignore: !hasPython,
  fn: () => withServer(ENV, (server) => isTold(server, inPython("hmac.digest"))),
});
