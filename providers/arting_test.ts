import type { FailureKind } from "../failure.ts";
import { assert, assertEquals, assertFalse, assertStringIncludes } from "../tests/assert.ts";
import {
  ARTING_REFUSALS,
  type ArtingBody,
  createArtingFake,
  readArtingBody,
} from "../tests/fakes/arting.ts";
import { testContext } from "../tests/fakes/call_context.ts";
import type { Fault } from "../tests/fakes/faults.ts";
import { createArting } from "./arting.ts";
import type { UpstreamRequest } from "./provider.ts";

const BASE_URL = "http://upstream.test";
const TOKENS = ["first-secret", "second-secret"];

function requestFor(more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    operation: "generate",
    model: "oneFORALLAnime",
    prompt: "a lighthouse",
    n: 1,
    seed: 0,
    size: { widthPx: 512, heightPx: 768 },
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
    ...more,
  };
}

/** The adapter and its fake, whose time is set by hand. */
function open() {
  let now = 0;
  const fake = createArtingFake({ tokens: TOKENS, now: () => now });
  const provider = createArting({ baseUrl: BASE_URL, tokens: TOKENS });
  const [first = "", second = ""] = (provider.accounts ?? []).map(({ id }) => id);
  const contextOf = (account: string) => ({ ...testContext(fake.fetch), account });
  return {
    fake,
    second,
    submit: (more?: Partial<UpstreamRequest>, account = first) =>
      provider.submit(requestFor(more), contextOf(account)),
    poll: (account = first) => provider.poll?.({ requestId: "request_1" }, contextOf(account)),
    pass: (ms: number) => void (now += ms),
  };
}

/** The body that a request becomes. */
async function bodyFor(more: Partial<UpstreamRequest> = {}): Promise<ArtingBody> {
  const { fake, submit } = open();
  assertEquals((await submit(more)).kind, "pending");
  const [call] = fake.calls;
  assert(call);
  return await readArtingBody(call.request);
}

async function submitFailure(fault: Fault) {
  const { fake, submit } = open();
  fake.next(fault);
  const outcome = await submit();
  assert(outcome.kind === "failed", "it is a failure");
  return outcome.failure;
}

Deno.test("arting sends the service's own fields and its clients' defaults", async () => {
  assertEquals(await bodyFor(), {
    prompt: "a lighthouse",
    model_id: "oneFORALLAnime",
    lora_ids: "",
    lora_weight: "0.7",
    samples: 1,
    height: 768,
    width: 512,
    guidance: 7,
    sampler: "Euler a",
    steps: 25,
    seed: 0,
    clip_skip: 2,
    negative_prompt: "",
    is_nsfw: false,
  });
});

Deno.test("arting sends what the request says", async () => {
  const body = await bodyFor({
    model: "oneFORALLReality_vPony",
    n: 3,
    seed: 4_294_967_295,
    negativePrompt: "people",
    guidanceScale: 0,
    sampler: "DPM++ 2M",
    steps: 30,
    clipSkip: 1,
    loraIds: ["a", "b"],
    loraWeight: 1,
  });
  assertEquals(body, {
    prompt: "a lighthouse",
    model_id: "oneFORALLReality_vPony",
    lora_ids: "a,b",
    lora_weight: "1",
    samples: 3,
    height: 768,
    width: 512,
    guidance: 0,
    sampler: "DPM++ 2M",
    steps: 30,
    seed: 4_294_967_295,
    clip_skip: 1,
    negative_prompt: "people",
    is_nsfw: false,
  });
});

Deno.test("arting reads LoRAs out of the prompt", async () => {
  const prompts: readonly [string, string, string, string][] = [
    ["a cat <lora:ink:0.5>", "a cat", "ink", "0.5"],
    ["<lora:ink:0.8> a cat <LoRA:wash:0.3>", "a cat", "ink,wash", "0.8"],
    ["a cat <lora:ink>, at night", "a cat, at night", "ink", "0.7"],
    ["a cat <lora:ink:1:0.5>", "a cat", "ink", "1"],
    ["a cat <lora:ink:.5> <lora:wash:->", "a cat", "ink,wash", "0.5"],
    ["a cat <lora:ink><lora:wash:0.4>", "a cat", "ink,wash", "0.4"],
    ["1 < 2 <lora:> and <b>", "1 < 2 <lora:> and <b>", "", "0.7"],
  ];
  for (const [prompt, text, ids, weight] of prompts) {
    const body = await bodyFor({ prompt });
    assertEquals([body.prompt, body.lora_ids, body.lora_weight], [text, ids, weight], prompt);
  }
});

Deno.test("arting joins the prompt's LoRAs to the request's, whose weight wins", async () => {
  const prompt = "a cat <lora:ink:0.5> <lora:wash:0.5>";
  const body = await bodyFor({ prompt, loraIds: ["7", "ink"], loraWeight: 0.9 });
  assertEquals([body.lora_ids, body.lora_weight], ["7,ink,wash", "0.9"]);
});

Deno.test("arting waits while there is no output", async () => {
  const { submit, poll, pass } = open();
  const handle = { requestId: "request_1" };
  const pending = { kind: "pending", handle, pollAfterMs: 2_000 } as const;
  assertEquals(await submit({ n: 2 }), pending);
  assertEquals(await poll(), pending);
  pass(10_000);
  const urls = [`${BASE_URL}/files/request_1-0.png`, `${BASE_URL}/files/request_1-1.png`];
  assertEquals(await poll(), {
    kind: "done",
    images: urls.map((url) => ({ kind: "url", url }) as const),
  });
});

Deno.test("arting takes an output that is not there yet for none", async () => {
  for (const data of [{ status: "queued", output: null }, { status: "queued" }, null]) {
    const { fake, poll } = open();
    fake.next({ body: { code: 100_000, data } });
    assertEquals((await poll())?.kind, "pending");
  }
});

Deno.test("arting keeps asking when a poll is answered with another code", async () => {
  const { fake, submit, poll, pass } = open();
  await submit();
  for (const body of [ARTING_REFUSALS.missing, { code: 500, message: "NSFW" }, { code: 429 }]) {
    fake.next({ body });
    const outcome = await poll();
    assert(outcome?.kind === "failed");
    assertEquals(outcome.failure.kind, "unavailable");
  }
  pass(10_000);
  assertEquals((await poll())?.kind, "done");
});

Deno.test("arting tells refusals apart as far as they say what they are", async () => {
  const kinds: readonly [{ code: number; message: string }, FailureKind][] = [
    [ARTING_REFUSALS.parameters, "unavailable"],
    [ARTING_REFUSALS.token, "unavailable"],
    [ARTING_REFUSALS.content, "content_policy"],
    [{ code: 401, message: "Unauthorized" }, "upstream_auth"],
    [{ code: 402, message: "No credits" }, "upstream_quota"],
    [{ code: 429, message: "Too many requests" }, "rate_limited"],
  ];
  for (const [body, kind] of kinds) assertEquals((await submitFailure({ body })).kind, kind);
  const { message } = await submitFailure({ body: ARTING_REFUSALS.token });
  assertStringIncludes(message, "Please sign in");
});

Deno.test("arting does not take an acceptance without a request id for one", async () => {
  assertEquals((await submitFailure({ body: { code: 100_000 } })).kind, "bad_response");
});

Deno.test("arting polls with the account that made the job, as it is given", async () => {
  const { fake, second, submit, poll, pass } = open();
  await submit({}, second);
  pass(10_000);
  assertEquals((await poll(second))?.kind, "done");
  const sent = fake.calls.map(({ request }) => request.headers.get("authorization"));
  assertEquals(sent, ["second-secret", "second-secret"]);
});

Deno.test("arting never repeats a token that a refusal repeats", async () => {
  const { fake, submit, poll } = open();
  const body = { code: 100_002, message: "Token first-secret has expired" };
  fake.next({ body, times: 2 });
  for (const outcome of [await submit(), await poll()]) {
    assert(outcome?.kind === "failed");
    assertFalse(JSON.stringify(outcome.failure).includes("first-secret"));
    assertStringIncludes(outcome.failure.message, "has expired");
  }
});
