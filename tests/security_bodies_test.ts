/**
 * Bodies that are made to hurt: endless, slow, deep, crowded, or named after JavaScript's own parts.
 * What is refused is refused in OpenAI's words, and the door goes on serving.
 *
 * @module
 */

import { ErrorBody } from "../routes/schemas/error.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { doorForTests, openVirtualDoor } from "./door.ts";
import { makePicture, rasterForTests } from "./pictures.ts";
import { serve } from "./serve.ts";

const door = doorForTests();
const raster = rasterForTests();

const JSON_PATHS = [
  "/v1/images/generations",
  "/v1/images/edits",
  "/v1/chat/completions",
  "/v1/responses",
  "/v1/batches",
  "/v1/webhook_endpoints",
  "/sdapi/v1/txt2img",
  "/sdapi/v1/options",
  "/sdapi/v1/png-info",
  "/sdapi/v1/extra-single-image",
];

interface Sent {
  readonly path?: string;
  readonly type?: string;
}

async function send(body: BodyInit, { path = "/v1/images/generations", type }: Sent = {}) {
  const headers = { "content-type": type ?? "application/json" };
  return await door.door.app.request(path, { method: "POST", headers, body });
}

async function refusalOf(response: Response) {
  const { error } = ErrorBody.parse(await response.json());
  return { status: response.status, ...error };
}

Deno.test("JSON that is too deep or too crowded is refused at every door, before it is built", async () => {
  const bombs = [
    `{"prompt":${"[".repeat(200_000)}`,
    `{"prompt":${"[".repeat(200_000)}${"]".repeat(200_000)}}`,
    `{"prompt":[${"0,".repeat(300_000)}0]}`,
    `{${'"a":{'.repeat(100)}${"}".repeat(101)}`,
  ];
  for (const path of JSON_PATHS) {
    for (const bomb of bombs) {
      const response = await send(bomb, { path });
      const text = await response.text();
      assertEquals(response.status, path.startsWith("/sdapi") ? response.status : 400, path);
      assert(response.status >= 400 && response.status < 500, `${path}: ${response.status}`);
      assertMatch(text, /nested deeper than 64 levels|more than 100000 values/);
    }
  }
});

Deno.test("a value of any shape is refused in a sentence, not with a crash", async () => {
  const deep = `${"[".repeat(60)}${"]".repeat(60)}`;
  for (const field of ["prompt", "size", "n", "image", "webhook", "seed", "metadata", "style"]) {
    for (const value of [deep, "1e999", "-0", '"\\ud800"', `"${"x".repeat(1_000_000)}"`]) {
      const response = await send(`{"prompt":"a","size":"64x64","${field}":${value}}`);
      assert(response.status < 500, `${field} ${value.slice(0, 20)}: ${response.status}`);
      await response.body?.cancel();
    }
  }
});

const NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];

Deno.test("fields named after JavaScript's own parts are names like any other", async () => {
  for (const name of NAMES) {
    const polluting = `{"prompt":"a","size":"64x64","${name}":{"polluted":"yes","size":"9x9"}}`;
    const response = await send(polluting);
    assertEquals(response.status, 200, name);
    await response.body?.cancel();
    const inside = `{"prompt":"a","size":"64x64","metadata":{"${name}":"b"}}`;
    const kept = await send(inside, { path: "/v1/jobs" }).then((answer) => answer.text());
    assert(!kept.includes("polluted"), kept);
    const form = new FormData();
    form.set("prompt", "a");
    form.set("size", "64x64");
    form.set(name, "polluted");
    form.set("image", new File([(await makePicture(raster)).bytes], "a.png"));
    const edit = await door.door.app.request("/v1/images/edits", { method: "POST", body: form });
    assertEquals(edit.status, 200, name);
    await edit.body?.cancel();
    for (const path of [`/v1/jobs?${name}=1`, `/v1/models/${name}`, `/v1/files?${name}[a]=1`]) {
      const answer = await door.door.get(path);
      assert(answer.status < 500, path);
      await answer.body?.cancel();
    }
  }
  assertEquals(Reflect.get({}, "polluted"), undefined);
  assertEquals(Reflect.get({}, "size"), undefined);
});

Deno.test("models and synonyms are looked up among our own, not among JavaScript's", async () => {
  for (const model of NAMES) {
    const response = await send(JSON.stringify({ prompt: "a", model, size: "64x64" }));
    assertEquals((await refusalOf(response)).code, "model_not_found", model);
  }
});

Deno.test("a form of more parts than any request has is refused before it is taken apart", async () => {
  const part = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n';
  const type = "multipart/form-data; boundary=x";
  for (const path of ["/v1/images/edits", "/v1/files"]) {
    const { status, code, message } = await refusalOf(
      await send(`${part.repeat(200_000)}--x--\r\n`, { path, type }),
    );
    assertEquals([status, code], [400, "invalid_form"]);
    assertMatch(message, /more than 256 parts/);
  }
});

Deno.test("a form that is none is refused, however it is broken", async () => {
  const part = '--x\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\n\r\nb\r\n';
  const forms: readonly (readonly [string, string])[] = [
    ["multipart/form-data", part],
    ["multipart/form-data; boundary=", part],
    ["multipart/form-data; boundary=y", part],
    ["multipart/form-data; boundary=x", ""],
    ["multipart/form-data; boundary=x", "--x"],
    ["multipart/form-data; boundary=x", part],
    ["multipart/form-data; boundary=x", `--x\r\n${"a: b\r\n".repeat(100_000)}`],
    ["multipart/form-data; boundary=x", "--x\r\n\r\n\r\n--x--\r\n"],
    ["multipart/form-data; boundary=x", `--x\r\ncontent-disposition: ${"a".repeat(500_000)}`],
    ['multipart/form-data; boundary="\r\n', part],
  ];
  for (const [type, body] of forms) {
    for (const path of ["/v1/images/edits", "/v1/images/variations", "/v1/files"]) {
      const headers = new Headers();
      try {
        headers.set("content-type", type);
      } catch {
        continue; // HTTP itself does not carry it
      }
      const response = await door.door.app.request(path, { method: "POST", headers, body });
      assert(response.status >= 400 && response.status < 500, `${path} ${type} ${response.status}`);
      await response.body?.cancel();
    }
  }
});

Deno.test("a body that is declared too large is refused unread, one that grows is cut", async () => {
  const declared = await door.door.app.request("/v1/images/generations", {
    method: "POST",
    headers: { "content-length": "99999999999", "content-type": "application/json" },
    body: "{}",
  });
  assertEquals((await refusalOf(declared)).code, "request_too_large");
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 1_000_000;
      controller.enqueue(new Uint8Array(1_000_000).fill(32));
    },
  });
  assertEquals((await refusalOf(await send(endless))).status, 413);
  assert(sent < 70_000_000, `${sent} bytes were taken`);
});

/** A body that brings `bytes` every second, for `seconds`. */
function trickle(sleep: (ms: number) => Promise<void>, bytes: number, seconds: number) {
  const chunk = new Uint8Array(bytes).fill(32);
  const opening = new TextEncoder().encode('{"prompt":"a","size":"64x64"');
  let left = seconds;
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(opening),

    async pull(controller) {
      await sleep(1_000);
      if (left-- > 0) return controller.enqueue(chunk);
      controller.enqueue(new TextEncoder().encode("}"));
      controller.close();
    },
  });
}

Deno.test("a client that sends one byte a second is cut, a slow one that gets on is not", async () => {
  await using virtual = await openVirtualDoor();
  const { app, runtime } = virtual;
  virtual.darkroom.worker.start();
  const ask = async (bytes: number, seconds: number) => {
    const startedAt = runtime.now();
    let answered: Response | undefined;
    const asking = (async () => {
      answered = await app.request("/v1/images/generations", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: trickle((ms) => runtime.sleep(ms), bytes, seconds),
      });
    })();
    await runtime.until(() => answered !== undefined, 3_600_000);
    await asking;
    assert(answered, "there is an answer");
    return { answered, tookMs: runtime.now() - startedAt };
  };
  const slow = await ask(1, 100_000);
  assertEquals(slow.tookMs, 15_000);
  assertEquals(await refusalOf(slow.answered), {
    status: 408,
    type: "invalid_request_error",
    code: "request_timeout",
    param: null,
    message: "The body came too slowly: send it at 8 kB a second or more",
  });
  assertEquals(slow.answered.headers.get("x-should-retry"), "false");
  const steady = await ask(10_000, 100);
  assertEquals(steady.answered.status, 200);
  await steady.answered.body?.cancel();
  const stalled = await ask(0, 100_000);
  assertEquals(stalled.answered.status, 408);
  await stalled.answered.body?.cancel();
});

Deno.test("a caller who hangs up in the middle of a body leaves nothing behind", async () => {
  await using server = serve(door.door);
  const { port } = server.addr;
  for (const head of ["content-length: 1000", "transfer-encoding: chunked"]) {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode(
      `POST /v1/images/generations HTTP/1.1\r\nhost: localhost\r\n${head}\r\n\r\n4\r\n{"a"\r\n`,
    ));
  }
  const answer = await fetch(`http://127.0.0.1:${port}/health`);
  assertEquals(await answer.json(), { status: "ok" });
});
