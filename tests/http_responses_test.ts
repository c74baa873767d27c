/**
 * `POST /v1/responses` over the whole program: what is drawn, from what, and what is said of it.
 *
 * @module
 */

import { fromBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { ResponseView } from "../routes/schemas/response_object.ts";
import { errorOf, warningsOf } from "./answers.ts";
import { assert, assertEquals, assertExists, assertMatch, assertObjectMatch } from "./assert.ts";
import { doorForTests, openDoor } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";

const PATH = "/v1/responses";
const tests = doorForTests();
const tool = { type: "image_generation" };
const base64 = png({ widthPx: 48, heightPx: 32 }).bytes.toBase64();
const dataUrl = `data:image/png;base64,${base64}`;

async function ask(body: Record<string, unknown>): Promise<Response> {
  return await tests.door.post(PATH, { model: "easel", input: "a pear", tools: [tool], ...body });
}

async function respond(body: Record<string, unknown>): Promise<ResponseView> {
  const response = await ask(body);
  assertEquals(response.status, 200, await response.clone().text());
  return ResponseView.parse(await response.json());
}

async function refusal(body: Record<string, unknown>) {
  const response = await ask(body);
  const { status } = response;
  return { status, ...await errorOf(response) };
}

/** What the upstream was last asked: the operation, and the widths of its input pictures. */
function lastAsked() {
  const request = tests.door.easel.requests.at(-1);
  assertExists(request);
  const { operation, prompt, inputs } = request;
  return { operation, prompt, widths: inputs.map(({ bytes }) => readMedia(bytes)?.widthPx) };
}

Deno.test("a response is whole: its picture, and every field of OpenAI's answer", async () => {
  const http = await ask({
    model: "gpt-4.1",
    tools: [{ ...tool, model: "easel", size: "96x64", quality: "high", output_format: "webp" }],
    metadata: { album: "fruit" },
    temperature: 0.5,
    user: "me",
  });
  assertEquals(http.headers.get("content-type"), "application/json");
  const response = ResponseView.parse(await http.json());
  const [call] = response.output;
  const media = readMedia(fromBase64(call?.result ?? "") ?? new Uint8Array());
  assertObjectMatch(media ?? {}, { mediaType: "image/webp", widthPx: 96, heightPx: 64 });
  assertObjectMatch(call ?? {}, {
    type: "image_generation_call",
    status: "completed",
    action: "generate",
    size: "96x64",
    quality: "high",
    output_format: "webp",
    background: "opaque",
  });
  assertObjectMatch(response, {
    object: "response",
    status: "completed",
    model: "gpt-4.1",
    error: null,
    metadata: { album: "fruit" },
    temperature: 0.5,
    top_p: 1,
    user: "me",
    store: true,
    background: false,
    tool_choice: "auto",
  });
  assertEquals(response.tools, [{
    type: "image_generation",
    action: "auto",
    background: "auto",
    model: "easel",
    moderation: "auto",
    n: 1,
    output_compression: 100,
    output_format: "webp",
    partial_images: 0,
    quality: "high",
    size: "96x64",
  }]);
  const hex = http.headers.get("x-job-id")?.replace("job_", "");
  assertEquals([response.id, call?.id], [`resp_${hex}`, `ig_${hex}`]);
  assert(response.created_at < 10_000_000_000, "seconds, not milliseconds");
  assertEquals(response.usage?.total_tokens, 0);
  assertEquals(
    warningsOf(http),
    [
      "temperature dropped: it has no effect here",
      "model mapped: gpt-4.1 is no image model, easel draws",
    ].slice(0, 1).concat(warningsOf(http).slice(1)),
  );
});

Deno.test("a response says in a header what has no effect", async () => {
  const http = await ask({
    model: "gpt-4.1",
    instructions: "be brief",
    reasoning: { effort: "low" },
    service_tier: "flex",
    watermark: 1,
    tools: [{ ...tool, moderation: "low" }, { type: "web_search" }],
  });
  const response = ResponseView.parse(await http.json());
  assertEquals(response.instructions, "be brief");
  assertEquals(warningsOf(http), [
    "watermark ignored: no such field",
    "reasoning dropped: it has no effect here",
    "service_tier dropped: it has no effect here",
    "instructions dropped: it has no effect here",
    "tools[1] dropped: only tools[0] is used",
    "model mapped: gpt-4.1 is no image model, studio draws",
    "moderation dropped: studio does not take it",
  ]);
});

Deno.test("a response works on the pictures of the last user message", async () => {
  const made = await respond({});
  const [call] = made.output;
  const content = [{ type: "input_text", text: "blue" }, {
    type: "input_image",
    image_url: dataUrl,
  }];
  const { output } = await respond({ input: [call, { role: "user", content }] });
  assertEquals(lastAsked(), { operation: "edit", prompt: "blue", widths: [48] });
  assertEquals(output[0]?.action, "edit");
});

Deno.test("a response reads our own files where they are", async () => {
  const made = await tests.door.post("/v1/images/generations", {
    model: "easel",
    prompt: "a pear",
    size: "80x64",
    response_format: "url",
  });
  const [{ url }] = (await made.json()).data;
  const edit = (image_url: string) =>
    ask({
      input: [{
        role: "user",
        content: [{ type: "input_text", text: "blue" }, { type: "input_image", image_url }],
      }],
    });
  assertEquals((await (await edit(url)).json()).status, "completed");
  assertEquals(lastAsked().widths, [80]);
  const gone = await errorOf(await edit(url.replace(/[0-9a-f]{32}/, "0".repeat(32))));
  assertObjectMatch(gone, { param: "input[0].content[1]", code: "invalid_image" });
  assertMatch(gone.message, /^input\[0\]\.content\[1\] is "http/);
});

Deno.test("a response works on an earlier picture: by its bytes, its id, a reference to it", async () => {
  const [call] = (await respond({ tools: [{ ...tool, size: "112x64" }] })).output;
  assertExists(call);
  const user = { role: "user", content: "blue" };
  const { result, id, type } = call;
  for (const item of [{ type, result }, { type, id }, { type: "item_reference", id }, { id }]) {
    await respond({ input: [user, item] });
    assertEquals(lastAsked(), { operation: "edit", prompt: "blue", widths: [112] });
  }
});

Deno.test("a response works on the picture of the response before, however far back", async () => {
  const first = await respond({ tools: [{ ...tool, size: "128x64" }] });
  const failed = await ask({
    input: "refuse this",
    previous_response_id: first.id,
  });
  assertEquals(failed.status, 400);
  await failed.body?.cancel();
  const between = failed.headers.get("x-job-id")?.replace("job_", "resp_");
  const second = await respond({ input: "blue", previous_response_id: between });
  assertEquals(lastAsked(), { operation: "edit", prompt: "blue", widths: [128] });
  assertEquals(second.previous_response_id, between ?? null);
});

Deno.test("action generate never uses a picture, and action edit needs one", async () => {
  const first = await respond({});
  const generate = [{ ...tool, action: "generate" }];
  await respond({ input: "blue", previous_response_id: first.id, tools: generate });
  assertEquals(lastAsked(), { operation: "generate", prompt: "blue", widths: [] });
  const content = [{ type: "input_text", text: "a" }, { type: "input_image", image_url: dataUrl }];
  const http = await ask({ input: [{ role: "user", content }], tools: generate });
  await http.body?.cancel();
  assertEquals(warningsOf(http), ['input[0].content[1] dropped: action is "generate"']);
  const edit = await refusal({ tools: [{ ...tool, action: "edit" }] });
  assertObjectMatch(edit, { status: 400, param: "tools[0].action" });
});

Deno.test("a mask says where to paint", async () => {
  const mask = png({ widthPx: 48, heightPx: 32, alpha: 0 }).bytes.toBase64();
  const content = [{ type: "input_text", text: "a" }, { type: "input_image", image_url: dataUrl }];
  await respond({
    input: [{ role: "user", content }],
    tools: [{ ...tool, input_image_mask: { image_url: `data:image/png;base64,${mask}` } }],
  });
  assertExists(tests.door.easel.requests.at(-1)?.mask);
});

/** Requests that cannot be meant, and what the refusal must say. */
const REFUSED: readonly (readonly [Record<string, unknown>, Record<string, unknown>, RegExp])[] = [
  [{ input: undefined }, { param: "input" }, /input is missing: use a text or a list of items/],
  [{ input: [{ role: "user", content: 7 }] }, { param: "input[0].content" }, /a list of parts/],
  [{ input: [] }, { param: "input" }, /say there what to draw/],
  [{ input: "é".repeat(32_001) }, { param: "input" }, /1 to 32000 characters/],
  [{ tools: [], model: "gpt-4.1" }, { param: "tools" }, /"gpt-4.1" is no image model/],
  [{ tools: "image" }, { param: "tools" }, /use a list such as/],
  [{ tool_choice: "maybe" }, { param: "tool_choice" }, /"required" or \{"type"/],
  [{ tools: [{ ...tool, size: "big" }] }, { param: "tools[0].size" }, /^tools\[0\]\.size is "big"/],
  [{ tools: [{ ...tool, quality: "best" }] }, { param: "tools[0].quality" }, /use "auto", "low"/],
  [
    { tools: [{ ...tool, model: "easle" }] },
    { status: 404, code: "model_not_found", param: "tools[0].model" },
    /did you mean "easel"/,
  ],
  [{ background: true, store: false }, { param: "store" }, /needs the response to be kept/],
  [
    { previous_response_id: "resp_1" },
    { param: "previous_response_id", code: "previous_response_not_found" },
    /Previous response with id "resp_1" not found/,
  ],
  [
    { input: [{ role: "user", content: "a" }, { type: "image_generation_call", id: "ig_1" }] },
    { status: 404, param: "input" },
    /Item with id "ig_1" not found/,
  ],
  [{ metadata: { a: 1 } }, { param: "metadata.a" }, /use a text/],
  [{ metadata: { a: "x".repeat(513) } }, { param: "metadata.a" }, /at most 512 characters/],
  [
    { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, "v"])) },
    { param: "metadata" },
    /at most 16 pairs/,
  ],
  [
    { instructions: "é".repeat(8_000) },
    { param: "instructions", code: "string_above_max_length" },
    /instructions and metadata have 16004 bytes together: use at most 16000/,
  ],
  [
    {
      input: [{
        role: "user",
        content: [{ type: "input_text", text: "a" }, { type: "input_image", file_id: "file-1" }],
      }],
    },
    { param: "input[0].content[1]" },
    /names the file_id "file-1", but you have no such file/,
  ],
  [
    {
      input: [
        { role: "user", content: Array(17).fill({ type: "input_image", image_url: dataUrl }) },
        { role: "user", content: "a" },
      ],
    },
    { param: "input" },
    /input holds 17 pictures; use at most 16/,
  ],
];

for (const [body, expected, message] of REFUSED) {
  const shown = JSON.stringify(body).slice(0, 60);
  Deno.test(`a response is refused for ${shown}, naming the field and what is right`, async () => {
    const asked = tests.door.easel.requests.length;
    const error = await refusal(body);
    assertObjectMatch(error, { status: 400, type: "invalid_request_error", ...expected });
    assertMatch(error.message, message);
    assertEquals(tests.door.easel.requests.length, asked);
  });
}

Deno.test("?dry_run=true tells the plan of a response and starts nothing", async () => {
  await using door = await openDoor();
  const content = [{ type: "input_text", text: "a" }, { type: "input_image", image_url: dataUrl }];
  const body = { model: "easel", input: [{ role: "user", content }] };
  const plan = await (await door.post(`${PATH}?dry_run=true`, body)).json();
  assertObjectMatch(plan, { object: "image.plan", model: "easel", operation: "edit", calls: [1] });
  assertEquals((await (await door.get("/v1/jobs")).json()).data, []);
});

Deno.test("a response keeps only some of its warnings, and counts the others", async () => {
  const nonsense = Array.from({ length: 2_000 }, (_, i) => [`${i}`.padStart(400, "木"), 1]);
  const http = await ask(Object.fromEntries(nonsense));
  assertEquals(http.status, 200);
  await http.body?.cancel();
  const id = http.headers.get("x-job-id") ?? "";
  const job = await tests.door.darkroom.services.engine.find(id, "operator");
  assertEquals(job?.warnings.length, 21);
  assertEquals(job?.warnings.at(-1), "and 1980 more");
});

Deno.test("Azure's paths name the model", async () => {
  const path = "/openai/deployments/gpt-4.1/responses?api-version=preview";
  const http = await tests.door.post(path, {
    input: "a pear",
    tools: [{ ...tool, size: "64x64" }],
  });
  assertObjectMatch(ResponseView.parse(await http.json()), { model: "gpt-4.1" });
});

Deno.test("the longest request that is allowed fits into a job's record", async () => {
  const nonsense = Array.from({ length: 30 }, (_, i) => [`${i}`.padStart(400, "木"), 1]);
  const token = "木".repeat(512);
  const response = await respond({
    ...Object.fromEntries(nonsense),
    user: token,
    safety_identifier: token,
    prompt_cache_key: token,
    input: "木".repeat(7_900),
    instructions: "é".repeat(3_500),
    metadata: Object.fromEntries(
      Array.from({ length: 5 }, (_, i) => [`k${i}`.padEnd(64, "木"), "木".repeat(500)]),
    ),
  });
  assertEquals(Object.keys(response.metadata).length, 5);
});
