import { assert, assertEquals, assertStringIncludes } from "../tests/assert.ts";
import { latin1Bytes, makePicture, rasterForTests } from "../tests/pictures.ts";
import { createUrlGuard, type UrlGuard } from "../net/guard.ts";
import { downloadImage, type DownloadOptions } from "./download.ts";

const raster = rasterForTests();
const URL_OF_IMAGE = "https://cdn.test/a.png";

Deno.test("downloadImage() gives the picture, its type told from its bytes", async () => {
  const png = await makePicture(raster);
  const answer = new Response(png.bytes, { headers: { "content-type": "text/plain" } });
  const download = await downloadImage(URL_OF_IMAGE, serving({ [URL_OF_IMAGE]: answer }));
  assertEquals(download, { kind: "done", image: png });
});

Deno.test("downloadImage() follows redirects and asks about each address", async () => {
  const png = await makePicture(raster);
  const asked: string[] = [];
  const options = serving({
    [URL_OF_IMAGE]: redirect("/b.png"),
    "https://cdn.test/b.png": redirect("https://other.test/c.png"),
    "https://other.test/c.png": new Response(png.bytes),
  });
  const guard: UrlGuard = (url) => Promise.resolve(void asked.push(url.href));
  const outside = { ...options.outside, guard };
  const download = await downloadImage(URL_OF_IMAGE, { ...options, outside });
  assertEquals(download.kind, "done");
  assertEquals(asked, [URL_OF_IMAGE, "https://cdn.test/b.png", "https://other.test/c.png"]);
});

Deno.test("downloadImage() does not fetch an address that is not allowed", async () => {
  const options = serving({ [URL_OF_IMAGE]: redirect("http://127.0.0.1/") });
  const guard: UrlGuard = (url) =>
    Promise.resolve(url.hostname === "127.0.0.1" ? "it is private" : undefined);
  const outside = { ...options.outside, guard };
  const failure = await failureOf(URL_OF_IMAGE, { ...options, outside });
  assertEquals(failure.kind, "bad_response");
  assertStringIncludes(failure.message, "it is private");
});

Deno.test("downloadImage() takes http and https only, also after a redirect", async () => {
  for (const url of ["file:///etc/passwd", "data:image/png;base64,aaaa", "not a url"]) {
    assertEquals((await failureOf(url, serving({}))).kind, "bad_response", url);
  }
  const options = serving({ [URL_OF_IMAGE]: redirect("file:///etc/passwd") });
  assertEquals((await failureOf(URL_OF_IMAGE, options)).kind, "bad_response");
});

Deno.test("downloadImage() gives up on a redirect that goes round", async () => {
  const fetch = () => Promise.resolve(redirect(URL_OF_IMAGE));
  const failure = await failureOf(URL_OF_IMAGE, asking(fetch));
  assertStringIncludes(failure.message, "redirects more than 5 times");
});

Deno.test("downloadImage() reads no more bytes than allowed, whatever is declared", async () => {
  const png = await makePicture(raster);
  for (const headers of [{}, { "content-length": String(png.bytes.length) }]) {
    const options = serving({ [URL_OF_IMAGE]: new Response(png.bytes, { headers }) });
    const failure = await failureOf(URL_OF_IMAGE, { ...options, maxBytes: 20 });
    assertEquals(failure.kind, "generation_failed");
    assertStringIncludes(failure.message, "larger than 20 bytes");
  }
});

Deno.test("downloadImage() tells a picture that is gone from a server that is busy", async () => {
  const kinds = { 404: "generation_failed", 410: "generation_failed", 429: "unavailable" };
  for (const [status, kind] of Object.entries({ ...kinds, 503: "unavailable" })) {
    const answer = new Response("sorry", { status: Number(status) });
    assertEquals((await failureOf(URL_OF_IMAGE, serving({ [URL_OF_IMAGE]: answer }))).kind, kind);
  }
});

Deno.test("downloadImage() says what came instead of a picture", async () => {
  const answer = new Response(latin1Bytes("<!doctype html><html>"));
  const failure = await failureOf(URL_OF_IMAGE, serving({ [URL_OF_IMAGE]: answer }));
  assertEquals(failure.kind, "generation_failed");
  assertStringIncludes(failure.message, "an HTML page");
});

Deno.test("downloadImage() says no_answer when the connection fails or the signal aborts", async () => {
  const fetch = () => Promise.reject(new TypeError("connection refused"));
  assertEquals((await failureOf(URL_OF_IMAGE, asking(fetch))).kind, "no_answer");
  const signal = AbortSignal.abort();
  assertEquals(
    (await failureOf(URL_OF_IMAGE, { ...asking(fetch), signal })).kind,
    "no_answer",
  );
});

Deno.test("downloadImage() tells callers nothing of an upstream's addresses, and the log no more than a host", async () => {
  const url = "https://cdn.test/a.png?signature=secret";
  const fetch = () => Promise.reject(new TypeError(`error sending request for url (${url}): no`));
  const lost = await failureOf(url, { ...asking(fetch), from: "upstream" });
  assertEquals(lost.detail, {
    error: "TypeError: error sending request for url (https://cdn.test): no",
  });
  const guard: UrlGuard = () => Promise.resolve('"10.0.0.7" is not a public address');
  const options = asking(fetch);
  const outside = { ...options.outside, guard };
  const refused = await failureOf(url, { ...options, outside, from: "upstream" });
  assertEquals(refused.message, "The upstream's image address cannot be used.");
  assertEquals(refused.detail, { problem: '"10.0.0.7" is not a public address' });
  const own = await failureOf(url, { ...options, outside, from: "caller" });
  assertStringIncludes(own.message, "is not a public address");
});

function serving(answers: Readonly<Record<string, Response>>): DownloadOptions {
  return asking((input) =>
    Promise.resolve(answers[String(input)] ?? new Response(null, { status: 404 }))
  );
}

function asking(fetch: typeof globalThis.fetch): DownloadOptions {
  const resolve = () => Promise.reject(new Error("Nobody asks where a name leads"));
  const guard = createUrlGuard({ resolve, trustedOrigins: [], allowPrivate: true });
  return {
    outside: { guard, fetch },
    signal: new AbortController().signal,
    maxBytes: 1_000_000,
    from: "caller",
  };
}

function redirect(location: string): Response {
  return new Response("moved", { status: 302, headers: { location } });
}

async function failureOf(url: string, options: DownloadOptions) {
  const download = await downloadImage(url, options);
  assert(download.kind === "failed", "expected a failure");
  return download.failure;
}
