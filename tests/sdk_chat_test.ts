/**
 * Chat through both majors of the `openai` package, against the running server.
 *
 * @module
 */

import type OpenAI from "openai";
import { z } from "zod";
import { toBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { ChatImage } from "../routes/schemas/chat_response.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch, assertRejects } from "./assert.ts";
import { linksIn } from "./chat.ts";
import { doorForTests } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { KEY, MAJORS } from "./sdk.ts";
import { serve } from "./serve.ts";

const tests = doorForTests({ env: { API_MASTER_KEY: KEY } });
const dataUrl = `data:image/png;base64,${toBase64(png({ widthPx: 48, heightPx: 32 }).bytes)}`;

/** What OpenAI's types do not know of. */
const Carried = z.object({ images: z.array(ChatImage) });

const wish = (content: string): OpenAI.ChatCompletionMessageParam[] => [{ role: "user", content }];

for (const { name, connect } of MAJORS) {
  const test = (promise: string, work: (client: OpenAI) => Promise<void>) =>
    Deno.test(`${name}: ${promise}`, async () => {
      await using server = serve(tests.door);
      await work(connect(server, {}));
    });

  test("chat gives a link that can be fetched", async (client) => {
    const call = client.chat.completions.create({ model: "easel", messages: wish("a pear") });
    const { data: answer, response } = await call.withResponse();
    assertMatch(response.headers.get("x-job-id") ?? "", /^job_/);
    const [choice] = answer.choices;
    assertEquals([choice?.finish_reason, answer.usage?.total_tokens], ["stop", 0]);
    const file = await fetch(linksIn(choice?.message.content ?? "")[0] ?? "");
    assertEquals(readMedia(await file.bytes())?.widthPx, 64);
  });

  test("chat works on a picture, and on that of an earlier answer", async (client) => {
    const messages: OpenAI.ChatCompletionMessageParam[] = [{
      role: "user",
      content: [{ type: "text", text: "make it blue" }, {
        type: "image_url",
        image_url: { url: dataUrl },
      }],
    }];
    const first = await client.chat.completions.create({ model: "easel", messages });
    assertEquals(tests.door.easel.requests.at(-1)?.operation, "edit");
    const content = first.choices[0]?.message.content ?? "";
    const talk = [...messages, { role: "assistant", content } as const, ...wish("now green")];
    await client.chat.completions.create({ model: "easel", messages: talk });
    const { operation, inputs, prompt } = tests.door.easel.requests.at(-1) ?? {};
    assertEquals([operation, inputs?.length, prompt], ["edit", 1, "now green"]);
  });

  test("chat streams pieces that make up the answer", async (client) => {
    const chunks = await Array.fromAsync(
      await client.chat.completions.create({
        model: "easel",
        messages: wish("a pear"),
        n: 2,
        stream: true,
        stream_options: { include_usage: true },
      }),
    );
    const content = chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
    assertEquals(linksIn(content).length, 2);
    assertEquals(chunks.at(-1)?.usage?.total_tokens, 0);
    assertEquals(new Set(chunks.map(({ id }) => id)).size, 1);
  });

  test("the stream helper puts the answer together", async (client) => {
    const stream = client.chat.completions.stream({ model: "easel", messages: wish("a pear") });
    const answer = await stream.finalChatCompletion();
    assertEquals(linksIn(answer.choices[0]?.message.content ?? "").length, 1);
    assertEquals(answer.choices[0]?.finish_reason, "stop");
  });

  test("the stream helper keeps all pictures of message.images", async (client) => {
    const stream = client.chat.completions.stream({
      model: "easel:image",
      messages: wish("a pear"),
      n: 2,
    });
    const answer = await stream.finalChatCompletion();
    const { images } = Carried.parse(answer.choices[0]?.message);
    assertEquals(images.map(({ index }) => index), [0, 1]);
    assertEquals(answer.model, "easel:image");
  });

  test("a refusal of the content is an answer, whole and in pieces", async (client) => {
    const body = { model: "easel", messages: wish("refuse this") };
    const whole = await client.chat.completions.create(body);
    const pieces = await client.chat.completions.stream(body).finalChatCompletion();
    for (const { choices: [choice] } of [whole, pieces]) {
      assertEquals(choice?.finish_reason, "content_filter");
      assertEquals(choice?.message.refusal, null);
      assertEquals(choice?.message.content, "The prompt was refused by the upstream");
    }
  });

  test("a failure is raised, whole and in pieces", async (client) => {
    const body = { model: "easel", messages: wish("break this") };
    const whole = await assertRejects(() => client.chat.completions.create(body));
    assertObjectMatch(whole, { status: 500, code: "generation_failed" });
    const stream = await client.chat.completions.create({ ...body, stream: true });
    const pieces = await assertRejects(() => Array.fromAsync(stream));
    assertObjectMatch(pieces, { code: "generation_failed" });
  });

  test("leaving a chat stream leaves the job alone", async (client) => {
    const stream = await client.chat.completions.create({
      model: "easel",
      messages: wish("sketch a pear"),
      stream: true,
    });
    for await (const { id } of stream) {
      assertMatch(id, /^chatcmpl-/);
      break;
    }
    const { engine } = tests.door.darkroom.services;
    const [newest] = (await engine.list("operator", { limit: 1 })).jobs;
    const states = await Array.fromAsync(
      engine.watch(newest?.id ?? "", new AbortController().signal),
    );
    assert(states.at(-1)?.endedAt !== undefined);
  });
}
