import { parseDataUrl } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { plainPng } from "../images/plain_png.ts";
import { assert, assertEquals, assertNotEquals } from "../tests/assert.ts";
import { testContext } from "../tests/fakes/call_context.ts";
import { createDreamiflyFake, readDreamiflyBody } from "../tests/fakes/dreamifly.ts";
import { createVirtualRuntime } from "../tests/fakes/runtime.ts";
import { createDreamifly } from "./dreamifly.ts";
import type { UpstreamRequest } from "./provider.ts";

const TOKENS = ["Bearer first-secret", "second-secret"] as const;

function requestFor(more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    operation: "generate",
    model: "dreamifly-qwen-image",
    prompt: "a lighthouse",
    n: 1,
    seed: 0,
    size: { widthPx: 64, heightPx: 96 },
    outputFormat: "png",
    partialImages: 0,
    inputs: [],
    ...more,
  };
}

/** The adapter and its fake, in virtual time. */
function open({ latencyMs = 0 } = {}) {
  const clock = createVirtualRuntime();
  const fake = createDreamiflyFake({ tokens: TOKENS, latencyMs, clock });
  const provider = createDreamifly({ baseUrl: "http://upstream.test", tokens: TOKENS });
  const accounts = provider.accounts ?? [];
  const submit = (more: Partial<UpstreamRequest> = {}, account = accounts[0]?.id ?? "") =>
    provider.submit(requestFor(more), { ...testContext(fake.fetch), account });
  return { clock, fake, accounts, submit };
}

/** The body that a request becomes. */
async function bodyFor(more: Partial<UpstreamRequest> = {}) {
  const { fake, submit } = open();
  assertEquals((await submit(more)).kind, "done");
  const [call] = fake.calls;
  assert(call);
  return await readDreamiflyBody(call.request);
}

Deno.test("dreamifly sends the service's own fields, seed 0 and 20 steps", async () => {
  assertEquals(await bodyFor(), {
    prompt: "a lighthouse",
    width: 64,
    height: 96,
    steps: 20,
    batch_size: 1,
    model: "Qwen-Image",
    images: [],
    seed: 0,
  });
  assertEquals((await bodyFor({ steps: 30 })).steps, 30);
});

Deno.test("dreamifly knows the models by the ids of its clients", async () => {
  const names = {
    "dreamifly-qwen-image": "Qwen-Image",
    "dreamifly-qwen-edit": "Qwen-Image-Edit",
    "dreamifly-flux-dev": "Flux-Dev",
    "dreamifly-flux-krea": "Flux-Krea",
    "dreamifly-flux-kontext": "Flux-Kontext",
    "dreamifly-sdxl": "Wai-SDXL-V150",
  };
  const { models } = createDreamifly({ baseUrl: "http://upstream.test", tokens: TOKENS });
  assertEquals(Object.keys(models), Object.keys(names));
  for (const [model, name] of Object.entries(names)) {
    assertEquals((await bodyFor({ model })).model, name);
  }
  const editors = Object.keys(models).filter((id) =>
    models[id]?.capabilities.operations.includes("edit")
  );
  assertEquals(editors, ["dreamifly-qwen-edit", "dreamifly-flux-kontext"]);
});

Deno.test("dreamifly sends references as data URLs of their own type", async () => {
  const png = plainPng({ widthPx: 2, heightPx: 2 }, 9);
  const inputs = [png, { ...png, mediaType: "image/jpeg" } as const];
  const { images } = await bodyFor({ operation: "edit", model: "dreamifly-qwen-edit", inputs });
  assertEquals(images.map((image) => parseDataUrl(image)), [
    { bytes: png.bytes, mediaType: "image/png" },
    { bytes: png.bytes, mediaType: "image/jpeg" },
  ]);
});

Deno.test("dreamifly gives the picture in the answer", async () => {
  const outcome = await open().submit();
  assert(outcome.kind === "done");
  const [source] = outcome.images;
  assert(source?.kind === "inline");
  const media = readMedia(source.image.bytes);
  assertEquals([media?.widthPx, media?.heightPx], [64, 96]);
});

Deno.test("dreamifly does not take an address or anything else for a picture", async () => {
  const { fake, submit } = open();
  for (const imageUrl of ["https://pictures.test/1.png", "data:image/png;base64,aGk=", ""]) {
    fake.next({ body: { imageUrl } });
    const outcome = await submit();
    assert(outcome.kind === "failed");
    assertEquals(outcome.failure.kind, "bad_response");
  }
});

Deno.test("dreamifly has an account for each token, two calls at a time on each", () => {
  const { accounts } = open();
  assertEquals(accounts.map(({ concurrency }) => concurrency), [2, 2]);
  assertNotEquals(accounts[0]?.id, accounts[1]?.id);
  for (const { id } of accounts) assert(/^[0-9a-f]{8}$/.test(id), "the name is no secret");
  const one = createDreamifly({ baseUrl: "http://upstream.test", tokens: ["t"], concurrency: 5 });
  assertEquals(one.accounts?.[0]?.concurrency, 5);
});

Deno.test("dreamifly sends the token of the call's account as it is given", async () => {
  const { fake, accounts, submit } = open();
  for (const { id } of accounts) await submit({}, id);
  const sent = fake.calls.map(({ request }) => request.headers.get("authorization"));
  assertEquals(sent, [...TOKENS]);
});

Deno.test("dreamifly is refused a third call at a time, per account", async () => {
  const { clock, fake, accounts, submit } = open({ latencyMs: 120_000 });
  const [first = "", second = ""] = accounts.map(({ id }) => id);
  const calls = [first, first, first, second].map((account) => submit({}, account));
  await clock.pass(120_000);
  const outcomes = await Promise.all(calls);
  assertEquals(outcomes.map(({ kind }) => kind), ["done", "done", "failed", "done"]);
  assert(outcomes[2]?.kind === "failed");
  assertEquals(outcomes[2].failure.kind, "rate_limited");
  assertEquals(Object.fromEntries(fake.mostAtOnce), { [TOKENS[0]]: 3, [TOKENS[1]]: 1 });
});
