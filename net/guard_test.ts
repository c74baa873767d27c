import { assert, assertEquals, assertFalse, assertStringIncludes } from "../tests/assert.ts";
import { latin1Bytes, makePicture, rasterForTests } from "../tests/pictures.ts";
import { downloadImage } from "../images/download.ts";
import { createUrlGuard, type UrlGuardOptions } from "./guard.ts";

const raster = rasterForTests();

/** What a name server knows. */
const ZONE: Readonly<Record<string, readonly string[]>> = {
  "cdn.example.com": ["93.184.216.34", "2606:2800:220:1::1"],
  "four.example.com": ["93.184.216.34"],
  "six.example.com": ["2606:2800:220:1::1"],
  "inside.example.com": ["10.0.0.7"],
  "both.example.com": ["93.184.216.34", "127.0.0.1"],
  "mixed.example.com": ["93.184.216.34", "fd00::1"],
  "mapped.example.com": ["::ffff:127.0.0.1"],
  "metadata.example.com": ["169.254.169.254"],
  "odd.example.com": ["0x7f.1"],
  "localhost": ["93.184.216.34"],
};

const PASSES = [
  "https://cdn.example.com/a.png",
  "http://cdn.example.com:8080/a.png?b=c#d",
  "https://CDN.example.com./a.png",
  "https://four.example.com/a.png",
  "https://six.example.com/a.png",
  "https://93.184.216.34/a.png",
  "https://[2606:2800:220:1::1]/a.png",
  "http://127.0.0.1:7860/file/a.png",
  "http://localhost:9000/a.png",
];

const REFUSED: Readonly<Record<string, string>> = {
  "http://127.0.0.1/": '"127.0.0.1" is not a public address',
  "http://127.0.0.1:7861/": "not a public address",
  "https://127.0.0.1:7860/": "not a public address",
  "http://2130706433:80/": '"127.0.0.1" is not a public address',
  "http://[::ffff:7f00:1]/": "not a public address",
  "http://169.254.169.254/latest/meta-data/": "not a public address",
  "http://localhost/": "private network",
  "http://a.localhost./": "private network",
  "http://minio:9000/": "private network",
  "http://metadata.google.internal/": "private network",
  "https://inside.example.com/": '"inside.example.com" leads into a private network',
  "https://both.example.com/": "leads into a private network",
  "https://mixed.example.com/": "leads into a private network",
  "https://mapped.example.com/": "leads into a private network",
  "https://metadata.example.com/": "leads into a private network",
  "https://odd.example.com/": "leads into a private network",
  "https://unknown.example.com/": "leads to no address",
  "https://broken.example.com/": "leads to no address",
  "https://user@cdn.example.com/": "a user or a password",
  "https://:secret@cdn.example.com/": "a user or a password",
  "http://user:secret@127.0.0.1:7860/": "a user or a password",
  "ftp://cdn.example.com/": '"ftp:" is not http or https',
  "file:///etc/passwd": '"file:" is not http or https',
  "data:image/png;base64,aaaa": '"data:" is not http or https',
  "blob:https://cdn.example.com/1": '"blob:" is not http or https',
};

for (const url of PASSES) {
  Deno.test(`createUrlGuard() lets pass ${url}`, async () => {
    assertEquals(await guard()(new URL(url)), undefined);
  });
}

for (const [url, problem] of Object.entries(REFUSED)) {
  Deno.test(`createUrlGuard() refuses ${url}`, async () => {
    const said = await guard()(new URL(url));
    assertStringIncludes(said ?? "nothing", problem);
    const hidden = ["10.0.0.7", "secret"];
    for (const word of hidden) assertFalse(said?.includes(word), "It tells no more than it must");
  });
}

Deno.test("createUrlGuard() resolves each name anew, in both families", async () => {
  const asked: string[] = [];
  const check = guard({
    resolve(name, type) {
      asked.push(`${type} ${name}`);
      return Promise.resolve(type === "A" ? ["93.184.216.34"] : []);
    },
  });
  for (let times = 0; times < 2; times++) await check(new URL("https://cdn.example.com/"));
  assertEquals(asked, [
    "A cdn.example.com",
    "AAAA cdn.example.com",
    "A cdn.example.com",
    "AAAA cdn.example.com",
  ]);
});

Deno.test("createUrlGuard() allows private networks when told to, and nothing else more", async () => {
  const check = guard({ allowPrivate: true });
  for (const url of ["http://127.0.0.1/", "http://minio:9000/", "https://inside.example.com/"]) {
    assertEquals(await check(new URL(url)), undefined, url);
  }
  assert(await check(new URL("file:///etc/passwd")));
  assert(await check(new URL("https://user@cdn.example.com/")));
});

const START = "https://cdn.example.com/a.png";

for (
  const target of [
    "http://127.0.0.1/",
    "http://0x7f.1/",
    "http://[::ffff:169.254.169.254]/",
    "//10.0.0.1/a.png",
    "https://inside.example.com/a.png",
    "http://localhost/",
    "https://me:too@cdn.example.com/b.png",
    "file:///etc/passwd",
  ]
) {
  Deno.test(`downloadImage() with a guard asks nothing of a redirect to ${target}`, async () => {
    const { failure, asked } = await refusedDownload({ [START]: redirect(target) });
    assertEquals(failure.kind, "bad_response");
    assertEquals(asked, [START]);
  });
}

Deno.test("downloadImage() with a guard follows into a trusted origin, and checks behind it", async () => {
  const home = "http://127.0.0.1:7860/a.png";
  const png = await makePicture(raster);
  const there = await download({ [START]: redirect(home), [home]: new Response(png.bytes) });
  assertEquals(there.result.kind, "done");
  const { failure, asked } = await refusedDownload({
    [START]: redirect(home),
    [home]: redirect("http://127.0.0.1:22/"),
  });
  assertEquals([failure.kind, asked.length], ["bad_response", 2]);
});

const ANSWERS: Readonly<Record<string, { answer: () => Response; kind: string; says: string }>> = {
  "gone": {
    answer: () => new Response("", { status: 410 }),
    kind: "generation_failed",
    says: "no longer there",
  },
  "a web page": {
    answer: () =>
      new Response("<!doctype html><html>", { headers: { "content-type": "image/png" } }),
    kind: "generation_failed",
    says: "an HTML page",
  },
  "another kind of file": {
    answer: () =>
      new Response(latin1Bytes("%PDF-1.7"), { headers: { "content-type": "image/png" } }),
    kind: "generation_failed",
    says: "not an image",
  },
  "too large": {
    answer: () => new Response(new Uint8Array(20_001)),
    kind: "generation_failed",
    says: "larger than 20000 bytes",
  },
};

for (const [what, { answer, kind, says }] of Object.entries(ANSWERS)) {
  Deno.test(`downloadImage() with a guard finds a picture that is ${what}`, async () => {
    const { failure } = await refusedDownload({ [START]: answer() });
    assertEquals(failure.kind, kind);
    assertStringIncludes(failure.message, says);
  });
}

function guard(more: Partial<UrlGuardOptions> = {}) {
  return createUrlGuard({
    resolve(name, type) {
      if (name.startsWith("broken")) return Promise.reject(new Error("The name server fails"));
      const known = ZONE[name] ?? [];
      return Promise.resolve(
        known.filter((address) => address.includes(":") === (type === "AAAA")),
      );
    },
    trustedOrigins: ["http://127.0.0.1:7860", "http://localhost:9000"],
    allowPrivate: false,
    ...more,
  });
}

async function download(answers: Readonly<Record<string, Response>>) {
  const asked: string[] = [];
  const result = await downloadImage(START, {
    outside: {
      guard: guard(),
      fetch(input) {
        asked.push(String(input));
        return Promise.resolve(answers[String(input)] ?? new Response(null, { status: 404 }));
      },
    },
    signal: new AbortController().signal,
    maxBytes: 20_000,
    from: "caller",
  });
  return { result, asked };
}

async function refusedDownload(answers: Readonly<Record<string, Response>>) {
  const { result, asked } = await download(answers);
  assert(result.kind === "failed", "There is no picture");
  return { failure: result.failure, asked };
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}
