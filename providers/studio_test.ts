import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertNotEquals,
} from "../tests/assert.ts";
import { drawPicture, rasterForTests } from "../tests/pictures.ts";
import { readMedia } from "../images/media.ts";
import type { EncodedImage } from "../images/request.ts";
import type { CallContext, Json, News, Outcome, UpstreamRequest } from "./provider.ts";
import { createStudio } from "./studio.ts";

const raster = rasterForTests();
const instant = createStudio({ raster, latencyMs: 0 });
const slow = createStudio({ raster, latencyMs: 10_000 });
const SIZE = { widthPx: 64, heightPx: 64 };

Deno.test("submit() answers at once when no latency is set", async () => {
  const images = imagesOf(await instant.submit(request({ n: 3 }), context()));
  assertEquals(images.length, 3);
  for (const image of images) assertEquals(readMedia(image.bytes)?.widthPx, 64);
});

Deno.test("submit() draws picture k from seed + k, 0 being a seed and the last one wrapping", async () => {
  const [first, second] = imagesOf(await instant.submit(request({ n: 2, seed: 0 }), context()));
  const [alone] = imagesOf(await instant.submit(request({ seed: 1 }), context()));
  assertEquals(second?.bytes, alone?.bytes);
  const [, wrapped] = imagesOf(
    await instant.submit(request({ n: 2, seed: 2 ** 32 - 1 }), context()),
  );
  assertEquals(wrapped?.bytes, first?.bytes);
});

Deno.test("submit() reports as many previews as were asked for", async () => {
  const news: News[] = [];
  await instant.submit(request({ partialImages: 2 }), context({ news }));
  const previews = news.flatMap(({ preview }) => preview ?? []);
  assertEquals(previews.length, 2);
  for (const { bytes } of previews) assertEquals(readMedia(bytes)?.widthPx, 64);
  assertNotEquals(previews[0]?.bytes, previews[1]?.bytes);
});

Deno.test("submit() fails on demand", async () => {
  for (const [word, kind] of [["refuse", "content_policy"], ["fail", "generation_failed"]]) {
    const outcome = await instant.submit(request({ prompt: `a cat [studio:${word}]` }), context());
    assert(outcome.kind === "failed", "expected a failure");
    assertEquals(outcome.failure.kind, kind);
  }
});

Deno.test("submit() honours style, quality and background", async () => {
  const [plain] = imagesOf(await instant.submit(request({}), context()));
  for (const more of [{ style: "vivid" }, { style: "pixel art" }, { quality: "high" }]) {
    const [image] = imagesOf(await instant.submit(request(more), context()));
    assertNotEquals(image?.bytes, plain?.bytes);
  }
  const [clear] = imagesOf(await instant.submit(request({ background: "transparent" }), context()));
  assertEquals(readMedia(clear?.bytes ?? new Uint8Array())?.hasAlpha, true);
});

Deno.test("poll() delivers what submit() would have drawn, also after a restart", async () => {
  const [expected] = imagesOf(await instant.submit(request({}), context()));
  const handle = handleOf(await slow.submit(request({}), context({ now: 1000 })));
  const stored: Json = JSON.parse(JSON.stringify(handle));
  const restarted = createStudio({ raster, latencyMs: 10_000 });
  const early = await restarted.poll?.(stored, context({ now: 10_999 }));
  assertEquals(early?.kind, "pending");
  const [image] = imagesOf(await restarted.poll?.(stored, context({ now: 11_000 })));
  assertEquals(image?.bytes, expected?.bytes);
});

Deno.test("poll() reports progress and each preview once", async () => {
  const news: News[] = [];
  let handle = handleOf(
    await slow.submit(request({ partialImages: 2 }), context({ now: 0, news })),
  );
  for (const now of [1000, 4000, 5000, 8000, 9000]) {
    handle = handleOf(await slow.poll?.(handle, context({ now, news })));
  }
  const progress = news.filter(({ preview }) => preview === undefined).map((item) => item.progress);
  assertEquals(progress, [0, 0.1, 0.4, 0.5, 0.8, 0.9]);
  assertEquals(news.filter(({ preview }) => preview !== undefined).length, 2);
});

Deno.test("submit() keeps the handle small however long the prompt is", async () => {
  const words =
    "a red lighthouse on a blue sea with 黄昏 clouds, oil painting of a cat, forest fog ";
  const prompt = words.repeat(400).slice(0, 32_000);
  const handle = handleOf(await slow.submit(request({ prompt, n: 4 }), context()));
  assertLess(JSON.stringify(handle).length, 4096);
});

Deno.test("poll() never asks to wait beyond the time that is left", async () => {
  const handle = handleOf(await slow.submit(request({}), context({ now: 0 })));
  const outcome = await slow.poll?.(handle, context({ now: 9_900 }));
  assert(outcome?.kind === "pending", "expected a wait");
  assertEquals(outcome.pollAfterMs, 100);
});

Deno.test("poll() fails for a handle that it does not know", async () => {
  for (const handle of [null, "x", {}, { v: 2 }]) {
    const outcome = await slow.poll?.(handle, context());
    assert(outcome?.kind === "failed", "expected a failure");
    assertEquals(outcome.failure.kind, "generation_failed");
  }
});

Deno.test("submit() says no_answer when it is stopped", async () => {
  const signal = AbortSignal.abort();
  const outcome = await instant.submit(request({}), { ...context(), signal });
  assert(outcome.kind === "failed", "expected a failure");
  assertEquals(outcome.failure.kind, "no_answer");
});

Deno.test("submit() edits and varies, each picture with a seed of its own", async () => {
  const inputs = [await drawPicture(raster, SIZE, '<rect width="64" height="64" fill="#3070c0"/>')];
  for (const operation of ["edit", "variation"] as const) {
    const prompt = "watercolour";
    const asked = request({ operation, inputs, prompt, n: 2 });
    const images = imagesOf(await instant.submit(asked, context()));
    assertNotEquals(images[0]?.bytes, images[1]?.bytes, operation);
  }
});

Deno.test("submit() spreads an edit over the latency and stops at once when told to", async () => {
  const inputs = [await drawPicture(raster, SIZE, "<g/>")];
  const asked = request({ operation: "edit", inputs, prompt: "invert" });
  const news: News[] = [];
  await createStudio({ raster, latencyMs: 8 }).submit(asked, context({ news }));
  assertGreater(news.length, 4);
  const stop = new AbortController();
  const report = () => stop.abort();
  const patient = createStudio({ raster, latencyMs: 100 });
  const outcome = await patient.submit(asked, { ...context(), report, signal: stop.signal });
  assertEquals(outcome.kind, "failed");
});

Deno.test("submit() blames the request for an input that cannot be decoded", async () => {
  const inputs = [{ bytes: Uint8Array.of(1, 2, 3), mediaType: "image/png" }] as const;
  const outcome = await instant.submit(request({ operation: "edit", inputs }), context());
  assert(outcome.kind === "failed", "expected a failure");
  assertEquals([outcome.failure.kind, outcome.failure.param], ["invalid_request", "image"]);
});

Deno.test("cancel() resolves, before the picture is done and after", async () => {
  const handle = handleOf(await slow.submit(request({}), context()));
  await slow.cancel?.(handle, context());
  await slow.cancel?.(null, context());
});

function request(more: Partial<UpstreamRequest>): UpstreamRequest {
  return {
    operation: "generate",
    model: "studio",
    prompt: "a lighthouse at dusk",
    n: 1,
    seed: 7,
    size: SIZE,
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
    ...more,
  };
}

function context(more: { readonly now?: number; readonly news?: News[] } = {}): CallContext {
  return {
    fetch: () => Promise.reject(new Error("The studio needs no network")),
    signal: new AbortController().signal,
    idempotencyKey: "key",
    attemptId: "attempt",
    account: "sole",
    now: () => more.now ?? 0,
    report: (item) => void more.news?.push(item),
  };
}

function imagesOf(outcome: Outcome | undefined): EncodedImage[] {
  assert(
    outcome?.kind === "done",
    `expected pictures, got ${JSON.stringify(outcome)?.slice(0, 200)}`,
  );
  return outcome.images.flatMap((source) => source.kind === "inline" ? [source.image] : []);
}

function handleOf(outcome: Outcome | undefined): Json {
  assert(outcome?.kind === "pending", "expected a handle");
  return outcome.handle;
}
