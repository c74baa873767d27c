import { fromBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { assert, assertEquals, assertExists, assertMatch, assertObjectMatch } from "./assert.ts";
import { doorForTests, openDoor } from "./door.ts";
import { errorOf, warningsOf } from "./answers.ts";

const PATH = "/v1/images/generations";
const tests = doorForTests();

async function generate(body: Record<string, unknown>): Promise<ImagesResponse> {
  const response = await tests.door.post(PATH, { prompt: "a pear", size: "64x64", ...body });
  assertEquals(response.status, 200, await response.clone().text());
  return ImagesResponse.parse(await response.json());
}

Deno.test("POST generations answers with a real picture and every field of OpenAI's answer", async () => {
  const answer = await generate({ prompt: "a lighthouse at dusk", size: "96x64", seed: 7 });
  const [picture] = answer.data;
  assertEquals(answer.data.length, 1);
  const media = readMedia(fromBase64(picture?.b64_json ?? "") ?? new Uint8Array());
  assertObjectMatch(media ?? {}, { mediaType: "image/png", widthPx: 96, heightPx: 64 });
  assertObjectMatch(answer, {
    size: "96x64",
    background: "opaque",
    output_format: "png",
    quality: "medium",
  });
  assertEquals(answer.usage.total_tokens, 0);
  assert(answer.created < 10_000_000_000, "seconds, not milliseconds");
  assertEquals(picture?.url, undefined);
});

Deno.test("POST generations draws the same picture for the same seed, 0 included", async () => {
  const [one, same, other] = await Promise.all(
    [0, 0, 1].map(async (seed) => (await generate({ seed })).data[0]?.b64_json),
  );
  assertEquals(one, same);
  assert(one !== other);
});

Deno.test("POST generations gives as many pictures as asked for, up to ten", async () => {
  assertEquals((await generate({ model: "easel", n: 3 })).data.length, 3);
  assertEquals((await generate({ model: "easel", n: "10" })).data.length, 10);
});

for (const [format, mediaType] of [["jpeg", "image/jpeg"], ["webp", "image/webp"]] as const) {
  Deno.test(`POST generations delivers ${format}, in base64 and as a file`, async () => {
    const inline = await generate({ output_format: format, output_compression: 60 });
    assertEquals(inline.output_format, format);
    const bytes = fromBase64(inline.data[0]?.b64_json ?? "") ?? new Uint8Array();
    assertEquals(readMedia(bytes)?.mediaType, mediaType);
    const linked = await generate({ output_format: format, response_format: "url" });
    assertMatch(linked.data[0]?.url ?? "", format === "jpeg" ? /\.jpg$/ : /\.webp$/);
  });
}

Deno.test("POST generations keeps alpha when the background is to be transparent", async () => {
  const answer = await generate({ prompt: "a lighthouse", background: "transparent" });
  assertEquals(answer.background, "transparent");
  const bytes = fromBase64(answer.data[0]?.b64_json ?? "") ?? new Uint8Array();
  assertEquals(readMedia(bytes)?.hasAlpha, true);
});

/** Bodies that careless clients send, all of which mean a picture of 64 by 64. */
const TOLERATED: Readonly<Record<string, Record<string, unknown>>> = {
  "numbers as text": { n: "1", seed: "42", steps: "20", guidance_scale: "7.5" },
  "nulls and empty texts": { n: null, quality: null, style: "", user: null, seed: "" },
  "a seed of letters": { seed: "k3jx9qpz" },
  "a seed beyond 32 bits": { seed: 2 ** 45 },
  "words in capitals": { quality: "HD", output_format: "PNG" },
  "jpg for jpeg": { output_format: "jpg" },
  "dall-e's own fields": { quality: "hd", style: "vivid", user: "u1" },
  "gpt-image's own fields": { moderation: "low", background: "auto", output_compression: 100 },
  "the newest fields": { complexity: "high", frame_count: 9, svg: { model: "m" } },
  "LobeHub's fields": { cfg: 5, samplerName: "Euler", aspectRatio: "1:1", steps: 20 },
  "fields nobody knows": { watermark: false, extra_body: {}, _x: [1] },
};

for (const [what, body] of Object.entries(TOLERATED)) {
  Deno.test(`POST generations takes ${what}`, async () => {
    assertEquals((await generate({ model: "easel", ...body })).size, "64x64");
  });
}

/** Ways to ask for a size, and what comes. */
const SIZES: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ size: "128x64" }, "128x64"],
  [{ size: "128 × 64" }, "128x64"],
  [{ size: "auto" }, "64x64"],
  [{ size: "" }, "64x64"],
  [{ size: "2:1" }, "96x48"],
  [{ size: 96 }, "96x96"],
  [{ size: undefined, width: 80, height: 48 }, "80x48"],
  [{ size: "auto", width: "80", height: "48" }, "80x48"],
  [{ size: undefined, aspect_ratio: "1:2" }, "48x96"],
  [{ size: undefined, aspectRatio: "1:1" }, "64x64"],
  [{ size: undefined, image_size: "48x48", response_format: "b64_json" }, "48x48"],
  [{ size: undefined, image_size: { width: 48, height: 32 } }, "48x32"],
  [{ size: "100x100" }, "96x96"],
  [{ size: "5000x5000" }, "512x512"],
];

for (const [body, size] of SIZES) {
  Deno.test(`POST generations reads ${JSON.stringify(body)} as ${size}`, async () => {
    assertEquals((await generate({ model: "easel", ...body })).size, size);
  });
}

Deno.test("POST generations says in a header what it mapped, dropped or did not know", async () => {
  const response = await tests.door.post(PATH, {
    model: "org/brush:free",
    prompt: "a pear – né",
    size: "100x100",
    seed: 7,
    user: "me",
    watermärk: true,
    output_compression: 3,
    partial_images: 2,
    width: 3,
  });
  await response.body?.cancel();
  assertEquals(warningsOf(response), [
    "watermärk ignored: no such field",
    "width dropped: size is 100x100",
    "user dropped: it has no effect here",
    "output_compression dropped: png has no quality to set",
    "partial_images dropped: they come only with stream",
    "seed dropped: org/brush:free does not take it",
    "size mapped: 100x100 to 96x96, the nearest that org/brush:free makes",
  ]);
  assertMatch(response.headers.get("x-darkroom-warnings") ?? "", /^[\x20-\x7e]+$/);
});

Deno.test("POST generations sends no warnings header when there is nothing to say", async () => {
  const response = await tests.door.post(PATH, { prompt: "a pear", size: "64x64", n: 1 });
  await response.body?.cancel();
  assertEquals(response.headers.get("x-darkroom-warnings"), null);
});

/** Values that cannot be meant, and what the refusal must say. */
const REFUSED: readonly (readonly [Record<string, unknown>, string, string, RegExp])[] = [
  [{ prompt: undefined }, "prompt", "missing_required_parameter", /prompt is missing: use a text/],
  [{ prompt: "" }, "prompt", "missing_required_parameter", /prompt/],
  [{ prompt: "  " }, "prompt", "invalid_value", /prompt is " {2}"/],
  [{ prompt: 7 }, "prompt", "invalid_type", /prompt is 7/],
  [{ prompt: "é".repeat(32_001) }, "prompt", "string_above_max_length", /1 to 32000 characters/],
  [{ n: 0 }, "n", "integer_below_min_value", /n is 0: use a whole number from 1 to 10/],
  [{ n: 11 }, "n", "integer_above_max_value", /n is 11: use a whole number from 1 to 10/],
  [{ n: "two" }, "n", "invalid_type", /n is "two"/],
  [{ n: 1.5 }, "n", "invalid_type", /n is 1.5/],
  [{ batch_size: 40 }, "batch_size", "integer_above_max_value", /batch_size is 40/],
  [
    { size: "big" },
    "size",
    "invalid_value",
    /size is "big": use "1024x1024", "2K", "16:9" or "auto"/,
  ],
  [{ size: "0x64" }, "size", "invalid_value", /size is "0x64"/],
  [{ size: undefined, aspect_ratio: "wide" }, "aspect_ratio", "invalid_value", /"16:9" or "auto"/],
  [{ quality: "best" }, "quality", "invalid_value", /quality is "best": use "auto", "low"/],
  [{ background: "blue" }, "background", "invalid_value", /"transparent", "opaque" or "auto"/],
  [{ output_format: "gif" }, "output_format", "invalid_value", /"gif": use "png", "jpeg"/],
  [{ outputFormat: "svg" }, "outputFormat", "invalid_value", /outputFormat is "svg"/],
  [{ output_compression: 101 }, "output_compression", "integer_above_max_value", /0 to 100/],
  [{ response_format: "xml" }, "response_format", "invalid_value", /"url" or "b64_json"/],
  [{ stream: "perhaps" }, "stream", "invalid_type", /true or false/],
  [{ stream: true, partial_images: 4 }, "partial_images", "integer_above_max_value", /0 to 3/],
  [{ strength: 2 }, "strength", "integer_above_max_value", /from 0 to 1/],
  [
    { background: "transparent", output_format: "jpeg" },
    "background",
    "invalid_value",
    /JPEG cannot hold/,
  ],
];

for (const [body, param, code, message] of REFUSED) {
  const shown = JSON.stringify(body).slice(0, 60);
  Deno.test(`POST generations refuses ${shown}, naming the field and what is right`, async () => {
    const response = await tests.door.post(PATH, { prompt: "a pear", ...body });
    assertEquals(response.status, 400);
    assertEquals(response.headers.get("x-should-retry"), "false");
    const error = await errorOf(response);
    assertObjectMatch(error, { type: "invalid_request_error", param, code });
    assertMatch(error.message, message);
    assert(error.message.length < 250, "the value seen is shortened");
  });
}

Deno.test("POST generations answers an unknown model with 404 and near names", async () => {
  const response = await tests.door.post(PATH, { prompt: "a pear", model: "easle" });
  assertEquals(response.status, 404);
  const error = await errorOf(response);
  assertObjectMatch(error, { param: "model", code: "model_not_found" });
  assertMatch(error.message, /"easel"/);
});

Deno.test("POST generations uses the default model for ids that clients have built in", async () => {
  for (const model of ["dall-e-3", "gpt-image-1", "auto"]) {
    assertEquals((await generate({ model, response_format: "b64_json" })).data.length, 1);
  }
});

Deno.test("POST generations with a picture edits it", async () => {
  const made = await generate({ model: "easel" });
  const image = made.data[0]?.b64_json;
  assertExists(image);
  for (const given of [image, `data:image/png;base64,${image}`, [image], [{ image_url: image }]]) {
    await generate({ model: "easel", image: given, strength: 0.5 });
    const sent = tests.door.easel.requests.at(-1);
    assertObjectMatch(sent ?? {}, { operation: "edit", strength: 0.5 });
    assertEquals(sent?.inputs.length, 1);
  }
});

/** Content types that clients put, or forget to put, on JSON. */
const JSON_TYPES = [
  "application/json",
  "application/json; charset=utf-8",
  "text/plain;charset=UTF-8",
  "application/x-www-form-urlencoded",
  "application/octet-stream",
  "nonsense",
  undefined,
];

for (const type of JSON_TYPES) {
  Deno.test(`POST generations parses JSON sent as ${type}`, async () => {
    const body = new TextEncoder().encode('{"prompt":"a pear","model":"easel"}');
    const headers = type === undefined ? new Headers() : new Headers({ "content-type": type });
    const response = await tests.door.app.request(PATH, { method: "POST", body, headers });
    assertEquals(response.status, 200, await response.text());
  });
}

for (
  const type of ["multipart/form-data; boundary=x", "image/png", "text/html", "application/pdf"]
) {
  Deno.test(`POST generations refuses a body of type ${type} with 415`, async () => {
    const response = await tests.door.app.request(PATH, {
      method: "POST",
      body: "{}",
      headers: { "content-type": type },
    });
    assertEquals(response.status, 415);
    assertObjectMatch(await errorOf(response), { code: "unsupported_content_type", param: null });
  });
}

/** Bodies that are no JSON object. */
const MALFORMED: readonly (readonly [string, RegExp])[] = [
  ['{"prompt": "a pear",}', /not valid JSON: .*position 20/],
  ["", /The body is empty/],
  ["prompt=a+pear", /not valid JSON/],
  ["[1]", /The body is an array: send a JSON object/],
  ["null", /The body is null/],
  ['"text"', /The body is a string/],
];

for (const [body, message] of MALFORMED) {
  Deno.test(`POST generations says what is wrong with the body ${JSON.stringify(body)}`, async () => {
    const response = await tests.door.app.request(PATH, { method: "POST", body });
    assertEquals(response.status, 400);
    assertMatch((await errorOf(response)).message, message);
  });
}

Deno.test("?dry_run=true tells what all pictures would cost where a price is known", async () => {
  await using door = await openDoor({ env: { MODEL_PRICES: '{"easel/easel": 0.25}' } });
  const asked = { prompt: "blue", model: "easel", n: 3 };
  const plan = await (await door.post(`${PATH}?dry_run=true`, asked)).json();
  assertEquals(plan.cost_usd, 0.75);
});

Deno.test("POST generations takes a priority, and says what is wrong with one", async () => {
  const job = await tests.door.post(PATH, { prompt: "a pear", size: "64x64", priority: "7" });
  await job.body?.cancel();
  const stored = await tests.door.darkroom.services.engine.find(
    job.headers.get("x-job-id") ?? "",
    "operator",
  );
  assertEquals(stored?.priority, 7);
  const refused = await tests.door.post(PATH, { prompt: "a pear", priority: 11 });
  const { param, message } = await errorOf(refused);
  assertEquals([refused.status, param], [400, "priority"]);
  assertMatch(message, /11.*-10 to 10/);
});

Deno.test("?dry_run=true tells the plan and starts nothing", async () => {
  await using door = await openDoor();
  const asked = { prompt: "blue", model: "easel", n: 3, steps: 20, size: "100x100" };
  const response = await door.post("/v1/images/generations?dry_run=true", asked);
  assertEquals(await response.json(), {
    object: "image.plan",
    model: "easel",
    operation: "generate",
    routes: [{ provider: "easel", model: "easel" }],
    calls: [1, 1, 1],
    expected_wait_seconds: null,
    cost_usd: null,
    warnings: [
      "steps dropped: easel does not take it",
      "size mapped: 100x100 to 96x96, the nearest that easel makes",
    ],
  });
  assertEquals(door.easel.requests.length, 0);
  const jobs = await (await door.get("/v1/jobs")).json();
  assertEquals(jobs.data, []);
  const unknown = await door.post("/v1/images/generations?dry_run=1", { ...asked, model: "none" });
  assertEquals(unknown.status, 404);
  await unknown.body?.cancel();
});
