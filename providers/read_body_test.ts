import { assertEquals } from "../tests/assert.ts";
import { readText } from "./read_body.ts";

/** A body of unknown length that notes whether it was cancelled. */
function endless(): { readonly response: Response; readonly cancelled: () => boolean } {
  let cancelled = false;
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
    cancel: () => void (cancelled = true),
  });
  return { response: new Response(body), cancelled: () => cancelled };
}

Deno.test("readText() reads up to maxBytes, in any pieces", async () => {
  const parts = ["dö", "ner"].map((text) => new TextEncoder().encode(text));
  const [first = new Uint8Array(), second = new Uint8Array()] = parts;
  const stream = ReadableStream.from([first.slice(0, 2), first.slice(2), second]);
  assertEquals(await readText(new Response(stream), 6), "döner");
  const headers = { "content-length": "5" };
  assertEquals(await readText(new Response("12345", { headers }), 5), "12345");
});

Deno.test("readText() stops at maxBytes", async () => {
  const { response, cancelled } = endless();
  assertEquals(await readText(response, 10_000), undefined);
  assertEquals(cancelled(), true);
});

Deno.test("readText() does not begin what is declared too long", async () => {
  const { response, cancelled } = endless();
  response.headers.set("content-length", "10001");
  assertEquals(await readText(response, 10_000), undefined);
  assertEquals(cancelled(), true);
});
