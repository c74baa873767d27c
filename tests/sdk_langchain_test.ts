/**
 * LangChain's DALL-E tool against the running server. It reads nothing but the field it asked for.
 *
 * @module
 */

import { DallEAPIWrapper } from "@langchain/openai";
import { fromBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { assertEquals, assertRejects } from "./assert.ts";
import { doorForTests } from "./door.ts";
import { baseUrl, serve, type Server } from "./serve.ts";

const KEY = "darkroom-test-key";
const tests = doorForTests({ env: { API_MASTER_KEY: KEY } });

type Fields = ConstructorParameters<typeof DallEAPIWrapper>[0];

function connect(server: Server, fields: Fields = {}): DallEAPIWrapper {
  return new DallEAPIWrapper({ baseUrl: baseUrl(server), apiKey: KEY, ...fields });
}

Deno.test("DallEAPIWrapper gives a URL that can be fetched, which is its default", async () => {
  await using server = serve(tests.door);
  const url = await connect(server, { size: "1024x1024" }).invoke("a pear");
  const file = await fetch(url);
  assertEquals(file.headers.get("content-type"), "image/png");
  assertEquals(readMedia(await file.bytes())?.widthPx, 1024);
});

Deno.test("DallEAPIWrapper gives base64", async () => {
  await using server = serve(tests.door);
  const tool = connect(server, { model: "easel", dallEResponseFormat: "b64_json" });
  const bytes = fromBase64(await tool.invoke("a pear")) ?? new Uint8Array();
  assertEquals(readMedia(bytes)?.mediaType, "image/png");
});

Deno.test("DallEAPIWrapper gives several pictures, by as many calls", async () => {
  await using server = serve(tests.door);
  const asked = tests.door.easel.requests.length;
  const pictures = await connect(server, { model: "easel", n: 2 }).invoke("a pear");
  assertEquals(pictures.length, 2);
  assertEquals(tests.door.easel.requests.length, asked + 2);
});

Deno.test("DallEAPIWrapper raises what went wrong", async () => {
  await using server = serve(tests.door);
  const tool = connect(server, { model: "nobody" });
  await assertRejects(() => tool.invoke("a pear"), Error, '404 The model "nobody" does not exist');
});
