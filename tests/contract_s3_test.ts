/**
 * The blob store over a bucket, against a real S3 server that checks signatures.
 *
 * @module
 */

import { BlobError } from "../store/blobs.ts";
import { createS3Blobs } from "../store/s3_blobs.ts";
import { assert, assertEquals, assertMatch, assertNotMatch, assertRejects } from "./assert.ts";
import { blobsContract } from "./contract/blobs.ts";
import { createVirtualRuntime, type VirtualRuntime } from "./fakes/runtime.ts";
import { CREDENTIALS, startS3Server } from "./s3_server.ts";

const MINUTE_MS = 60_000;
const BYTES = new TextEncoder().encode("the bytes of a picture");

/** A real server compares the time of a signature with its own. */
const startAt = () => Date.now();

function wanted(runtime: VirtualRuntime, id: string) {
  return { id, mediaType: "image/png", expiresAt: runtime.now() + 2 * MINUTE_MS };
}

blobsContract("S3Blobs", async (virtual) => {
  const server = await startS3Server();
  const runtime = { ...virtual, now: () => virtual.now(), fetch };
  const { bucket, credentials } = server;
  const open = () => createS3Blobs({ bucket, credentials, runtime, minLifeMs: MINUTE_MS });
  // Another process reads: it does not have the bytes in memory.
  const [writer, reader] = [open(), open()];
  return {
    blobs: { ...reader, put: writer.put },
    close: async () => await server[Symbol.asyncDispose](),
  };
}, { startAt });

Deno.test("S3Blobs refuses a wrong secret, says so, and gives nothing away", async () => {
  await using server = await startS3Server();
  const runtime = { ...createVirtualRuntime(), now: startAt, fetch };
  const credentials = { ...CREDENTIALS, secretAccessKey: "not the right one" };
  const blobs = createS3Blobs({ ...server, credentials, runtime, minLifeMs: MINUTE_MS });
  const error = await assertRejects(() => blobs.check(), BlobError, "403 SignatureDoesNotMatch");
  assertMatch(error.message, /"pictures"/);
  assertNotMatch(error.message + error.stack, /S3RVER|not the right one/);
  await createS3Blobs({ ...server, runtime, minLifeMs: MINUTE_MS }).check();
});

Deno.test("S3Blobs says that there is no such bucket", async () => {
  await using server = await startS3Server();
  const runtime = { ...createVirtualRuntime(), now: startAt, fetch };
  const bucket = { ...server.bucket, url: `${server.endpoint}/nowhere` };
  const blobs = createS3Blobs({ ...server, bucket, runtime, minLifeMs: MINUTE_MS });
  await assertRejects(() => blobs.check(), BlobError, "404 NoSuchBucket");
});

Deno.test("S3Blobs presigns addresses that anybody can read for a while", async () => {
  await using server = await startS3Server();
  let now = startAt();
  const runtime = { ...createVirtualRuntime(), now: () => now, fetch };
  const bucket = { ...server.bucket, reads: "presigned" } as const;
  const blobs = createS3Blobs({ ...server, bucket, runtime, minLifeMs: MINUTE_MS });
  const info = await blobs.put(BYTES, { id: "a", mediaType: "image/png", expiresAt: now + 90_500 });
  const { url = "", expiresAt } = await blobs.publicUrl?.(info) ?? {};
  assertEquals(expiresAt, now + 90_000, "not longer than the blob");
  const response = await fetch(url, { headers: { range: "bytes=4-8", origin: "https://a.test" } });
  assertEquals([response.status, await response.text()], [206, "bytes"]);
  assertEquals(response.headers.get("content-type"), "image/png");
  assertEquals(response.headers.get("cache-control"), "public, max-age=90, immutable");
  assert(response.headers.has("access-control-allow-origin"));
  const changed = await fetch(url.replace(/.$/, (digit) => digit === "0" ? "1" : "0"));
  await changed.body?.cancel();
  assertEquals(changed.status, 403);
  now -= 100_000;
  const late = await fetch(
    (await blobs.publicUrl?.({ ...info, expiresAt: now + 60_000 }))?.url ?? "",
  );
  await late.body?.cancel();
  assertEquals(late.status, 403, "it was good for a minute");
});

Deno.test("S3Blobs sweeps a real bucket, page by page", async () => {
  await using server = await startS3Server();
  const virtual = createVirtualRuntime({ startAt: startAt() });
  const runtime = { ...virtual, now: () => virtual.now(), fetch };
  const blobs = createS3Blobs({ ...server, runtime, minLifeMs: MINUTE_MS, sweepSize: 2 });
  for (const id of ["a1", "b2", "c3"]) await blobs.put(BYTES, wanted(virtual, id));
  const kept = { ...wanted(virtual, "b0"), expiresAt: virtual.now() + 3 * MINUTE_MS };
  await blobs.put(BYTES, kept);
  await virtual.pass(2 * MINUTE_MS);
  assertEquals([await blobs.sweep(), await blobs.sweep()], [1, 2]);
  assertEquals(await blobs.sweep(), 0);
  assertEquals((await blobs.head("b0"))?.id, "b0");
});
