/**
 * `/v1/files` over HTTP.
 *
 * @module
 */

import { PART_BYTES } from "../files/file.ts";
import { FileList } from "../routes/schemas/uploaded_file.ts";
import { errorOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "./assert.ts";
import { IMAGES, upload } from "./batches.ts";
import { openDoor, openVirtualDoor } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { countKeys } from "./world.ts";

const FILES = "/v1/files";

Deno.test("a file of several parts comes back byte for byte, and goes with all of them", async () => {
  await using door = await openDoor();
  const bytes = new Uint8Array(PART_BYTES * 2 + 5).map((_, at) => at % 251);
  const file = await upload(door, bytes, { purpose: "user_data" });
  assertEquals([file.bytes, file.filename, file.status], [
    bytes.length,
    "input.jsonl",
    "processed",
  ]);
  assertEquals(await countKeys(door.kv, "file_part"), 3);
  const content = await door.get(`${FILES}/${file.id}/content`);
  assertEquals(content.headers.get("content-length"), String(bytes.length));
  assertEquals(content.headers.get("cache-control"), "no-store");
  assert((await content.bytes()).every((byte, at) => byte === at % 251));
  const gone = await door.app.request(`${FILES}/${file.id}`, { method: "DELETE" });
  assertEquals(await gone.json(), { id: file.id, object: "file", deleted: true });
  for (const prefix of ["file", "file_part", "blob", "chunk"]) {
    assertEquals(await countKeys(door.kv, prefix), 0, prefix);
  }
  assertEquals((await door.get(`${FILES}/${file.id}/content`)).status, 404);
});

Deno.test("files of others do not exist, and their bytes are nobody's pictures", async () => {
  await using door = await openDoor();
  const { files, blobs } = door.darkroom.services;
  const picture = png({ widthPx: 16, heightPx: 16 }).bytes;
  const about = { filename: "x", purpose: "vision", createdAt: 0, expiresAt: 2 ** 42 } as const;
  const { id } = await files.add({ ...about, owner: "somebody else" }, picture);
  for (const path of [`${FILES}/${id}`, `${FILES}/${id}/content`]) {
    const response = await door.get(path);
    assertEquals(response.status, 404);
    assertObjectMatch(await errorOf(response), { code: "not_found", param: "id" });
  }
  const deleted = await door.app.request(`${FILES}/${id}`, { method: "DELETE" });
  assertEquals(deleted.status, 404);
  await deleted.body?.cancel();
  assertEquals(FileList.parse(await (await door.get(FILES)).json()).data, []);
  const batch = { input_file_id: id, endpoint: IMAGES, completion_window: "24h" };
  assertEquals((await door.post("/v1/batches", batch)).status, 404);
  const edit = await door.post("/v1/images/edits", { prompt: "blue", images: [{ file_id: id }] });
  assertMatch((await errorOf(edit)).message, /images\[0\] names the file_id .* no such file/);
  const part = await door.kv.get<Uint8Array>(["file_part", id, 0]);
  const { blobId } = JSON.parse(new TextDecoder().decode(part.value ?? new Uint8Array()));
  assert(await blobs.head(blobId), "the bytes are there");
  assertEquals((await door.get(`/files/${blobId}.png`)).status, 404);
});

Deno.test("files expire when they should, bytes and all", async () => {
  await using door = await openVirtualDoor();
  const lifetime = { "expires_after[anchor]": "created_at", "expires_after[seconds]": "3600" };
  const short = await upload(door, "x", lifetime);
  const usual = await upload(door, "x");
  assertEquals(short.expires_at - short.created_at, 3_600);
  assertEquals(usual.expires_at - usual.created_at, 30 * 24 * 3_600);
  await door.runtime.pass(3_600_000);
  assertEquals((await door.get(`${FILES}/${short.id}`)).status, 404);
  const listed = FileList.parse(await (await door.get(FILES)).json());
  assertEquals(listed.data.map(({ id }) => id), [usual.id]);
});

Deno.test("GET files lists by purpose, order and page", async () => {
  await using door = await openDoor();
  const ids: string[] = [];
  for (const purpose of ["batch", "vision", "batch"]) {
    ids.push((await upload(door, "x", { purpose })).id);
  }
  const [first, second, third] = ids;
  const list = async (query: string) => {
    const { data, has_more } = FileList.parse(await (await door.get(`${FILES}?${query}`)).json());
    return [data.map(({ id }) => id), has_more];
  };
  assertEquals(await list(""), [[third, second, first], false]);
  assertEquals(await list("order=asc"), [[first, second, third], false]);
  assertEquals(await list("limit=1"), [[third], true]);
  assertEquals(await list(`limit=1&after=${third}`), [[second], true]);
  assertEquals(await list(`order=asc&after=${second}`), [[third], false]);
  assertEquals(await list("purpose=batch&limit=1"), [[third], true]);
  assertEquals(await list(`purpose=batch&after=${third}`), [[first], false]);
});

/** Forms that cannot be meant, and what the refusal must say. */
const REFUSED: readonly (readonly [Record<string, string>, string, RegExp])[] = [
  [{}, "purpose", /purpose is missing/],
  [{ purpose: "fun" }, "purpose", /purpose is "fun": use "assistants", "batch"/],
  [{ purpose: "batch" }, "file", /file is missing/],
  [{ purpose: "batch", file: "text" }, "file", /file is missing: send it as a part/],
  [
    {
      purpose: "batch",
      "expires_after[anchor]": "created_at",
      "expires_after[seconds]": "60",
    },
    "expires_after.seconds",
    /3600 to 2592000/,
  ],
];

for (const [fields, param, message] of REFUSED) {
  Deno.test(`POST files refuses a form of ${JSON.stringify(fields)}`, async () => {
    await using door = await openDoor();
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const response = await door.app.request(FILES, { method: "POST", body: form });
    assertEquals(response.status, 400);
    const error = await errorOf(response);
    assertEquals(error.param, param);
    assertMatch(error.message, message);
  });
}

/** Requests for batches that cannot be meant. */
const REFUSED_BATCHES: readonly (readonly [Record<string, unknown>, string, number])[] = [
  [{ input_file_id: undefined }, "input_file_id", 400],
  [{ input_file_id: "file-none" }, "input_file_id", 404],
  [{ endpoint: "/v1/embeddings" }, "endpoint", 400],
  [{ completion_window: "1h" }, "completion_window", 400],
  [{ metadata: { a: 7 } }, "metadata.a", 400],
  [
    { output_expires_after: { anchor: "created_at", seconds: 1 } },
    "output_expires_after.seconds",
    400,
  ],
];

Deno.test("POST batches names the field that is at fault", async () => {
  await using door = await openDoor();
  const { id } = await upload(door, "x");
  for (const [fields, param, status] of REFUSED_BATCHES) {
    const good = { input_file_id: id, endpoint: IMAGES, completion_window: "24h" };
    const response = await door.post("/v1/batches", { ...good, ...fields });
    assertEquals(response.status, status, JSON.stringify(fields));
    assertEquals((await errorOf(response)).param, param);
  }
  const picture = await upload(door, "x", { purpose: "vision" });
  const wrong = { input_file_id: picture.id, endpoint: IMAGES, completion_window: "24h" };
  assertMatch((await errorOf(await door.post("/v1/batches", wrong))).message, /purpose "batch"/);
  assertEquals((await door.get("/v1/batches/batch_none")).status, 404);
});

Deno.test("batches of others do not exist", async () => {
  await using door = await openDoor();
  const { batches: { repo }, runtime } = door.darkroom.services;
  const { id } = await upload(door, "x");
  const body = { input_file_id: id, endpoint: IMAGES, completion_window: "24h" };
  const made = await (await door.post("/v1/batches", body)).json();
  const stored = await repo.load(made.id);
  assert(stored);
  const foreign = { ...stored.value, id: `batch_${runtime.uuid()}`, owner: "somebody else" };
  await repo.insert(foreign);
  const path = `/v1/batches/${foreign.id}`;
  assertEquals((await door.get(path)).status, 404);
  assertEquals((await door.app.request(`${path}/cancel`, { method: "POST" })).status, 404);
  const listed = await (await door.get("/v1/batches")).json();
  assertEquals(listed.data.map((batch: { id: string }) => batch.id), [made.id]);
});

Deno.test("a batch takes no address from its caller that is none", async () => {
  await using door = await openDoor();
  const { id } = await upload(door, "x");
  const body = { input_file_id: id, endpoint: IMAGES, completion_window: "24h" };
  const made = await (await door.post("/v1/batches", body, { "x-forwarded-host": "a:99999" }))
    .json();
  const stored = await door.darkroom.services.batches.repo.load(made.id);
  assertEquals(stored?.value.base, "http://localhost");
});

Deno.test("what marks a batch's line cannot be sent from outside", async () => {
  await using door = await openDoor({ env: { API_MASTER_KEY: "a key of the server" } });
  const line = JSON.stringify({ owner: "operator", key: "k", keepMs: 1 });
  const headers = { line, "x-line": line, env: line, "content-type": "application/json" };
  const body = JSON.stringify({ prompt: "x", line: { owner: "operator" } });
  const sent = await door.app.request(`${IMAGES}?line=1`, { method: "POST", headers, body });
  assertEquals(sent.status, 401);
  await sent.body?.cancel();
});
