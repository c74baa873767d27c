import { z } from "zod";
import { failure } from "../failure.ts";
import { systemRuntime } from "../runtime.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "../tests/assert.ts";
import { type TestContext, testContext } from "../tests/fakes/call_context.ts";
import {
  comfyPreview,
  type ComfyuiFake,
  type ComfyuiFakeOptions,
  createComfyuiFake,
  readComfyuiPrompt,
} from "../tests/fakes/comfyui.ts";
import { comfyRefusal } from "../tests/fakes/comfyui_nodes.ts";
import { serveUpstream } from "../tests/fakes/fake_upstream.ts";
import { createVirtualRuntime, type VirtualRuntime } from "../tests/fakes/runtime.ts";
import { png } from "../tests/fakes/scripted_provider.ts";
import { type ComfyuiOptions, createComfyui } from "./comfyui.ts";
import type { Outcome, Provider, UpstreamRequest } from "./provider.ts";

const BASE_URL = "http://comfyui.test";
const MODEL = "sd_xl_base_1.0";

interface Setting {
  readonly fake: ComfyuiFake;
  readonly provider: Provider;
  readonly runtime: VirtualRuntime;
  context(more?: { readonly attemptId?: string; readonly listens?: boolean }): TestContext;
}

function setting(
  options: Partial<ComfyuiOptions> = {},
  fakeOptions: Partial<ComfyuiFakeOptions> = {},
): Setting {
  const runtime = createVirtualRuntime();
  const fake = createComfyuiFake({ clock: runtime, ...fakeOptions });
  const checkpoints = ["sd_xl_base_1.0.safetensors"];
  const settings = { baseUrl: BASE_URL, checkpoints, workflows: {}, ...options };
  return {
    fake,
    provider: createComfyui(settings),
    runtime,
    context({ attemptId = "job-0-1", listens = false } = {}) {
      const { now, sleep } = runtime;
      const context = testContext(fake.fetch, { now, sleep, attemptId });
      return listens ? { ...context, listen: fake.listen } : context;
    },
  };
}

function request(more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    operation: "generate",
    model: MODEL,
    prompt: "a lighthouse",
    n: 1,
    seed: 7,
    size: { widthPx: 512, heightPx: 768 },
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
    ...more,
  };
}

function handleOf(outcome: Outcome) {
  assert(outcome.kind === "pending", JSON.stringify(outcome));
  return outcome.handle;
}

function failureOf(outcome: Outcome) {
  assert(outcome.kind === "failed", JSON.stringify(outcome));
  return outcome.failure;
}

async function lastGraph({ calls }: ComfyuiFake) {
  const call = calls.findLast(({ door }) => door === "submit");
  assert(call, "There was a submit");
  return (await readComfyuiPrompt(call.request.clone())).graph;
}

Deno.test("comfyui writes words, size and settings into its graph", async () => {
  const { fake, provider, context } = setting();
  const more = { negativePrompt: "people", steps: 12, guidanceScale: 5.5 };
  await provider.submit(request(more), context());
  assertObjectMatch(await lastGraph(fake), {
    checkpoint: { inputs: { ckpt_name: "sd_xl_base_1.0.safetensors" } },
    positive: { inputs: { text: "a lighthouse" } },
    negative: { inputs: { text: "people" } },
    empty: { inputs: { width: 512, height: 768 } },
    sampler: { inputs: { seed: 7, steps: 12, cfg: 5.5, denoise: 1 } },
  });
});

Deno.test("comfyui uploads a picture and its mask under names made of their bytes", async () => {
  const { fake, provider, context } = setting();
  const picture = png({ widthPx: 32, heightPx: 32 });
  const mask = png({ widthPx: 32, heightPx: 32, alpha: 0 });
  const edit = request({ operation: "edit", inputs: [picture], mask, strength: 0.5 });
  await provider.submit(edit, context());
  await provider.submit(edit, context({ attemptId: "job-0-2" }));
  const graph = await lastGraph(fake);
  assertObjectMatch(graph, { sampler: { inputs: { denoise: 0.5, latent_image: ["masked", 0] } } });
  const names = [graph.picture?.inputs.image, graph.mask?.inputs.image].map(String);
  assertEquals([...fake.files.keys()].toSorted(), names.toSorted());
  for (const name of names) assertMatch(name, /^darkroom\/[0-9a-f]{32}\.png$/);
  assertEquals(fake.files.get(names[0] ?? ""), picture.bytes);
});

Deno.test("comfyui begins nothing when a picture cannot be uploaded", async () => {
  for (const fault of [{ cut: true }, { status: 500, body: "" }, { body: {} }]) {
    const { provider, fake, context } = setting();
    fake.next({ ...fault, on: "submit" });
    const calling = context();
    const fetchUpload: typeof fetch = (input, init) => {
      if (String(input).endsWith("/upload/image")) return fake.fetch(`${BASE_URL}/prompt`, init);
      return fake.fetch(input, init);
    };
    const inputs = [png({ widthPx: 8, heightPx: 8 })];
    const outcome = await provider.submit(request({ inputs }), { ...calling, fetch: fetchUpload });
    assertEquals(failureOf(outcome).kind, "unavailable");
    assertEquals(fake.works.length, 0);
  }
});

Deno.test("comfyui tells how many are before a prompt, with and without the jobs API", async () => {
  for (const hasJobs of [true, false]) {
    const { provider, context } = setting({}, { hasJobs });
    const ids = ["a", "b", "c"];
    const handles = [];
    for (const attemptId of ids) {
      handles.push(handleOf(await provider.submit(request(), context({ attemptId }))));
    }
    const positions = [];
    for (const handle of handles) {
      const calling = context();
      assertEquals((await provider.poll?.(handle, calling))?.kind, "pending");
      positions.push(calling.news[0]?.queuePosition);
    }
    assertEquals(positions, [undefined, 0, 1]);
  }
});

Deno.test("comfyui learns once that there is no jobs API", async () => {
  const { fake, provider, context } = setting({}, { hasJobs: false });
  const handle = handleOf(await provider.submit(request(), context()));
  for (let polls = 0; polls < 3; polls++) await provider.poll?.(handle, context());
  const asked = fake.calls.filter(({ request }) => request.url.includes("/api/jobs/"));
  assertEquals(asked.length, 1);
});

Deno.test("comfyui says what went wrong in a graph, and who stopped one", async () => {
  for (const hasJobs of [true, false]) {
    const { fake, provider, context } = setting({}, { hasJobs });
    const handle = handleOf(await provider.submit(request(), context()));
    fake.fail("CUDA out of memory.\nTry less");
    const broken = await provider.poll?.(handle, context());
    assertEquals(broken && failureOf(broken), {
      kind: "generation_failed",
      message: "The upstream failed: CUDA out of memory. Try less",
    });
    const second = handleOf(await provider.submit(request(), context({ attemptId: "job-0-2" })));
    Object.assign(fake.works.at(-1) ?? {}, { endedAt: 1, interrupted: true });
    const stopped = await provider.poll?.(second, context());
    assertEquals(stopped && failureOf(stopped), {
      kind: "generation_failed",
      message: "The work was interrupted at the upstream",
    });
  }
});

Deno.test("comfyui gives up a prompt that a restart of the server has swept away", async () => {
  for (const hasJobs of [true, false]) {
    const { fake, provider, context } = setting({}, { hasJobs });
    const handle = handleOf(await provider.submit(request(), context()));
    fake.restart();
    const outcome = await provider.poll?.(handle, context());
    assertEquals(outcome && failureOf(outcome).kind, "generation_failed");
  }
});

Deno.test("comfyui stops its own prompt and nobody else's", async () => {
  const { fake, provider, context } = setting();
  const running = handleOf(await provider.submit(request(), context({ attemptId: "a" })));
  const waiting = handleOf(await provider.submit(request(), context({ attemptId: "b" })));
  assertEquals(await provider.cancel?.(waiting, context()), true);
  assertEquals(fake.works.length, 1);
  assertEquals(await provider.cancel?.(running, context()), true);
  assertEquals(fake.works[0]?.interrupted, true);
  assertEquals(await provider.cancel?.(running, context()), false);
  assertEquals(fake.interrupts, []);
});

Deno.test("comfyui interrupts by id where the jobs API cannot cancel, and not at all before", async () => {
  for (const hasJobs of [true, false]) {
    const { fake, provider, context } = setting({}, { hasJobs, canCancel: false });
    const running = handleOf(await provider.submit(request(), context({ attemptId: "a" })));
    const waiting = handleOf(await provider.submit(request(), context({ attemptId: "b" })));
    assertEquals(await provider.cancel?.(waiting, context()), true);
    assertEquals(await provider.cancel?.(running, context()), false);
    assertEquals(fake.interrupts, hasJobs ? fake.works.map(({ id }) => id) : []);
    assertEquals(fake.works.map(({ interrupted = false }) => interrupted), [hasJobs]);
  }
});

Deno.test("comfyui tells whose fault a graph is that the server refuses", async () => {
  const { fake, provider, context } = setting();
  const mine = comfyRefusal("sampler", "Value 99999 bigger than max of 10000", "steps");
  fake.next({ on: "submit", status: 400, body: mine });
  assertObjectMatch(failureOf(await provider.submit(request(), context())), {
    kind: "invalid_request",
    param: "steps",
  });
  const theirs = failureOf(
    await setting({ checkpoints: ["gone.ckpt"] }).provider
      .submit(request({ model: "gone" }), context()),
  );
  assertEquals(theirs, {
    kind: "unavailable",
    message: "The workflow cannot run at the upstream: " +
      "Value not in list: ckpt_name: 'gone.ckpt' not in [...]",
  });
});

Deno.test("comfyui offers the checkpoints that the server lists beside the operator's own", async () => {
  const workflows = { mine: { ...own(), title: "Mine" } };
  const { provider, context } = setting({ checkpoints: [], workflows });
  assertEquals(Object.keys(provider.models), ["mine"]);
  const listed = await provider.listModels?.(context()) ?? {};
  assertEquals(Object.keys(listed), ["sd15/dreamshaper", MODEL, "mine"]);
  assertEquals(listed[MODEL]?.capabilities.sizes, {
    kind: "range",
    minPx: 64,
    maxPx: 2048,
    stepPx: 8,
    default: { widthPx: 1024, heightPx: 1024 },
  });
});

/** A model of the operator's own, which takes two pictures. */
function own(): NonNullable<ComfyuiOptions["workflows"][string]> {
  return {
    title: "Own",
    description: "For tests",
    maxImages: 4,
    sizes: { kind: "list", sizes: [{ widthPx: 512, heightPx: 512 }] },
    edit: {
      graph: {
        1: { class_type: "LoadImage", inputs: { image: "" } },
        2: { class_type: "LoadImage", inputs: { image: "" } },
        3: { class_type: "Mix", inputs: { first: ["1", 0], second: ["2", 0], seed: 0 } },
        9: { class_type: "SaveImage", inputs: { images: ["3", 0] } },
        10: { class_type: "PreviewImage", inputs: { images: ["1", 0] } },
      },
      fields: { image: ["1.image", "2.image"], seed: ["3.seed"] },
      output: "9",
    },
  };
}

Deno.test("comfyui leaves out the nodes of pictures that are not there", async () => {
  const { fake, provider, context } = setting({ workflows: { own: own() } });
  assertObjectMatch(provider.models.own ?? {}, {
    capabilities: {
      operations: ["edit", "variation"],
      maxInputImages: 2,
      maxImages: 1,
      needsInput: true,
      honours: ["seed", "partialImages"],
    },
  });
  await provider.submit(
    request({ model: "own", inputs: [png({ widthPx: 8, heightPx: 8 })] }),
    context(),
  );
  const graph = await lastGraph(fake);
  assertEquals(Object.keys(graph), ["1", "3", "9", "10"]);
  assertEquals(graph[3]?.inputs, { first: ["1", 0], seed: 7 });
});

Deno.test("comfyui takes the pictures of the node that is the result", async () => {
  const { fake, provider, context } = setting({ workflows: { own: own() } });
  const { expectedHandle } = provider;
  const handle = expectedHandle?.({ model: "own", partialImages: 0 }, context()) ?? null;
  const { id } = z.object({ id: z.string() }).parse(handle);
  const file = { subfolder: "a b", type: "output" };
  const outputs = {
    9: { images: [{ filename: "result.png", ...file }] },
    10: { images: [{ filename: "input.png", ...file }] },
    11: { text: ["words"] },
  };
  fake.next({ on: "poll", body: { id, status: "completed", outputs } });
  assertEquals(await provider.poll?.(handle, context()), {
    kind: "done",
    images: [{
      kind: "url",
      url: `${BASE_URL}/view?filename=result.png&subfolder=a+b&type=output`,
    }],
  });
});

Deno.test("comfyui listens while a prompt is drawn: progress, previews, and when to look", async () => {
  const { fake, provider, context, runtime } = setting();
  const submitted = await provider.submit(request({ partialImages: 2 }), context());
  const calling = context({ listens: true });
  const polled = Promise.resolve(provider.poll?.(handleOf(submitted), calling));
  let outcome: Outcome | undefined;
  void polled.then((one) => outcome = one);
  await runtime.until(() => outcome !== undefined);
  assertEquals(outcome?.kind, "done");
  assertEquals(calling.news.flatMap(({ progress }) => progress ?? []), [0, 0.25, 0.5, 0.75]);
  const previews = calling.news.flatMap(({ preview }) => preview ?? []);
  assertEquals(previews.map(({ mediaType }) => mediaType), ["image/png", "image/png"]);
  assertEquals(previews[0]?.bytes, comfyPreview().slice(8));
  assertEquals(fake.works.length, 1);
});

Deno.test("comfyui listens for a while only, and goes on where it was", async () => {
  const { provider, context, runtime } = setting({}, { latencyMs: 40_000 });
  const submitted = await provider.submit(request({ partialImages: 1 }), context());
  let handle = handleOf(submitted);
  const previews: number[] = [];
  for (let polls = 0; polls < 3; polls++) {
    const calling = context({ listens: true });
    const polled = Promise.resolve(provider.poll?.(handle, calling));
    let outcome: Outcome | undefined;
    void polled.then((one) => outcome = one);
    await runtime.until(() => outcome !== undefined);
    handle = handleOf(outcome ?? { kind: "failed", failure: failure("internal", "") });
    previews.push(calling.news.filter(({ preview }) => preview).length);
  }
  assertEquals(previews, [0, 1, 0]);
});

Deno.test("comfyui stops listening when its caller leaves", async () => {
  const { provider, context, runtime } = setting();
  const handle = handleOf(await provider.submit(request(), context()));
  const calling = context({ listens: true });
  const polled = provider.poll?.(handle, calling);
  await runtime.pass(0);
  calling.abort();
  assertEquals((await polled)?.kind, "pending");
  assertEquals(runtime.sleeping, 0);
});

Deno.test("comfyui shows what its proxy asks for, to pictures and sockets too", async () => {
  const authorization = `Basic ${btoa("me:secret")}`;
  const { provider, context } = setting({ auth: "me:secret" }, { authorization });
  assertEquals((await provider.submit(request(), context())).kind, "pending");
  assertEquals([provider.origin, provider.originHeaders], [BASE_URL, { authorization }]);
  const bearer = setting({ auth: "Bearer token" }, { authorization: "Bearer token" });
  assertEquals((await bearer.provider.submit(request(), bearer.context())).kind, "pending");
});

Deno.test("comfyui keeps to the id that an old server gave a prompt", async () => {
  const { fake, provider, context } = setting();
  fake.next({ on: "submit", body: { prompt_id: "other", number: 1, node_errors: {} } });
  assertObjectMatch(
    z.object({ id: z.string() }).parse(
      handleOf(await provider.submit(request(), context())),
    ),
    { id: "other" },
  );
});

Deno.test("comfyui hears a real socket, and hangs up when it has heard enough", async () => {
  const { sleep, listen, now } = systemRuntime(() => {});
  const clock = { now, sleep };
  const fake = createComfyuiFake({ clock, latencyMs: 300, authorization: "Bearer token" });
  await using served = serveUpstream(fake);
  const provider = createComfyui({
    baseUrl: served.baseUrl,
    auth: "Bearer token",
    checkpoints: ["sd_xl_base_1.0.safetensors"],
    workflows: {},
  });
  const context = { ...testContext(fetch, { now, sleep }), listen };
  const submitted = await provider.submit(request({ partialImages: 1 }), context);
  let outcome = submitted;
  while (outcome.kind === "pending") {
    outcome = await provider.poll?.(outcome.handle, context) ?? submitted;
  }
  assertEquals(outcome.kind, "done");
  assert(context.news.some(({ progress }) => progress !== undefined), "Progress was told");
});
