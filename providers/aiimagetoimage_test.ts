import type { FailureKind } from "../failure.ts";
import { readMedia } from "../images/media.ts";
import { plainPng } from "../images/plain_png.ts";
import type { Size } from "../images/request.ts";
import { assert, assertEquals, assertStringIncludes } from "../tests/assert.ts";
import {
  type AiimagetoimageForm,
  createAiimagetoimageFake,
  readAiimagetoimageForm,
} from "../tests/fakes/aiimagetoimage.ts";
import { testContext } from "../tests/fakes/call_context.ts";
import type { Fault } from "../tests/fakes/faults.ts";
import { createAiimagetoimage } from "./aiimagetoimage.ts";
import type { Outcome, UpstreamRequest } from "./provider.ts";

const BASE_URL = "http://upstream.test/prefix";
const ORIGIN = "http://upstream.test";

const SQUARE: Size = { widthPx: 1024, heightPx: 1024 };

function requestFor(more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    operation: "generate",
    model: "nano_banana",
    prompt: "a lighthouse",
    n: 1,
    seed: 0,
    size: SQUARE,
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
    ...more,
  };
}

/** The adapter and its fake, whose time is set by hand. */
function open() {
  let now = 0;
  const fake = createAiimagetoimageFake({ now: () => now });
  const provider = createAiimagetoimage({ baseUrl: ORIGIN });
  return {
    fake,
    provider,
    submit: (more?: Partial<UpstreamRequest>) =>
      provider.submit(requestFor(more), testContext(fake.fetch)),
    poll: (jobId: string) => provider.poll?.({ jobId }, testContext(fake.fetch)),
    pass: (ms: number) => void (now += ms),
  };
}

/** The form that a request becomes. */
async function formFor(more: Partial<UpstreamRequest>): Promise<AiimagetoimageForm> {
  const { fake, submit } = open();
  assertEquals((await submit(more)).kind, "pending");
  const [call] = fake.calls;
  assert(call);
  return await readAiimagetoimageForm(call.request);
}

async function failureOf(fault: Fault, poll = false): Promise<[FailureKind, string]> {
  const { fake, ...calls } = open();
  fake.next(fault);
  const outcome: Outcome | undefined = poll ? await calls.poll("job_1") : await calls.submit();
  assert(outcome?.kind === "failed", "it is a failure");
  return [outcome.failure.kind, outcome.failure.message];
}

Deno.test("aiimagetoimage sends a form with the input picture as it is", async () => {
  const input = plainPng({ widthPx: 30, heightPx: 20 }, 7);
  const form = await formFor({
    operation: "edit",
    model: "standard",
    prompt: "make it night",
    negativePrompt: "people",
    size: { widthPx: 1248, heightPx: 832 },
    inputs: [input],
  });
  assertEquals(await form.image.bytes(), input.bytes);
  const { image, ...fields } = form;
  assertEquals([image.name, image.type], ["image.png", "image/png"]);
  assertEquals(fields, {
    prompt: "make it night",
    negative_prompt: "people",
    model_type: "standard",
    aspect_ratio: "match_input_image",
  });
});

Deno.test("aiimagetoimage sends an empty negative prompt when there is none", async () => {
  assertEquals((await formFor({})).negative_prompt, "");
});

Deno.test("aiimagetoimage draws words alone on a plain canvas of the asked ratio", async () => {
  const ratios: readonly [Size, string][] = [
    [SQUARE, "1:1"],
    [{ widthPx: 1248, heightPx: 832 }, "3:2"],
    [{ widthPx: 832, heightPx: 1248 }, "2:3"],
    [{ widthPx: 720, heightPx: 1280 }, "9:16"],
    [{ widthPx: 1280, heightPx: 720 }, "16:9"],
    [{ widthPx: 864, heightPx: 1152 }, "3:4"],
    [{ widthPx: 1152, heightPx: 864 }, "4:3"],
  ];
  for (const [size, ratio] of ratios) {
    const form = await formFor({ size });
    assertEquals(form.aspect_ratio, ratio);
    const canvas = readMedia(await form.image.bytes());
    assertEquals([canvas?.widthPx, canvas?.heightPx], [size.widthPx, size.heightPx]);
  }
});

Deno.test("aiimagetoimage offers exactly one size for each ratio", () => {
  for (const { capabilities } of Object.values(open().provider.models)) {
    assert(capabilities.sizes.kind === "list");
    assertEquals(capabilities.sizes.sizes.length, 7);
  }
});

Deno.test("aiimagetoimage keeps the input's ratio unless another is asked for", async () => {
  const input = plainPng({ widthPx: 1000, heightPx: 700 }, 7);
  const edit = { operation: "edit", inputs: [input] } as const;
  const kept = await formFor({ ...edit, size: { widthPx: 1248, heightPx: 832 } });
  assertEquals(kept.aspect_ratio, "match_input_image");
  const other = await formFor({ ...edit, size: { widthPx: 720, heightPx: 1280 } });
  assertEquals(other.aspect_ratio, "9:16");
});

Deno.test("aiimagetoimage asks by the job's id until the picture has an address", async () => {
  const { fake, submit, poll, pass } = open();
  const pending = { kind: "pending", handle: { jobId: "job_1" }, pollAfterMs: 3_000 } as const;
  assertEquals(await submit(), pending);
  assertEquals(await poll("job_1"), pending);
  pass(20_000);
  assertEquals(await poll("job_1"), {
    kind: "done",
    images: [{ kind: "url", url: `${ORIGIN}/files/job_1.png` }],
  });
  assertEquals(fake.calls.map(({ request }) => new URL(request.url).pathname), [
    "/api/img2img/image-generate/image2image",
    "/api/result/get",
    "/api/result/get",
  ]);
});

Deno.test("aiimagetoimage is called under the path of its address", async () => {
  const urls: string[] = [];
  const provider = createAiimagetoimage({ baseUrl: BASE_URL });
  await provider.poll?.(
    { jobId: "a/b" },
    testContext((input) => {
      urls.push(String(input));
      return Promise.resolve(Response.json({ code: 202 }));
    }),
  );
  assertEquals(urls, [`${BASE_URL}/api/result/get?job_id=a%2Fb`]);
  assertEquals(provider.origin, ORIGIN);
});

Deno.test("aiimagetoimage finds refusals in 200 answers, in either language", async () => {
  const limit = { code: 429, message: { zh: "今日次数已用完", en: "Daily limit reached" } };
  assertEquals((await failureOf({ body: limit }))[0], "rate_limited");
  assertEquals((await failureOf({ body: limit }, true))[0], "rate_limited");
  const [kind, message] = await failureOf({ body: { code: 400, message: { zh: "参数错误" } } });
  assertEquals(kind, "invalid_request");
  assertStringIncludes(message, "参数错误");
  const [other, words] = await failureOf({ body: { code: 1_002, message: "Line is full" } });
  assertEquals(other, "unavailable");
  assertStringIncludes(words, "Line is full");
});

Deno.test("aiimagetoimage waits as long as a hidden rate limit says", async () => {
  const { fake, submit } = open();
  fake.next({ headers: { "retry-after": "12" }, body: { code: 429, message: "slow down" } });
  const outcome = await submit();
  assert(outcome.kind === "failed");
  assertEquals(outcome.failure.retryAfterMs, 12_000);
});

Deno.test("aiimagetoimage says that it met a challenge page", async () => {
  const page = "<!DOCTYPE html><title>Just a moment...</title>";
  const headers = { "content-type": "text/html" };
  const [kind, message] = await failureOf({ status: 403, headers, body: page });
  assertEquals(kind, "unavailable");
  assertStringIncludes(message, "challenge page");
});

Deno.test("aiimagetoimage gives up a job that failed, is unknown or has no picture", async () => {
  const answers = [
    { code: 500, message: "Out of memory" },
    { code: 404, message: { zh: "任务不存在" } },
    { code: 200, result: { job_id: "job_1", status: "success", image_url: [] } },
    { code: 200 },
  ];
  for (const body of answers) {
    assertEquals((await failureOf({ body }, true))[0], "generation_failed");
  }
});

Deno.test("aiimagetoimage does not take an acceptance without a job for one", async () => {
  assertEquals((await failureOf({ body: { code: 200 } }))[0], "bad_response");
});
