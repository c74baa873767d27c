import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { answered, errorOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertNotEquals } from "./assert.ts";
import { doorForTests, openVirtualDoor } from "./door.ts";

const tests = doorForTests({ env: { API_MASTER_KEY: "darkroom-test-key" } });

/** Makes a picture and gives its path. */
async function makeFile(body: Record<string, unknown> = {}): Promise<string> {
  const response = await tests.door.post("/v1/images/generations", {
    model: "easel",
    prompt: "a pear",
    size: "64x64",
    response_format: "url",
    ...body,
  }, { authorization: "Bearer darkroom-test-key" });
  const [picture] = ImagesResponse.parse(await response.json()).data;
  return new URL(picture?.url ?? "").pathname;
}

Deno.test("GET a file needs no key and is cacheable for as long as the file lives", async () => {
  const path = await makeFile();
  assertMatch(path, /^\/files\/[0-9a-f]{32,}\.png$/);
  const response = await tests.door.get(path);
  assertEquals(response.status, 200);
  const { headers } = response;
  const bytes = await response.bytes();
  assertEquals(headers.get("content-type"), "image/png");
  assertEquals(headers.get("content-length"), String(bytes.length));
  assertEquals(headers.get("x-content-type-options"), "nosniff");
  assertEquals(headers.get("cross-origin-resource-policy"), "cross-origin");
  assertEquals(headers.get("accept-ranges"), "bytes");
  assertMatch(headers.get("content-disposition") ?? "", /^inline; filename="[0-9a-f]+\.png"$/);
  const [, maxAgeS] =
    /^public, max-age=(\d+), immutable$/.exec(headers.get("cache-control") ?? "") ??
      [];
  const { jobTtlMs, jobTimeoutMs } = tests.door.config;
  const lifeS = (jobTtlMs + jobTimeoutMs) / 1_000;
  assert(Number(maxAgeS) > lifeS - 60 && Number(maxAgeS) <= lifeS, maxAgeS);
});

Deno.test("GET a file tolerates a key that it does not need", async () => {
  const path = await makeFile();
  for (const key of ["darkroom-test-key", "wrong"]) {
    const response = await tests.door.get(path, { authorization: `Bearer ${key}` });
    await response.body?.cancel();
    assertEquals(response.status, 200);
  }
});

Deno.test("HEAD a file tells the same and sends nothing", async () => {
  const path = await makeFile();
  const [head, get] = await Promise.all([
    tests.door.app.request(path, { method: "HEAD" }),
    tests.door.get(path),
  ]);
  assertEquals(head.status, 200);
  assertEquals(await head.text(), "");
  for (const name of ["content-type", "content-length", "etag"]) {
    assertEquals(head.headers.get(name), get.headers.get(name), name);
  }
  await get.body?.cancel();
});

Deno.test("GET a file is 304 for who has it already", async () => {
  const path = await makeFile();
  const first = await tests.door.get(path);
  await first.body?.cancel();
  const etag = first.headers.get("etag") ?? "";
  assertMatch(etag, /^"[0-9a-f]{64}"$/);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const response = await tests.door.get(path, { "if-none-match": known });
    assertEquals(response.status, 304, known);
    assertEquals(await response.text(), "");
    assertEquals(response.headers.get("etag"), etag);
  }
  const other = await tests.door.get(path, { "if-none-match": '"other"' });
  await other.body?.cancel();
  assertEquals(other.status, 200);
});

Deno.test("GET a range of a file gives exactly those bytes", async () => {
  const path = await makeFile();
  const whole = await (await tests.door.get(path)).bytes();
  const last = whole.length - 1;
  const ranges: readonly (readonly [string, number, number])[] = [
    ["bytes=0-0", 0, 0],
    ["bytes=5-14", 5, 14],
    ["bytes=20-", 20, last],
    ["bytes=-8", last - 7, last],
  ];
  for (const [range, start, end] of ranges) {
    const response = await tests.door.get(path, { range });
    assertEquals(response.status, 206);
    assertEquals(
      response.headers.get("content-range"),
      `bytes ${start}-${end}/${whole.length}`,
    );
    assertEquals(await response.bytes(), whole.slice(start, end + 1));
  }
});

Deno.test("GET a range that is not there is a 416 with the file's length", async () => {
  const path = await makeFile();
  const response = await tests.door.get(path, { range: "bytes=999999-" });
  assertEquals(response.status, 416);
  assertMatch(response.headers.get("content-range") ?? "", /^bytes \*\/\d+$/);
  assertEquals(response.headers.get("cache-control"), null);
  assertEquals((await errorOf(response)).code, "invalid_range");
});

Deno.test("GET a range with If-Range gives the part only of the same file", async () => {
  const path = await makeFile();
  const first = await tests.door.get(path);
  await first.body?.cancel();
  const etag = first.headers.get("etag") ?? "";
  for (const [known, status] of [[etag, 206], ['"other"', 200], [`W/${etag}`, 200]] as const) {
    const response = await tests.door.get(path, { range: "bytes=0-3", "if-range": known });
    await response.body?.cancel();
    assertEquals(response.status, status, known);
  }
});

Deno.test("files that are not there, or not of that kind, are 404", async () => {
  const path = await makeFile();
  const jpeg = await makeFile({ model: "studio", output_format: "jpeg" });
  assertMatch(jpeg, /\.jpg$/);
  const wrong = [
    path.replace(".png", ".jpg"),
    path.replace(".png", ".webp"),
    jpeg.replace(".jpg", ".jpeg"),
    "/files/0123456789abcdef0123456789abcdef.png",
  ];
  for (const name of wrong) {
    const response = await tests.door.get(name);
    assertEquals(response.status, 404, name);
    assertEquals((await errorOf(response)).code, "not_found");
  }
  for (const name of ["/files/", "/files/a", "/files/..%2fx.png", path.replace(".png", "")]) {
    assertEquals((await tests.door.get(name)).status, 404, name);
  }
});

Deno.test("a blob that is no picture is nobody's file", async () => {
  const { blobs } = tests.door.darkroom.services;
  const expiresAt = Date.now() + 60_000;
  await blobs.put(new Uint8Array(4), { id: "ab12", mediaType: "application/json", expiresAt });
  for (const extension of ["json", "png"]) {
    assertEquals((await tests.door.get(`/files/ab12.${extension}`)).status, 404);
  }
});

Deno.test("a file that has expired is 404, whether it was swept yet or not", async () => {
  const env = { JOB_TTL_HOURS: "0.1", JOB_TIMEOUT_SECONDS: "60" };
  await using door = await openVirtualDoor({ env });
  const { runtime } = door;
  const body = { model: "easel", prompt: "a pear", response_format: "url" };
  const made = await answered(runtime, door.post("/v1/images/generations", body));
  const [picture] = ImagesResponse.parse(await made.json()).data;
  const path = new URL(picture?.url ?? "").pathname;
  const before = await door.get(path);
  await before.body?.cancel();
  assertMatch(before.headers.get("cache-control") ?? "", /^public, max-age=4(1\d|20), immutable$/);
  await runtime.pass(421_000);
  assertEquals((await door.get(path)).status, 404);
});

/** What proxies say, and the address that a picture gets. */
const ADDRESSES: readonly (readonly [Record<string, string>, string])[] = [
  [{}, "http://localhost"],
  [{ "x-forwarded-proto": "https", "x-forwarded-host": "pics.example" }, "https://pics.example"],
  [{ "x-forwarded-proto": "https, http", "x-forwarded-host": "a.example, b" }, "https://a.example"],
  [{ "forwarded": 'for=1.2.3.4;proto=https;host="p.example:8443"' }, "https://p.example:8443"],
  [{ "x-forwarded-proto": "javascript", "x-forwarded-host": "a/b?c" }, "http://localhost"],
];

for (const [headers, base] of ADDRESSES) {
  Deno.test(`the address of a file behind ${JSON.stringify(headers)} is under ${base}`, async () => {
    const body = { model: "easel", prompt: "a pear", response_format: "url" };
    const response = await tests.door.post("/v1/images/generations", body, {
      ...headers,
      "api-key": "darkroom-test-key",
    });
    const [picture] = ImagesResponse.parse(await response.json()).data;
    assertMatch(picture?.url ?? "", /^https?:\/\/[^/]+\/files\/[0-9a-f]+\.png$/);
    assertEquals(new URL(picture?.url ?? "").origin, base);
    assertNotEquals(picture?.url, undefined);
  });
}
