/**
 * The whole program with its pictures in a bucket.
 *
 * @module
 */

import { fromBase64 } from "../images/base64.ts";
import { jobImages, jobStatus } from "../jobs/job.ts";
import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { answered, errorOf } from "./answers.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { type Door, openDoor, openVirtualDoor } from "./door.ts";
import { createFakeBucket, refusal } from "./fakes/bucket.ts";
import { createScriptedProvider } from "./fakes/scripted_provider.ts";
import { CREDENTIALS, type S3Server, startS3Server } from "./s3_server.ts";
import { createWorld } from "./world.ts";

const GENERATIONS = "/v1/images/generations";
const KEYS = {
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
};

/** A bucket that only `createFakeBucket` knows. */
const IN_MEMORY = { BLOB_STORE: "s3://pics/p?endpoint=http://bucket.test", ...KEYS };

function environment({ endpoint, bucket }: S3Server, options = ""): Record<string, string> {
  return { BLOB_STORE: `s3://${bucket.name}/test?endpoint=${endpoint}${options}`, ...KEYS };
}

/** Makes a picture and gives its path. */
async function makeFile(door: Door): Promise<string> {
  const body = { model: "easel", prompt: "a pear", size: "64x64", response_format: "url" };
  const response = await door.post(GENERATIONS, body);
  assertEquals(response.status, 200, await response.clone().text());
  const [picture] = ImagesResponse.parse(await response.json()).data;
  await door.idle();
  return new URL(picture?.url ?? "").pathname;
}

Deno.test("a door over a bucket makes pictures and serves them, whole and in parts", async () => {
  await using server = await startS3Server();
  await using door = await openDoor({ env: environment(server) });
  const path = await makeFile(door);
  const got = await door.get(path);
  const bytes = await got.bytes();
  assertEquals(got.status, 200);
  assertEquals(got.headers.get("content-length"), String(bytes.length));
  const etag = got.headers.get("etag") ?? "";
  assertMatch(etag, /^"[0-9a-f]{64}"$/);
  const known = await door.get(path, { "if-none-match": etag });
  assertEquals([known.status, await known.text()], [304, ""]);
  const head = await door.app.request(path, { method: "HEAD" });
  assertEquals([head.status, head.headers.get("etag")], [200, etag]);
  for (const [range, start, end] of [["bytes=0-0", 0, 1], ["bytes=5-14", 5, 15]] as const) {
    const part = await door.get(path, { range });
    assertEquals([part.status, await part.bytes()], [206, bytes.slice(start, end)]);
  }
  assertEquals((await door.get(path.replace(".png", ".jpg"))).status, 404);
});

Deno.test("a door over a bucket answers in base64, and keeps inputs and long prompts there", async () => {
  await using server = await startS3Server();
  await using door = await openDoor({ env: environment(server) });
  const drawn = await door.post(GENERATIONS, { prompt: "梨".repeat(20_000), size: "64x64" });
  const [picture] = ImagesResponse.parse(await drawn.json()).data;
  const form = new FormData();
  form.set("prompt", "in watercolour");
  const bytes = fromBase64(picture?.b64_json ?? "") ?? new Uint8Array();
  form.set("image", new Blob([bytes], { type: "image/png" }), "pear.png");
  const edited = await door.app.request("/v1/images/edits", { method: "POST", body: form });
  assertEquals(edited.status, 200, await edited.clone().text());
  assert(ImagesResponse.parse(await edited.json()).data[0]?.b64_json);
  await door.idle();
});

Deno.test("a file in a bucket is gone from the moment it expires, and swept later", async () => {
  const fake = createFakeBucket(() => door.runtime.now());
  const env = { ...IN_MEMORY, JOB_TTL_HOURS: "0.1" };
  await using door = await openVirtualDoor({ env, fetch: fake.fetch });
  const { runtime } = door;
  const file = { id: "ab12".repeat(8), mediaType: "image/png", expiresAt: runtime.now() + 420_000 };
  await door.darkroom.services.blobs.put(new Uint8Array(4), file);
  const path = `/files/${file.id}.png`;
  const before = await door.get(path);
  assertEquals(await before.bytes(), new Uint8Array(4));
  assertEquals(before.headers.get("cache-control"), "public, max-age=420, immutable");
  await runtime.pass(420_000);
  const gone = await door.get(path);
  assertEquals([gone.status, (await errorOf(gone)).code], [404, "not_found"]);
  assertEquals(fake.objects.size, 1);
  await door.darkroom.sweepBlobs();
  assertEquals(fake.objects.size, 0);
  assertEquals(runtime.events.filter(({ event }) => event === "sweep").length, 1);
});

Deno.test("a bucket that does not answer is an outage to readers, and stops no sweeper", async () => {
  const fake = createFakeBucket(() => door.runtime.now());
  await using door = await openVirtualDoor({ env: IN_MEMORY, fetch: fake.fetch });
  fake.trouble = () => refusal(503, "SlowDown");
  const refused = await answered(door.runtime, door.get(`/files/${"ab12".repeat(8)}.png`));
  assertEquals([refused.status, refused.headers.get("x-should-retry")], [503, "true"]);
  assertEquals((await errorOf(refused)).message, "The pictures cannot be reached just now");
  const swept = door.darkroom.sweepBlobs();
  let done = false;
  void swept.then(() => done = true);
  await door.runtime.until(() => done);
  const bugs = door.runtime.events.flatMap((event) => event.event === "bug" ? [event] : []);
  assertEquals(bugs.map(({ where }) => where), [`GET /files/${"ab12".repeat(8)}.png`, "sweep"]);
  for (const { message } of bugs) assertMatch(message, /^The bucket "pics" answered 503 SlowDown/);
});

Deno.test("a picture that the bucket does not take is stored later, not drawn again", async () => {
  using kv = await Deno.openKv(":memory:");
  const fake = createFakeBucket(() => world.runtime.now());
  const easel = createScriptedProvider();
  const env = { ...IN_MEMORY, DEFAULT_MODEL: "easel" };
  const world = await createWorld({ kv, providers: [easel], fetch: fake.fetch, env });
  let uploads = 0;
  // The raw picture is taken; the finished one is not, for longer than the store itself tries.
  fake.trouble = ({ method }) =>
    method === "PUT" && ++uploads > 1 && uploads < 9 ? refusal(503, "SlowDown") : undefined;
  world.darkroom.worker.start();
  const { id } = await world.accept({ model: "easel", outputFormat: "jpeg" });
  const job = await world.end(id);
  assertEquals([jobStatus(job), jobImages(job).length], ["completed", 1]);
  assertEquals([easel.requests.length, uploads], [1, 9]);
  await world.close();
});

Deno.test("presigned reads send readers to the bucket, and tell them how long that is good", async () => {
  await using server = await startS3Server();
  const [proxied, presigned] = [environment(server), environment(server, "&reads=presigned")];
  await using before = await openDoor({ env: proxied });
  await using door = await openDoor({ env: presigned });
  const path = await makeFile(before);
  const bytes = await (await before.get(path)).bytes();
  const sent = await door.get(path, { origin: "https://page.test" });
  assertEquals([sent.status, await sent.text()], [302, ""]);
  assertEquals(sent.headers.get("cross-origin-resource-policy"), "cross-origin");
  assertEquals(sent.headers.get("access-control-allow-origin"), "https://page.test");
  const [, maxAgeS] = /^public, max-age=(\d+)$/.exec(sent.headers.get("cache-control") ?? "") ?? [];
  assert(Number(maxAgeS) > 0 && Number(maxAgeS) <= 300, "half of ten minutes at most");
  for (const name of ["etag", "content-disposition", "content-type"]) {
    assertEquals(sent.headers.get(name), null, name);
  }
  const location = sent.headers.get("location") ?? "";
  assert(location.startsWith(`${server.endpoint}/pictures/test/`), location);
  const response = await fetch(location, { headers: { origin: "null" } });
  assertEquals([response.status, await response.bytes()], [200, bytes]);
  assert(response.headers.has("access-control-allow-origin"), "the bucket allows every origin");
  const head = await door.app.request(path, { method: "HEAD" });
  assertEquals([head.status, head.headers.get("content-length")], [200, String(bytes.length)]);
  const etag = head.headers.get("etag") ?? "";
  assertEquals((await door.get(path, { "if-none-match": etag })).status, 304);
  assertEquals((await door.get("/files/0123456789abcdef.png")).status, 404);
  // The program itself reads the bucket directly.
  const inline = await door.post(GENERATIONS, { model: "easel", prompt: "a pear", size: "64x64" });
  assert(ImagesResponse.parse(await inline.json()).data[0]?.b64_json);
  await door.idle();
});
