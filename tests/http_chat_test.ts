import { parseDataUrl, toBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { ChatCompletion } from "../routes/schemas/chat_response.ts";
import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { PlanView } from "../routes/schemas/plan.ts";
import { answered, errorOf, warningsOf } from "./answers.ts";
import {
  assert,
  assertEquals,
  assertExists,
  assertGreater,
  assertMatch,
  assertObjectMatch,
  assertStringIncludes,
} from "./assert.ts";
import { linksIn, messageOf } from "./chat.ts";
import { doorForTests, openDoor, openVirtualDoor } from "./door.ts";
import { noisyPng } from "./fakes/noisy_png.ts";
import { png } from "./fakes/scripted_provider.ts";

const CHAT = "/v1/chat/completions";
const tests = doorForTests();
const picture = png({ widthPx: 48, heightPx: 32 }).bytes;
const dataUrl = `data:image/png;base64,${toBase64(picture)}`;

type Body = Readonly<Record<string, unknown>>;

const user = (content: unknown) => ({ role: "user", content });
const image = (url: unknown) => ({ type: "image_url", image_url: url });
const text = (text: string) => ({ type: "text", text });

async function ask(body: Body, path = CHAT): Promise<Response> {
  return await tests.door.post(path, { model: "easel", ...body });
}

async function chat(messages: readonly unknown[], settings: Body = {}) {
  const response = await ask({ messages, ...settings });
  assertEquals(response.status, 200, await response.clone().text());
  return { response, completion: ChatCompletion.strict().parse(await response.json()) };
}

/** What the upstream was asked last. */
function lastRequest() {
  const request = tests.door.easel.requests.at(-1);
  assertExists(request);
  return request;
}

async function newPicture(prompt = "a pear"): Promise<string> {
  const response = await tests.door.post("/v1/images/generations", {
    model: "easel",
    prompt,
    response_format: "url",
  });
  return ImagesResponse.parse(await response.json()).data[0]?.url ?? "";
}

Deno.test("POST chat answers with a markdown link to the picture", async () => {
  const { response, completion } = await chat([user("a pear](x) on *a* table")]);
  const { content, ...rest } = messageOf(completion);
  assertMatch(
    content,
    /^!\[a pear x on a table\]\(http:\/\/localhost\/files\/[0-9a-f]{32}\.png\)$/,
  );
  assertEquals(rest, { role: "assistant", refusal: null });
  const file = await tests.door.get(new URL(linksIn(content)[0] ?? "").pathname);
  assertEquals(readMedia(await file.bytes())?.widthPx, 64);
  assertObjectMatch(completion, {
    object: "chat.completion",
    model: "easel",
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  });
  const jobId = response.headers.get("x-job-id") ?? "";
  assertEquals(completion.id, `chatcmpl-${jobId.replace("job_", "")}`);
  assert(completion.created < 10_000_000_000);
  assertEquals(lastRequest().prompt, "a pear](x) on *a* table");
});

Deno.test("POST chat is found under every spelling of its path", async () => {
  const messages = [user("a pear")];
  for (const path of ["/chat/completions", "/v1/v1/chat/completions", "/api/v1/chat/completions"]) {
    assertEquals((await ask({ messages }, path)).status, 200, path);
  }
  const deployed = "/openai/deployments/easel/chat/completions?api-version=1";
  const response = await tests.door.post(deployed, { messages });
  assertEquals(ChatCompletion.parse(await response.json()).model, "easel");
});

Deno.test("POST chat puts all pictures into one message", async () => {
  const { completion } = await chat([user("a pear")], { n: 3 });
  assertEquals(linksIn(messageOf(completion).content).length, 3);
});

/** Requests whose client reads `message.images`. */
const READS_IMAGES: Readonly<Record<string, Body>> = {
  "modalities with image": { modalities: ["image", "text"] },
  "a model id ending in :image": { model: "easel:image" },
};

for (const [what, body] of Object.entries(READS_IMAGES)) {
  Deno.test(`POST chat gives data URLs in message.images for ${what}`, async () => {
    const { completion } = await chat([user("a pear")], { n: 2, ...body });
    const { content, images = [] } = messageOf(completion);
    assertEquals(content, "");
    assertEquals(images.map(({ type, index }) => [type, index]), [["image_url", 0], [
      "image_url",
      1,
    ]]);
    for (const { image_url } of images) {
      const bytes = parseDataUrl(image_url.url)?.bytes ?? new Uint8Array();
      assertEquals(readMedia(bytes)?.widthPx, 64);
    }
    assertEquals(completion.model, body.model ?? "easel");
  });
}

Deno.test("CHAT_IMAGES decides how pictures are carried, but for models marked with :image", async () => {
  for (const form of ["images", "markdown"]) {
    await using door = await openDoor({ env: { CHAT_IMAGES: form } });
    const send = async (body: Body) => {
      const response = await door.post(CHAT, { messages: [user("a pear")], ...body });
      return messageOf(ChatCompletion.parse(await response.json()));
    };
    const plain = await send({ model: "easel", modalities: ["image"] });
    assertEquals(plain.images?.length, form === "images" ? 1 : undefined);
    assertEquals(linksIn(plain.content).length, form === "images" ? 0 : 1);
    assertEquals((await send({ model: "easel:image" })).images?.length, 1);
    await door.idle();
  }
});

/** Forms of a user's message with one picture. */
const WITH_PICTURE: Readonly<Record<string, unknown>> = {
  "image_url": [text("make it blue"), image({ url: dataUrl, detail: "auto" })],
  "image_url as a bare string": [image(dataUrl), text("make it blue")],
  "image": [{ type: "image", image: dataUrl }, text("make it blue")],
  "a file": [text("make it blue"), {
    type: "file",
    file: { filename: "a.png", file_data: dataUrl },
  }],
  "markdown": `make it blue ![](${dataUrl})`,
};

for (const [what, content] of Object.entries(WITH_PICTURE)) {
  Deno.test(`POST chat works on a picture given as ${what}`, async () => {
    await chat([user("a pear"), user(content)]);
    assertObjectMatch(lastRequest(), { operation: "edit", prompt: "make it blue" });
    const [input, ...more] = lastRequest().inputs;
    assertEquals([readMedia(input?.bytes ?? picture)?.widthPx, more.length], [48, 0]);
  });
}

Deno.test("POST chat takes several pictures, fields of image requests and a mask", async () => {
  await chat([user([text("mix"), image(dataUrl), image({ url: dataUrl })])], { image: dataUrl });
  assertEquals(lastRequest().inputs.length, 3);
  const mask = `data:image/png;base64,${
    toBase64(png({ widthPx: 48, heightPx: 32, alpha: 0 }).bytes)
  }`;
  await chat([user([text("mend"), image(dataUrl)])], { mask });
  assertExists(lastRequest().mask);
});

Deno.test("POST chat makes variations of a picture without words", async () => {
  await chat([user([image(dataUrl)])]);
  assertEquals(lastRequest().operation, "variation");
});

Deno.test("POST chat reads our own pictures from the store, under whatever address", async () => {
  const { pathname } = new URL(await newPicture());
  for (const base of ["https://pics.example", "http://127.0.0.1:1", "http://10.0.0.7/darkroom"]) {
    await chat([user([text("make it blue"), image({ url: `${base}${pathname}` })])]);
    assertEquals(lastRequest().inputs.length, 1, base);
  }
});

const link = (url: string) => ({ role: "assistant", content: `Here:\n\n![a pear](${url})` });

Deno.test("POST chat takes the newest picture of the chat where the last message has none", async () => {
  const url = await newPicture();
  const big = `data:image/png;base64,${toBase64(noisyPng({ widthPx: 900, heightPx: 900 }).bytes)}`;
  assertGreater(big.length, 2_000_000);
  const histories = [
    [user("a pear"), link(url)],
    [user("a pear"), link(dataUrl)],
    [user("a pear"), link(big)],
    [user("a pear"), { role: "assistant", content: null, images: [image({ url: dataUrl })] }],
    [user("a pear"), { role: "assistant", content: [image({ url: dataUrl })] }],
    [user([text("mine"), image(dataUrl)]), { role: "assistant", content: "No." }],
  ];
  for (const history of histories) {
    const { response } = await chat([...history, user("> Drawing.\n\nmake it blue")]);
    assertObjectMatch(lastRequest(), { operation: "edit", prompt: "make it blue" });
    assertEquals(lastRequest().inputs.length, 1);
    assertEquals(warningsOf(response), []);
  }
});

Deno.test("POST chat prefers the user's own picture to those of the chat", async () => {
  await chat([user("a pear"), link(await newPicture()), user([text("blue"), image(dataUrl)])]);
  const inputs = lastRequest().inputs.map(({ bytes }) => readMedia(bytes)?.widthPx);
  assertEquals(inputs, [48]);
});

Deno.test("POST chat draws from words, with a warning, when a picture of the chat is gone", async () => {
  for (
    const url of [`http://localhost/files/${"0".repeat(32)}.png`, "data:image/png;base64,AAAA"]
  ) {
    const { response } = await chat([user("a pear"), link(url), user("make it blue")]);
    assertObjectMatch(lastRequest(), { operation: "generate", inputs: [] });
    const [warning, ...more] = warningsOf(response);
    assertMatch(warning ?? "", /^messages\[1\]\.content dropped: the words alone are drawn/);
    assertEquals(more, []);
  }
});

Deno.test("POST chat keeps pictures of the chat from models that cannot use them", async () => {
  const model = "org/brush:free";
  const history = [user("a pear"), link(dataUrl)];
  const { response } = await chat([...history, user("make it blue")], { model });
  assertEquals(lastRequest().inputs, []);
  assertStringIncludes(warningsOf(response)[0] ?? "", `model "${model}" does not work on pictures`);
  const own = await ask({ model, messages: [...history, user([text("blue"), image(dataUrl)])] });
  assertEquals(own.status, 400);
  assertObjectMatch(await errorOf(own), { param: "model" });
});

Deno.test("POST chat draws the last user's message only, and nobody else's words", async () => {
  await chat([
    { role: "system", content: "You draw." },
    user("a pear"),
    { role: "assistant", content: "Which colour?" },
    { role: "developer", content: "Be bold." },
    user([text("a blue"), text("pear")]),
  ]);
  assertObjectMatch(lastRequest(), { operation: "generate", prompt: "a blue\npear" });
});

Deno.test("POST chat takes the settings of image requests, also inside image_config", async () => {
  const settings = {
    seed: "7",
    temperature: 0.7,
    top_p: 1,
    tools: [],
    max_tokens: 4_096,
    reasoning_effort: "low",
    response_format: { type: "text" },
    stream_options: null,
    user: "somebody",
    image_config: { aspect_ratio: "2:1", image_size: "0.5K", size: null },
  };
  const { response } = await chat([user("a pear")], settings);
  assertObjectMatch(lastRequest(), { seed: 7, size: { widthPx: 512, heightPx: 256 } });
  assertEquals(warningsOf(response), [
    "size mapped: 720x368 to 512x256, the nearest that easel makes",
  ]);
  await chat([user("a pear")], { aspect_ratio: "1:2", size: "auto" });
  const { widthPx, heightPx } = lastRequest().size;
  assertEquals(heightPx / widthPx, 2);
});

Deno.test("POST chat names fields that it does not know", async () => {
  const { response } = await chat([user("a pear")], { glow: 1, image_config: { sparkle: 2 } });
  assertEquals(warningsOf(response), [
    "glow ignored: no such field",
    "image_config.sparkle ignored: no such field",
  ]);
});

/** What is refused: the body, and the field that the error names. */
const REFUSED: readonly (readonly [Body, number, string, RegExp])[] = [
  [{}, 400, "messages", /messages is missing/],
  [{ messages: [] }, 400, "messages", /use at least one message/],
  [{ messages: "hi" }, 400, "messages", /messages is "hi": use a list of messages/],
  [{ messages: [{ content: "a" }] }, 400, "messages[0].role", /use "user"/],
  [{ messages: [user(7)] }, 400, "messages[0].content", /use a text or a list of parts/],
  [{ messages: [user("  ")] }, 400, "messages[0].content", /1 to 32000 characters/],
  [{ messages: [{ role: "system", content: "a" }] }, 400, "messages", /role "user"/],
  [{ messages: [user("x".repeat(32_001))] }, 400, "messages[0].content", /1 to 32000 characters/],
  [{ messages: [user("a")], n: 11 }, 400, "n", /n is 11/],
  [{ messages: [user("a")], modalities: "image" }, 400, "modalities", /use a list/],
  [
    { messages: [user("a")], image_config: { aspect_ratio: "wide" } },
    400,
    "aspect_ratio",
    /"wide": use/,
  ],
  [
    { messages: [user("a")], image_config: { steps: "many" } },
    400,
    "image_config.steps",
    /image_config\.steps is "many"/,
  ],
  [
    { messages: [user([text("a"), image("data:image/png;base64,AAAA")])] },
    400,
    "messages[0].content[1]",
    /messages\[0\]\.content\[1\] /,
  ],
  [
    { messages: [user("a"), user([image({ url: "http://127.0.0.1/a.png" })])] },
    400,
    "messages[1].content[0]",
    /not a public address/,
  ],
  [{ messages: [user("a")], model: "nobody" }, 404, "model", /does not exist/],
];

for (const [body, status, param, message] of REFUSED) {
  Deno.test(`POST chat refuses ${JSON.stringify(body).slice(0, 70)}`, async () => {
    const response = await ask(body);
    assertEquals(response.status, status);
    const error = await errorOf(response);
    assertEquals(error.param, param);
    assertMatch(error.message, message);
  });
}

Deno.test("POST chat tells a refusal of the content as an answer", async () => {
  const { completion } = await chat([user("refuse this")]);
  const reason = "The prompt was refused by the upstream";
  assertEquals(messageOf(completion), { role: "assistant", content: reason, refusal: null });
  assertEquals(completion.choices[0]?.finish_reason, "content_filter");
});

Deno.test("POST chat tells other failures as errors", async () => {
  const response = await ask({ messages: [user("break this")] });
  assertEquals([response.status, response.headers.get("x-should-retry")], [500, "false"]);
  assertObjectMatch(await errorOf(response), { code: "generation_failed" });
});

Deno.test("POST chat says how many pictures did not come", async () => {
  const { completion } = await chat([user("half of them")], { n: 2, seed: 0 });
  const { content } = messageOf(completion);
  assertEquals(linksIn(content).length, 1);
  assertMatch(content, /\n\n1 of 2 pictures did not come: The upstream could not draw this$/);
  const images = await chat([user("half of them")], { n: 2, seed: 0, modalities: ["image"] });
  assertMatch(messageOf(images.completion).content, /^1 of 2 pictures did not come/);
  assertEquals(messageOf(images.completion).images?.length, 1);
});

Deno.test("POST chat hands over to the job when the wait is over", async () => {
  await using door = await openVirtualDoor({ env: { WAIT_SECONDS: "60" } });
  const asked = door.post(CHAT, { model: "easel", messages: [user("hang on")] });
  const response = await answered(door.runtime, asked);
  assertEquals([response.status, response.headers.get("x-should-retry")], [503, "true"]);
  assertObjectMatch(await errorOf(response), { code: "still_running" });
});

Deno.test("POST chat shows the plan of a dry run", async () => {
  const before = tests.door.easel.requests.length;
  const messages = [user([text("make it blue"), image(dataUrl)])];
  const response = await ask({ messages, n: 2 }, `${CHAT}?dry_run=true`);
  const plan = PlanView.parse(await response.json());
  assertObjectMatch(plan, { operation: "edit", model: "easel", calls: [1, 1] });
  assertEquals(tests.door.easel.requests.length, before);
});

Deno.test("POST chat answers chores and probes in words, without a job", async () => {
  const before = tests.door.easel.requests.length;
  const title = "Please generate a four to five word title summarizing our conversation without " +
    "any lead-in, punctuation, quotation marks.";
  const chore = await chat([user("a red pear"), link(dataUrl), user(title)]);
  assertEquals(messageOf(chore.completion).content, "A red pear");
  const probe = await chat([user("hi")], { max_tokens: 1 });
  assertEquals(messageOf(probe.completion).content, "Ready to draw.");
  for (const { response, completion } of [chore, probe]) {
    assertEquals(response.headers.get("x-job-id"), null);
    assertMatch(completion.id, /^chatcmpl-[0-9a-f]{32}$/);
    assertEquals(completion.choices[0]?.finish_reason, "stop");
  }
  assertEquals(tests.door.easel.requests.length, before);
  const unknown = await ask({ model: "nobody", messages: [user("hi")], max_tokens: 1 });
  assertEquals(unknown.status, 404);
  await chat([user("hi")]);
  assertEquals(tests.door.easel.requests.length, before + 1);
});
