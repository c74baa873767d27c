import {
  assert,
  assertEquals,
  assertGreater,
  assertInstanceOf,
  assertNotMatch,
  assertRejects,
  assertStringIncludes,
} from "../tests/assert.ts";
import { makePicture, meanOf, pixelAt, rasterForTests } from "../tests/pictures.ts";
import { createRaster, ImageError } from "./raster.ts";
import type { RasterAnswer, RasterJob } from "./raster_job.ts";
import { type RasterThread, startRasterThread } from "./raster_thread.ts";

const raster = rasterForTests();

const RED: RasterJob = {
  source: { kind: "blank", size: { widthPx: 4, heightPx: 4 }, colour: "#ff0000" },
  output: { format: "raw" },
};
const IMAGE = { bytes: new Uint8Array(), widthPx: 1, heightPx: 1, isOpaque: true } as const;

Deno.test("run() does the steps in the order given", async () => {
  const half = { op: "linear", gain: 0.5, offset: 0 } as const;
  const negate = { op: "negate" } as const;
  const first = await raster.run({ ...RED, steps: [half, negate] });
  const second = await raster.run({ ...RED, steps: [negate, half] });
  assertEquals(pixelAt(first, 0, 0), [127, 255, 255, 255]);
  assertEquals(pixelAt(second, 0, 0), [0, 128, 128, 255]);
});

Deno.test("run() draws SVG with real alpha", async () => {
  const text = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">' +
    '<rect width="10" height="10" fill="#00ff00"/></svg>';
  const image = await raster.run({ source: { kind: "svg", text }, output: { format: "raw" } });
  assertEquals([image.widthPx, image.heightPx, image.isOpaque], [20, 10, false]);
  assertEquals(pixelAt(image, 2, 5), [0, 255, 0, 255]);
  assertEquals(pixelAt(image, 17, 5), [0, 0, 0, 0]);
});

Deno.test("run() gives the base's own pixels back where a mask is opaque", async () => {
  const blue = { kind: "blank", size: { widthPx: 4, heightPx: 4 }, colour: "#0000fe" } as const;
  const clear = { op: "fade", opacity: 0 } as const;
  for (const [steps, expected] of [[[], [0, 0, 254, 255]], [[clear], [255, 0, 0, 255]]] as const) {
    const keepBase = {
      op: "keepBase",
      base: { source: blue },
      mask: { source: blue, steps },
    } as const;
    const image = await raster.run({ ...RED, steps: [keepBase] });
    assertEquals(pixelAt(image, 3, 3), expected);
  }
});

Deno.test("run() leaves the caller's bytes in place", async () => {
  const { bytes } = await makePicture(raster);
  await raster.run({ source: { kind: "encoded", bytes }, output: { format: "none" } });
  assertGreater(bytes.length, 0);
});

Deno.test("run() rejects with ImageError, in plain words, for what cannot be decoded", async () => {
  const png = await makePicture(raster, { widthPx: 64, heightPx: 64, steps: [noise(0)] });
  const cut = png.bytes.slice(0, png.bytes.length - 500);
  for (const bytes of [cut, Uint8Array.of(1, 2, 3), new Uint8Array()]) {
    for (const format of ["png", "none"] as const) {
      const work = () => raster.run({ source: { kind: "encoded", bytes }, output: { format } });
      const error = await assertRejects(work, ImageError);
      assertNotMatch(error.message, /vips|buffer|sharp|Error/i);
    }
  }
});

Deno.test("run() rejects with a plain error for a bug in a job", async () => {
  const resize = {
    op: "extract",
    leftPx: 3,
    topPx: 3,
    size: { widthPx: 4, heightPx: 4 },
  } as const;
  const error = await assertRejects(() => raster.run({ ...RED, steps: [resize] }), Error);
  assert(!(error instanceof ImageError), "a bug is not the owner's fault");
});

Deno.test("run() drops a waiting job whose signal aborts", async () => {
  const { thread, started, answer } = scriptedThread();
  await using pool = createRaster({ workers: 1, startThread: () => thread });
  const controller = new AbortController();
  const first = pool.run(RED);
  const dropped = pool.run(RED, { signal: controller.signal });
  const third = pool.run(RED);
  controller.abort(new Error("no longer wanted"));
  assertStringIncludes((await assertRejects(() => dropped)).message, "no longer wanted");
  answer({ kind: "image", image: IMAGE });
  await first;
  answer({ kind: "image", image: IMAGE });
  await third;
  assertEquals(started(), 2);
});

Deno.test("run() rejects at once when its signal has already aborted", async () => {
  const signal = AbortSignal.abort(new Error("too late"));
  const error = await assertRejects(() => raster.run(RED, { signal }));
  assertEquals(error.message, "too late");
});

Deno.test("run() replaces a worker that crashes", async () => {
  let threads = 0;
  const startThread = () => ++threads === 1 ? startRasterThread(startCrashingWorker) : startIdle();
  await using pool = createRaster({ workers: 1, startThread });
  const error = await assertRejects(() => pool.run(RED));
  assertStringIncludes(error.message, "crashed");
  assertEquals(await pool.run(RED), IMAGE);
  assertEquals(threads, 2);
});

Deno.test("close() rejects what is not done and refuses what comes after", async () => {
  const pool = createRaster({ workers: 1, startThread: () => scriptedThread().thread });
  const [running, waiting] = [pool.run(RED), pool.run(RED)];
  await Promise.all([
    assertRejects(() => running, Error, "closed"),
    assertRejects(() => waiting, Error, "closed"),
    pool.close(),
  ]);
  await assertRejects(() => pool.run(RED), Error, "closed");
});

Deno.test("run() keeps the event loop ticking while it encodes large pictures", async () => {
  const heavy: RasterJob = {
    source: { kind: "blank", size: { widthPx: 1400, heightPx: 1400 }, colour: "#808080" },
    steps: [noise(1)],
    output: { format: "webp" },
  };
  const ticks = { count: 0, startedAt: performance.now() };
  const timer = setInterval(() => ticks.count++, 5);
  await raster.run(heavy);
  clearInterval(timer);
  // A blocked loop would have ticked once or not at all, however long the job took.
  const possible = (performance.now() - ticks.startedAt) / 5;
  assertGreater(ticks.count, possible / 10);
});

Deno.test("filters leave alpha alone and change what is seen", async () => {
  const steps = [
    { op: "gradientMap", colours: ["#000000", "#00ff00"], amount: 1 },
    { op: "grain", amount: 0.1, seed: 1 },
    { op: "texture", amount: 0.4, scalePx: 4, octaves: 2, seed: 1 },
    { op: "kuwahara", radiusPx: 2 },
    { op: "pencil", radiusPx: 2, pressure: 1, ink: "#000000", paper: "#fefefe" },
    { op: "edges", widthPx: 1, strength: 2, ink: "#000000", paper: "#fefefe" },
    { op: "hatch", spacingPx: 4, angleDegrees: 30, seed: 1, ink: "#000000", paper: "#fefefe" },
    { op: "halftone", spacingPx: 4, angleDegrees: 30, amount: 1, ink: "#000000", paper: "#fefefe" },
    { op: "posterise", levels: 2, dither: 1 },
    { op: "spotInks", inks: ["#000000", "#ffffff"], grain: 0.5, seed: 1 },
    { op: "facets", sizePx: 5, seed: 1 },
    { op: "split", shiftPx: 2 },
    { op: "vignette", amount: 0.5 },
    { op: "displace", amountPx: 4, scalePx: 6, octaves: 1, seed: 1 },
  ] as const;
  const before = await raster.run(gradient([]));
  for (const step of steps) {
    const after = await raster.run(gradient([step]));
    assertEquals(meanOf(after)[3], 255, step.op);
    assert(after.bytes.some((value, at) => value !== before.bytes[at]), step.op);
  }
});

Deno.test("ImageError is an Error that tells its kind", () => {
  assertInstanceOf(new ImageError("it is damaged"), Error);
});

function noise(seed: number) {
  return { op: "grain", amount: 0.5, seed } as const;
}

function gradient(steps: RasterJob["steps"]): RasterJob {
  const text = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">' +
    '<linearGradient id="a"><stop stop-color="#102080"/><stop offset="1" stop-color="#ffe0a0"/>' +
    '</linearGradient><rect width="24" height="24" fill="url(#a)"/></svg>';
  return { source: { kind: "svg", text }, steps: steps ?? [], output: { format: "raw" } };
}

/** A thread whose answers the test gives, in the order of the jobs. */
function scriptedThread() {
  const jobs: PromiseWithResolvers<RasterAnswer>[] = [];
  let answered = 0;
  const thread: RasterThread = {
    perform() {
      const job = Promise.withResolvers<RasterAnswer>();
      jobs.push(job);
      return job.promise;
    },
    terminate() {},
  };
  return {
    thread,
    started: () => jobs.length,
    answer: (answer: RasterAnswer) => jobs[answered++]?.resolve(answer),
  };
}

function startIdle(): RasterThread {
  return {
    perform: () => Promise.resolve({ kind: "image", image: IMAGE }),
    terminate() {},
  };
}

/** Deno prints the worker's error too, whoever handles it. */
function startCrashingWorker(): Worker {
  const script = "self.onmessage = () => { throw new Error('out of memory'); };";
  return new Worker(`data:text/javascript,${encodeURIComponent(script)}`, { type: "module" });
}
