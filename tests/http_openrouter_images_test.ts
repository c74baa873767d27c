import { z } from "zod";
import { fromBase64, toBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { ErrorBody } from "../routes/schemas/error.ts";
import {
  OpenrouterCompletedEvent,
  OpenrouterImages,
  OpenrouterPartialEvent,
} from "../routes/schemas/openrouter_image.ts";
import { PlanView } from "../routes/schemas/plan.ts";
import { answered, errorOf, warningsOf } from "./answers.ts";
import { assert, assertEquals, assertExists, assertMatch, assertObjectMatch } from "./assert.ts";
import { doorForTests, openVirtualDoor } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";

const PATH = "/api/v1/images";
const tests = doorForTests();
const dataUrl = `data:image/png;base64,${toBase64(png({ widthPx: 48, heightPx: 32 }).bytes)}`;

async function ask(body: Record<string, unknown>, path = PATH): Promise<Response> {
  return await tests.door.post(path, { model: "easel", prompt: "a pear", ...body });
}

function lastRequest() {
  const request = tests.door.easel.requests.at(-1);
  assertExists(request);
  return request;
}

/** The JSON of every record; the last must be `[DONE]`. */
async function readEvents(response: Response): Promise<unknown[]> {
  assertEquals(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  const lines = (await response.text()).split("\n")
    .filter((line) => line !== "" && !line.startsWith(":"));
  assert(lines.every((line) => line.startsWith("data: ")));
  assertEquals(lines.pop(), "data: [DONE]");
  return lines.map((line) => JSON.parse(line.slice("data: ".length)));
}

Deno.test("POST /images answers in OpenRouter's shape, under each of its paths", async () => {
  for (const path of [PATH, "/v1/images", "/images"]) {
    const response = await ask({ n: 2 }, path);
    assertEquals(response.status, 200, path);
    assertExists(response.headers.get("x-job-id"));
    const answer = OpenrouterImages.strict().parse(await response.json());
    assertEquals(answer.usage, { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
    assertEquals(answer.data.map(({ media_type }) => media_type), ["image/png", "image/png"]);
    for (const { b64_json } of answer.data) {
      assertEquals(readMedia(fromBase64(b64_json) ?? new Uint8Array())?.widthPx, 64);
    }
  }
});

Deno.test("POST /images makes a size of resolution and aspect_ratio", async () => {
  const model = "studio";
  for (
    const [fields, size] of [
      [{ resolution: "1K" }, [1024, 1024]],
      [{ resolution: "1K", aspect_ratio: "16:9" }, [1360, 768]],
      [{ resolution: "512", aspect_ratio: "1:1" }, [512, 512]],
      [{ size: "320x240" }, [320, 240]],
    ] as const
  ) {
    const response = await ask({ model, ...fields });
    const { data: [picture] } = OpenrouterImages.parse(await response.json());
    const media = readMedia(fromBase64(picture?.b64_json ?? "") ?? new Uint8Array());
    assertEquals([media?.widthPx, media?.heightPx], [...size]);
    assertEquals(warningsOf(response), []);
  }
});

Deno.test("POST /images works on input_references, as objects and as strings", async () => {
  const input_references = [{ type: "image_url", image_url: { url: dataUrl } }, dataUrl];
  assertEquals((await ask({ prompt: "mix", input_references })).status, 200);
  assertObjectMatch(lastRequest(), { operation: "edit", prompt: "mix" });
  assertEquals(lastRequest().inputs.length, 2);
  const refused = await ask({ input_references: [dataUrl, "data:image/png;base64,AAAA"] });
  assertEquals(refused.status, 400);
  assertEquals((await errorOf(refused)).param, "input_references[1]");
});

Deno.test("POST /images takes OpenRouter's other fields", async () => {
  const response = await ask({
    quality: "high",
    output_format: "jpeg",
    output_compression: 80,
    background: "auto",
    seed: 5,
    provider: { order: ["x"] },
  });
  const { data } = OpenrouterImages.parse(await response.json());
  assertEquals(data[0]?.media_type, "image/jpeg");
  assertEquals(lastRequest().seed, 5);
  assert(warningsOf(response).includes("provider ignored: no such field"));
});

Deno.test("POST /images streams events without names", async () => {
  const response = await ask({ prompt: "sketch a pear", stream: true, partial_images: 2 });
  const events = await readEvents(response);
  const last = OpenrouterCompletedEvent.strict().parse(events.pop());
  assert(last.created < 10_000_000_000);
  const partials = events.map((event) => OpenrouterPartialEvent.strict().parse(event));
  assertEquals(partials.map((event) => event.partial_image_index), [0, 1]);
  assertEquals(readMedia(fromBase64(last.b64_json) ?? new Uint8Array())?.widthPx, 64);
});

Deno.test("POST /images tells a failure in its stream", async () => {
  const [event, ...more] = await readEvents(await ask({ prompt: "refuse this", stream: true }));
  const { type, error } = z.object({ type: z.string(), ...ErrorBody.shape }).parse(event);
  assertEquals([type, error.code, more.length], ["error", "moderation_blocked", 0]);
});

Deno.test("POST /images says in a comment that pictures are missing", async () => {
  const response = await ask({ prompt: "half of them", n: 2, seed: 0, stream: true });
  assertMatch(await response.text(), /\n: warning: 1 of 2 images did not come.*\ndata: \[DONE\]/);
});

Deno.test("POST /images refuses as the other endpoints do", async () => {
  assertObjectMatch(await errorOf(await ask({ n: 11 })), { param: "n" });
  assertEquals((await ask({ model: "nobody" })).status, 404);
  const refused = await ask({ prompt: "refuse this" });
  assertEquals(refused.status, 400);
  assertObjectMatch(await errorOf(refused), { code: "moderation_blocked" });
});

Deno.test("POST /images shows the plan of a dry run", async () => {
  const plan = PlanView.parse(await (await ask({ n: 2 }, `${PATH}?dry_run=1`)).json());
  assertEquals(plan.calls, [1, 1]);
});

Deno.test("POST /images hands over to the job when the wait is over", async () => {
  await using door = await openVirtualDoor();
  const asked = door.post(PATH, { model: "easel", prompt: "hang on" });
  const response = await answered(door.runtime, asked);
  assertEquals(response.status, 503);
  assertObjectMatch(await errorOf(response), { code: "still_running" });
});
