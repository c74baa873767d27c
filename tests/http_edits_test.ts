import { concat } from "../images/formats/bytes.ts";
import { toBase64 } from "../images/base64.ts";
import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { answered, errorOf, warningsOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "./assert.ts";
import { doorForTests, openDoor, openVirtualDoor } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";

const EDITS = "/v1/images/edits";
const tests = doorForTests();
const picture = png({ widthPx: 64, heightPx: 64 }).bytes;
const dataUrl = `data:image/png;base64,${toBase64(picture)}`;

function file(bytes: Uint8Array<ArrayBuffer> = picture, type = "image/png"): File {
  return new File([bytes], "picture.png", { type });
}

type Parts = readonly (readonly [name: string, content: File | string])[];

async function submit(path: string, parts: Parts): Promise<Response> {
  const body = new FormData();
  for (const [name, content] of parts) body.append(name, content);
  return await tests.door.app.request(path, { method: "POST", body });
}

const basics: Parts = [["prompt", "make it blue"], ["model", "easel"]];

/** Spellings of file fields, and how many pictures arrive. */
const SPELLINGS: readonly (readonly [readonly string[], number])[] = [
  [["image"], 1],
  [["image", "image"], 2],
  [["image[]"], 1],
  [["image[]", "image[]", "image[]"], 3],
  [["image[0]", "image[1]"], 2],
  [["images"], 1],
  [["images[]", "images[]"], 2],
];

for (const [names, count] of SPELLINGS) {
  Deno.test(`POST edits takes the file fields ${names.join(", ")}`, async () => {
    const files: Parts = names.map((name) => [name, file()]);
    // Files before the fields, as some SDKs order them.
    const response = await submit(EDITS, [...files, ...basics]);
    assertEquals(response.status, 200, await response.clone().text());
    assertEquals(ImagesResponse.parse(await response.json()).data.length, 1);
    const sent = tests.door.easel.requests.at(-1);
    assertEquals(sent?.inputs.length, count);
    assertObjectMatch(sent ?? {}, { operation: "edit", prompt: "make it blue" });
  });
}

Deno.test("POST edits looks at a file's bytes, not at the type or name it is given", async () => {
  for (const type of ["application/octet-stream", "image/jpeg", "text/plain", ""]) {
    const response = await submit(EDITS, [...basics, ["image", file(picture, type)]]);
    assertEquals(response.status, 200, await response.text());
  }
});

Deno.test("POST edits reads numbers and booleans that a form can only send as text", async () => {
  const response = await submit(EDITS, [
    ...basics,
    ["image", file()],
    ["n", "2"],
    ["stream", "false"],
    ["size", "32x32"],
    ["seed", "5"],
    ["input_fidelity", "high"],
  ]);
  const answer = ImagesResponse.parse(await response.json());
  assertEquals([answer.data.length, answer.size], [2, "32x32"]);
  assertEquals(warningsOf(response), ["input_fidelity dropped: it has no effect here"]);
});

for (const name of ["mask", "mask[]"]) {
  Deno.test(`POST edits takes a mask as ${name} and passes it on`, async () => {
    const { bytes } = png({ widthPx: 64, heightPx: 64, alpha: 0 });
    const response = await submit(EDITS, [...basics, ["image", file()], [name, file(bytes)]]);
    assertEquals(response.status, 200, await response.text());
    assert(tests.door.easel.requests.at(-1)?.mask !== undefined);
  });
}

Deno.test("POST edits refuses a mask that repaints nothing or has another size", async () => {
  const small = png({ widthPx: 32, heightPx: 32 }).bytes;
  for (const [mask, message] of [[picture, /no alpha/], [small, /is 32x32 pixels/]] as const) {
    const response = await submit(EDITS, [...basics, ["image", file()], ["mask", file(mask)]]);
    assertEquals(response.status, 400);
    const error = await errorOf(response);
    assertEquals(error.param, "mask");
    assertMatch(error.message, message);
  }
});

/** JSON bodies that mean the same edit. */
const JSON_EDITS: Readonly<Record<string, Record<string, unknown>>> = {
  "OpenAI's images list": { images: [{ image_url: dataUrl }] },
  "an image as a data URL": { image: dataUrl },
  "an image as plain base64": { image: toBase64(picture) },
  "a list of images": { image: [dataUrl] },
  "the chat form of a reference": { images: [{ image_url: { url: dataUrl } }] },
  "image_url as a field": { image_url: dataUrl },
  "base64 in an object": { images: [{ b64_json: toBase64(picture) }] },
};

for (const [what, body] of Object.entries(JSON_EDITS)) {
  Deno.test(`POST edits takes JSON with ${what}`, async () => {
    const response = await tests.door.post(EDITS, { prompt: "blue", model: "easel", ...body });
    assertEquals(response.status, 200, await response.text());
    assertEquals(tests.door.easel.requests.at(-1)?.inputs.length, 1);
  });
}

Deno.test("POST edits and variations need a picture", async () => {
  for (const path of [EDITS, "/v1/images/variations"]) {
    const response = await submit(path, basics);
    assertEquals(response.status, 400);
    assertObjectMatch(await errorOf(response), {
      param: "image",
      code: "missing_required_parameter",
    });
  }
});

Deno.test("POST edits needs a prompt, and variations do not", async () => {
  const parts: Parts = [["model", "easel"], ["image", file()]];
  assertObjectMatch(await errorOf(await submit(EDITS, parts)), { param: "prompt" });
  const response = await submit("/v1/images/variations", [...parts, ["n", "2"]]);
  assertEquals(ImagesResponse.parse(await response.json()).data.length, 2);
  assertEquals(tests.door.easel.requests.at(-1)?.operation, "variation");
});

/** A PNG's first bytes, claiming a size. */
function headerOfPng(widthPx: number, heightPx: number): Uint8Array<ArrayBuffer> {
  const bytes = picture.slice();
  new DataView(bytes.buffer).setUint32(16, widthPx);
  new DataView(bytes.buffer).setUint32(20, heightPx);
  return bytes;
}

/** Files that are no usable pictures. */
const BAD_FILES: Readonly<Record<string, readonly [Uint8Array<ArrayBuffer>, RegExp]>> = {
  "a text": [new TextEncoder().encode("hello, this is a text"), /image looks like a text file/],
  "nothing": [new Uint8Array(), /image /],
  "a picture cut short": [picture.slice(0, picture.length - 30), /image is damaged or cut short/],
  "a picture of 20000 by 20000": [headerOfPng(20_000, 20_000), /is 20000x20000 pixels; at most 50/],
};

for (const [what, [bytes, message]] of Object.entries(BAD_FILES)) {
  Deno.test(`POST edits refuses ${what} called PNG, naming the field`, async () => {
    const asked = tests.door.easel.requests.length;
    const response = await submit(EDITS, [...basics, ["image", file(bytes)]]);
    assertEquals(response.status, 400);
    const error = await errorOf(response);
    assertEquals(error.param, "image");
    assertMatch(error.message, message);
    assertEquals(tests.door.easel.requests.length, asked);
  });
}

Deno.test("POST edits names the one picture of several that cannot be used", async () => {
  const text = new TextEncoder().encode("hello, this is a text");
  const response = await submit(EDITS, [
    ...basics,
    ["image[]", file()],
    ["image[]", file(text)],
  ]);
  assertEquals((await errorOf(response)).param, "image[1]");
  const body = { prompt: "blue", images: [{ image_url: dataUrl }, { image_url: "%%%" }] };
  const error = await errorOf(await tests.door.post(EDITS, body));
  assertEquals(error.param, "images[1]");
  assertMatch(error.message, /images\[1\] is "%%%"; use a data URL/);
});

Deno.test("POST edits takes at most sixteen pictures", async () => {
  const many: Parts = Array.from({ length: 17 }, () => ["image[]", file()]);
  const error = await errorOf(await submit(EDITS, [...basics, ...many]));
  assertMatch(error.message, /image holds 17 pictures; use at most 16/);
});

Deno.test("POST edits does not fetch pictures from private addresses", async () => {
  for (const address of ["http://127.0.0.1:1/cat.png", "http://[::1]/a.png", "http://10.0.0.1/"]) {
    const images = [{ image_url: address }];
    const error = await errorOf(await tests.door.post(EDITS, { prompt: "blue", images }));
    assertEquals(error.param, "images[0]");
    assertMatch(error.message, /is not a public address/);
  }
});

Deno.test("POST edits fetches pictures where the operator allows it", async () => {
  await using server = serve(() => new Response(picture));
  await using door = await openDoor({ env: { ALLOW_PRIVATE_NETWORK: "true" } });
  const images = [{ image_url: `http://127.0.0.1:${server.addr.port}/cat.png` }];
  const response = await door.post(EDITS, { prompt: "blue", model: "easel", images });
  assertEquals(response.status, 200, await response.text());
  assertEquals(door.easel.requests.at(-1)?.inputs[0]?.bytes.length, picture.length);
});

Deno.test("POST edits says so when a fetched address holds no picture", async () => {
  await using server = serve(() => new Response("gone", { status: 404 }));
  await using door = await openDoor({ env: { ALLOW_PRIVATE_NETWORK: "true" } });
  const image = `http://127.0.0.1:${server.addr.port}/cat.png`;
  const error = await errorOf(await door.post(EDITS, { prompt: "blue", model: "easel", image }));
  assertEquals(error.param, "image");
  assertMatch(error.message, /its server answered 404/);
});

Deno.test("POST edits explains that files cannot be named yet", async () => {
  const body = { prompt: "blue", images: [{ file_id: "file-1" }] };
  assertMatch((await errorOf(await tests.door.post(EDITS, body))).message, /file_id/);
});

Deno.test("POST edits says what is wrong with a form that cannot be read", async () => {
  for (const type of ["multipart/form-data", "multipart/form-data; boundary=other"]) {
    const response = await tests.door.app.request(EDITS, {
      method: "POST",
      body: "--x\r\nnonsense",
      headers: { "content-type": type },
    });
    assertEquals(response.status, 400);
    assertMatch((await errorOf(response)).message, /form cannot be read/);
  }
});

Deno.test("POST edits leaves no input behind when the engine refuses the order", async () => {
  const stored: string[] = [];
  await using door = await openDoor();
  const { blobs } = door.darkroom.services;
  const put = blobs.put.bind(blobs);
  blobs.put = (bytes, options) => {
    stored.push(options.id);
    return put(bytes, options);
  };
  const response = await door.post(EDITS, {
    prompt: "blue",
    model: "org/brush:free",
    image: dataUrl,
  });
  assertEquals(response.status, 400);
  assertEquals((await errorOf(response)).param, "model");
  assertEquals(stored.length, 1);
  assertEquals(await blobs.head(stored[0] ?? ""), undefined);
});

Deno.test("POST edits refuses more than 64 MB, declared or not, without reading on", async () => {
  const megabyte = new Uint8Array(1_024 * 1_024);
  let sent = 0;
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(stream) {
      sent++;
      stream.enqueue(megabyte);
    },
  });
  const chunked = await tests.door.app.request(EDITS, { method: "POST", body: endless });
  assertEquals(chunked.status, 413);
  assertMatch((await errorOf(chunked)).message, /larger than 64 MB/);
  assert(sent < 80, `${sent} MB were read`);
  const declared = await tests.door.app.request(EDITS, {
    method: "POST",
    body: "{}",
    headers: { "content-length": String(65 * 1_024 * 1_024) },
  });
  assertEquals(declared.status, 413);
  assertObjectMatch(await errorOf(declared), { code: "request_too_large" });
});

Deno.test("POST edits reads a form that comes in pieces without a length", async () => {
  const boundary = "openai-x1";
  const text = (value: string) => new TextEncoder().encode(value);
  const body = concat([
    text(
      `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="unknown_file"\r\n`,
    ),
    text("Content-Type: application/octet-stream\r\n\r\n"),
    picture,
    text(`\r\n--${boundary}\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nblue`),
    text(`\r\n--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\neasel`),
    text(`\r\n--${boundary}--\r\n`),
  ]);
  const pieces = Array.from(
    { length: Math.ceil(body.length / 7) },
    (_, index) => body.slice(index * 7, index * 7 + 7),
  );
  const response = await tests.door.app.request(EDITS, {
    method: "POST",
    body: ReadableStream.from(pieces),
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
  });
  assertEquals(response.status, 200, await response.text());
});

function serve(handler: () => Response): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
}

Deno.test("POST edits reads our own pictures from the store, under whatever address", async () => {
  const made = await tests.door.post("/v1/images/generations", {
    model: "easel",
    prompt: "a pear",
    response_format: "url",
  });
  const { data: [first] } = ImagesResponse.parse(await made.json());
  const { pathname } = new URL(first?.url ?? "");
  for (const base of ["https://pics.example", "http://127.0.0.1:1/darkroom"]) {
    const body = { model: "easel", prompt: "blue", image: `${base}${pathname}` };
    const response = await tests.door.post(EDITS, body);
    assertEquals(response.status, 200, await response.text());
  }
});

Deno.test("POST edits waits half a minute for a picture's server", async () => {
  const fetch: typeof globalThis.fetch = (_, init) =>
    new Promise((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  await using door = await openVirtualDoor({ fetch, env: { ALLOW_PRIVATE_NETWORK: "true" } });
  const startedAt = door.runtime.now();
  const body = { prompt: "blue", image: "http://slow.example/a.png" };
  const response = await answered(door.runtime, door.post(EDITS, body));
  assertEquals([response.status, door.runtime.now() - startedAt], [400, 30_000]);
  const error = await errorOf(response);
  assertEquals(error.param, "image");
  assertMatch(error.message, /took too long/);
});
