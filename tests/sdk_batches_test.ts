/**
 * Files and batches through both majors of the `openai` package, over real HTTP.
 *
 * @module
 */

import { startBatches } from "../app.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "./assert.ts";
import { IMAGES, lineOf, ResultLine } from "./batches.ts";
import { type Door, openDoor } from "./door.ts";
import { KEY, type Major, MAJORS } from "./sdk.ts";
import { serve } from "./serve.ts";

async function open(): Promise<Door> {
  const door = await openDoor({ env: { API_MASTER_KEY: KEY } });
  startBatches(door.app, door.darkroom.services);
  return door;
}

type Client = ReturnType<Major["connect"]>;

/** A batch once it has ended. It takes turns of the event loop, not seconds. */
async function ended({ batches }: Client, id: string) {
  for (;;) {
    const batch = await batches.retrieve(id);
    if (["completed", "failed", "cancelled", "expired"].includes(batch.status)) return batch;
  }
}

for (const { name, toUpload, connect } of MAJORS) {
  const upload = (client: Client, text: string) =>
    toUpload(new TextEncoder().encode(text), "in.jsonl").then((file) =>
      client.files.create({ file, purpose: "batch" })
    );

  Deno.test(`${name} runs a batch from its file to its answers`, async () => {
    await using door = await open();
    await using server = serve(door);
    const client = connect(server, {});
    const text = [lineOf("a"), lineOf("b"), lineOf("c", { prompt: "refuse it" })].join("\n");
    const input = await upload(client, text);
    assertEquals([input.object, input.purpose, input.bytes], ["file", "batch", text.length]);
    assertEquals((await client.files.waitForProcessing(input.id)).status, "processed");
    const batch = await client.batches.create({
      input_file_id: input.id,
      endpoint: IMAGES,
      completion_window: "24h",
      metadata: { run: "1" },
      output_expires_after: { anchor: "created_at", seconds: 3_600 },
    });
    assertEquals(batch.metadata, { run: "1" });
    const done = await ended(client, batch.id);
    assertEquals(done.request_counts, { total: 3, completed: 2, failed: 1 });
    const output = await (await client.files.content(done.output_file_id ?? "")).text();
    const lines = output.trimEnd().split("\n").map((line) => ResultLine.parse(JSON.parse(line)));
    assertEquals(lines.map(({ custom_id }) => custom_id).toSorted(), ["a", "b"]);
    const errors = await (await client.files.content(done.error_file_id ?? "")).text();
    assertMatch(errors, /"custom_id":"c".*"status_code":400.*moderation_blocked/);
    const about = await client.files.retrieve(done.output_file_id ?? "");
    assertEquals(about.purpose, "batch_output");
    assertEquals((about.expires_at ?? 0) - about.created_at, 3_600);
    await door.idle();
  });

  Deno.test(`${name} pages through batches and files, and deletes files`, async () => {
    await using door = await open();
    await using server = serve(door);
    const client = connect(server, {});
    const ids: string[] = [];
    for (const custom of ["a", "b", "c"]) {
      const input = await upload(client, lineOf(custom));
      const of = { endpoint: IMAGES, completion_window: "24h" } as const;
      const { id } = await client.batches.create({ ...of, input_file_id: input.id });
      await ended(client, id);
      ids.unshift(id);
    }
    const listed: string[] = [];
    for await (const { id } of client.batches.list({ limit: 2 })) listed.push(id);
    assertEquals(listed, ids);
    const inputs: string[] = [];
    for await (const { id } of client.files.list({ limit: 2, purpose: "batch", order: "asc" })) {
      inputs.push(id);
    }
    assertEquals(inputs.length, 3);
    assertEquals(inputs, inputs.toSorted());
    const all = await client.files.list();
    assertEquals(all.data.length, 6, "the answers are files too");
    const [first = ""] = inputs;
    assertEquals(await client.files.delete(first), { id: first, object: "file", deleted: true });
    await assertRejects(() => client.files.retrieve(first), Error, "404");
    await door.idle();
  });

  Deno.test(`${name} cancels a batch`, async () => {
    await using door = await open();
    await using server = serve(door);
    const client = connect(server, {});
    const input = await upload(client, lineOf("a", { prompt: "hang" }));
    const of = { endpoint: IMAGES, completion_window: "24h" } as const;
    const batch = await client.batches.create({ ...of, input_file_id: input.id });
    while (door.easel.requests.length === 0) await client.batches.retrieve(batch.id);
    assertEquals((await client.batches.cancel(batch.id)).status, "cancelling");
    const done = await ended(client, batch.id);
    assertEquals(done.status, "cancelled");
    assert(done.cancelled_at);
    await door.idle();
  });

  Deno.test(`${name} edits an uploaded picture by its file_id`, async () => {
    await using door = await open();
    await using server = serve(door);
    const client = connect(server, {});
    const made = await client.images.generate({ model: "easel", prompt: "a pear", size: "auto" });
    const bytes = Uint8Array.fromBase64(made.data?.[0]?.b64_json ?? "");
    const file = await toUpload(bytes, "pear.png");
    const { id } = await client.files.create({ file, purpose: "vision" });
    const response = await client.responses.create({
      model: "easel",
      tools: [{ type: "image_generation" }],
      input: [{
        role: "user",
        content: [
          { type: "input_text", text: "make it blue" },
          { type: "input_image", file_id: id, detail: "auto" },
        ],
      }],
    });
    assertEquals(response.status, "completed");
    assertEquals(door.easel.requests.at(-1)?.operation, "edit");
    assertEquals(door.easel.requests.at(-1)?.inputs.length, 1);
    await door.idle();
  });
}
