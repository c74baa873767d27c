import { assertEquals, assertNotMatch, assertRejects } from "../tests/assert.ts";
import { createFakeBucket, type FakeBucket, refusal } from "../tests/fakes/bucket.ts";
import { createVirtualRuntime, type VirtualRuntime } from "../tests/fakes/runtime.ts";
import { CREDENTIALS } from "../tests/s3_server.ts";
import { BlobError } from "./blobs.ts";
import { createS3Blobs, type S3Blobs } from "./s3_blobs.ts";

const MINUTE_MS = 60_000;
const BYTES = new TextEncoder().encode("the bytes of a picture");

const SHA256 = "x-amz-meta-sha256";

interface Fake {
  readonly fake: FakeBucket;
  readonly runtime: VirtualRuntime;
  /** A process of the service. */
  open(): S3Blobs;
}

function fakeBucket({ sweepSize = 1_000 } = {}): Fake {
  const fake = createFakeBucket(() => runtime.now());
  const runtime = createVirtualRuntime({ fetch: fake.fetch });
  const options = { ...fake, credentials: CREDENTIALS, runtime, sweepSize, minLifeMs: MINUTE_MS };
  return { fake, runtime, open: () => createS3Blobs(options) };
}

function wanted(runtime: VirtualRuntime, id = "ab12") {
  return { id, mediaType: "image/png", expiresAt: runtime.now() + 2 * MINUTE_MS };
}

/** The result, once the pauses between the tries have passed. */
async function patiently<T>(runtime: VirtualRuntime, promise: Promise<T>): Promise<T> {
  let done = false;
  void promise.catch(() => "told below").finally(() => done = true);
  await runtime.until(() => done);
  return await promise;
}

Deno.test("S3Blobs gives out no addresses unless asked to", () => {
  assertEquals(fakeBucket().open().publicUrl, undefined);
});

Deno.test("S3Blobs keeps the first of two writers who both found nothing", async () => {
  const { fake, runtime, open } = fakeBucket();
  fake.trouble = beforePut(fake, () => open().put(BYTES, wanted(runtime)));
  const late = await open().put(new Uint8Array(9), wanted(runtime));
  assertEquals(late.sizeBytes, BYTES.length);
  assertEquals(await open().read("ab12"), BYTES);
});

/** Does something once, just before the first upload arrives. */
function beforePut(fake: FakeBucket, act: () => Promise<unknown>): FakeBucket["trouble"] {
  return async ({ method }) => {
    if (method !== "PUT") return undefined;
    fake.trouble = () => undefined;
    await act();
    return undefined;
  };
}

Deno.test("S3Blobs stores in buckets that do not know conditional uploads", async () => {
  const { fake, runtime, open } = fakeBucket();
  fake.trouble = ({ headers }) =>
    headers.has("if-none-match") ? refusal(501, "NotImplemented") : undefined;
  const blobs = open();
  const kept = await blobs.put(BYTES, wanted(runtime));
  await blobs.put(BYTES, wanted(runtime, "cd34"));
  assertEquals(fake.asked.filter((asked) => asked.startsWith("PUT")).length, 3, "learnt once");
  assertEquals(await open().put(new Uint8Array(9), wanted(runtime)), kept);
});

Deno.test("S3Blobs stores again under an id whose blob has expired", async () => {
  const { runtime, open } = fakeBucket();
  await open().put(BYTES, wanted(runtime));
  await runtime.pass(2 * MINUTE_MS);
  const info = await open().put(new Uint8Array(9), wanted(runtime));
  assertEquals(info.sizeBytes, 9);
  assertEquals(await open().read("ab12"), new Uint8Array(9));
});

Deno.test("S3Blobs repeats what was lost on the way, and finds its own upload again", async () => {
  const { fake, runtime, open } = fakeBucket();
  const troubles = [
    () => refusal(503, "SlowDown"),
    () => refusal(429, "TooManyRequests"),
    () => {
      throw new TypeError("connection reset");
    },
    () => refusal(409, "ConditionalRequestConflict"),
  ];
  fake.trouble = () => troubles.shift()?.();
  assertEquals(await patiently(runtime, open().head("none")), undefined);
  assertEquals(fake.asked.length, 5);
  // The upload arrives, its answer does not.
  let lost = false;
  fake.trouble = async (request) => {
    if (request.method !== "PUT" || lost) return undefined;
    lost = true;
    await fake.fetch(request.clone());
    throw new TypeError("connection reset");
  };
  const info = await patiently(runtime, open().put(BYTES, wanted(runtime)));
  assertEquals(info.sizeBytes, BYTES.length);
  assertEquals(await open().read("ab12"), BYTES);
});

Deno.test("S3Blobs gives up after five tries, and at once where a repeat cannot help", async () => {
  const { fake, runtime, open } = fakeBucket();
  const cases = [
    [503, "SlowDown", 5, true],
    [403, "AccessDenied", 1, false],
    [400, "InvalidArgument", 1, false],
  ] as const;
  for (const [status, code, tries, isPassing] of cases) {
    fake.asked.length = 0;
    fake.trouble = () => refusal(status, code);
    const read = patiently(runtime, open().read("ab12"));
    const error = await assertRejects(() => read, BlobError, `${status} ${code} to a GET`);
    assertEquals([fake.asked.length, error.isPassing], [tries, isPassing]);
    assertNotMatch(error.message, /the access key/);
  }
});

Deno.test("S3Blobs says which region the bucket is in", async () => {
  const { fake, open } = fakeBucket();
  const headers = { "x-amz-bucket-region": "eu-9" };
  fake.trouble = () => new Response(null, { status: 301, headers });
  await assertRejects(() => open().check(), BlobError, "it is in the region eu-9");
});

Deno.test("S3Blobs does not wait for ever, neither for an answer nor for its rest", async () => {
  const { fake, runtime, open } = fakeBucket();
  const info = await open().put(BYTES, { ...wanted(runtime), expiresAt: Date.UTC(2031, 0, 1) });
  fake.trouble = ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const silent = patiently(runtime, open().read("ab12"));
  const error = await assertRejects(() => silent, BlobError, "did not answer a GET");
  assertEquals(error.isPassing, true);
  const { headers = new Headers() } = fake.objects.get("p/ab12") ?? {};
  fake.trouble = ({ signal }) =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(BYTES.slice(0, 3));
          signal.addEventListener("abort", () => controller.error(signal.reason));
        },
      }),
      { headers },
    );
  const stalled = patiently(runtime, drain(open().stream(info)));
  await assertRejects(() => stalled, BlobError, "did not answer a GET");
});

Deno.test("S3Blobs refuses to give bytes that are not what was stored", async () => {
  const { fake, runtime, open } = fakeBucket();
  const info = await open().put(BYTES, wanted(runtime));
  const { headers = new Headers(), modifiedAt = 0 } = fake.objects.get("p/ab12") ?? {};
  const cases = [
    [BYTES.map((byte) => byte ^ 1), "SHA-256"],
    [BYTES.slice(1), "21 came"],
    [new Uint8Array([...BYTES, 0]), "23 came"],
  ] as const;
  for (const [bytes, said] of cases) {
    fake.objects.set("p/ab12", { headers, modifiedAt, bytes });
    await assertRejects(() => patiently(runtime, open().read("ab12")), BlobError, said);
    await assertRejects(() => drain(open().stream(info)), BlobError, said);
  }
  fake.objects.set("p/ab12", { headers, modifiedAt, bytes: BYTES.slice(0, 5) });
  const range = { start: 2, end: 9 };
  await assertRejects(() => drain(open().stream(info, range)), BlobError, "other bytes");
  fake.objects.set("p/ab12", {
    headers: new Headers({ ...Object.fromEntries(headers), [SHA256]: "0".repeat(64) }),
    modifiedAt,
    bytes: BYTES,
  });
  await assertRejects(() => drain(open().stream(info, range)), BlobError, "is another one now");
  const foreign = new Headers({ "content-type": "image/png" });
  fake.objects.set("p/ab12", { headers: foreign, modifiedAt, bytes: BYTES });
  await assertRejects(() => open().head("ab12"), BlobError, "not Darkroom's");
  await assertRejects(() => drain(open().stream(info)), BlobError, "not Darkroom's");
});

Deno.test("S3Blobs reads again what came cut short", async () => {
  const { fake, runtime, open } = fakeBucket();
  await open().put(BYTES, wanted(runtime));
  const { headers = new Headers() } = fake.objects.get("p/ab12") ?? {};
  fake.trouble = () => {
    fake.trouble = () => undefined;
    return new Response(BYTES.slice(0, 5), { headers });
  };
  assertEquals(await patiently(runtime, open().read("ab12")), BYTES);
});

Deno.test("S3Blobs sweeps what has expired page by page, and nothing else", async () => {
  const { fake, runtime, open } = fakeBucket({ sweepSize: 2 });
  const blobs = open();
  const ids = ["a1", "b2", "c3", "d4", "e5"];
  for (const id of ids) await blobs.put(BYTES, wanted(runtime, id));
  await runtime.pass(2 * MINUTE_MS);
  await blobs.put(BYTES, wanted(runtime, "f6"));
  const foreign = { headers: new Headers(), bytes: BYTES, modifiedAt: 0 };
  fake.objects.set("p/c0/theirs", foreign).set("q/other", foreign);
  assertEquals([await blobs.sweep(), await blobs.sweep()], [2, 1]);
  assertEquals([await blobs.sweep(), await blobs.sweep()], [2, 0]);
  assertEquals([...fake.objects.keys()].sort(), ["p/c0/theirs", "p/f6", "q/other"]);
  assertEquals(fake.asked.filter((asked) => asked === "HEAD p/f6").length, 1, "only by its put");
  await runtime.pass(2 * MINUTE_MS);
  assertEquals([await blobs.sweep(), await blobs.sweep()], [1, 0], "from the start again");
});

Deno.test("S3Blobs keeps what was just stored in memory", async () => {
  const { fake, runtime, open } = fakeBucket();
  const blobs = open();
  await blobs.put(BYTES, wanted(runtime));
  fake.asked.length = 0;
  assertEquals([await blobs.read("ab12"), (await blobs.head("ab12"))?.id], [BYTES, "ab12"]);
  assertEquals(fake.asked, []);
  await runtime.pass(5_000);
  await blobs.read("ab12");
  assertEquals(fake.asked, ["GET p/ab12"]);
});

async function drain(stream: ReadableStream): Promise<void> {
  await new Response(stream).arrayBuffer();
}
