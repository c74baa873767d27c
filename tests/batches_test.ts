/**
 * Batches from their creation to their end, in virtual time.
 *
 * @module
 */

import { startBatches } from "../app.ts";
import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "./assert.ts";
import { createBatch, endOf, getBatch, insertBatch, lineOf, resultsIn } from "./batches.ts";
import { openVirtualDoor, type VirtualDoor } from "./door.ts";

interface OpenOptions {
  readonly env?: Readonly<Record<string, string>>;
}

async function open({ env = {} }: OpenOptions = {}): Promise<VirtualDoor> {
  const door = await openVirtualDoor({ env });
  door.darkroom.worker.start();
  startBatches(door.app, door.darkroom.services);
  return door;
}

function linesOf(count: number, body: Record<string, unknown> = {}): string[] {
  return Array.from({ length: count }, (_, index) => lineOf(`line-${index}`, body));
}

Deno.test("a batch answers every line, each as a job of its own behind all others", async () => {
  await using door = await open({ env: { PUBLIC_URL: "https://pics.test" } });
  const begun = await createBatch(door, linesOf(5), { metadata: { who: "me" } });
  assertObjectMatch(begun, {
    object: "batch",
    status: "validating",
    endpoint: "/v1/images/generations",
    completion_window: "24h",
    errors: null,
    output_file_id: null,
    in_progress_at: null,
    completed_at: null,
    metadata: { who: "me" },
    request_counts: { total: 0, completed: 0, failed: 0 },
  });
  assertEquals(begun.expires_at - begun.created_at, 24 * 3_600);
  const ended = await endOf(door, begun.id);
  assertObjectMatch(ended, {
    status: "completed",
    error_file_id: null,
    request_counts: { total: 5, completed: 5, failed: 0 },
    failed_at: null,
    cancelled_at: null,
  });
  assert(ended.in_progress_at !== null && ended.finalizing_at !== null);
  assert(ended.completed_at !== null);
  const results = await resultsIn(door, ended.output_file_id);
  assertEquals([...results.keys()].toSorted(), linesOf(5).map((_, index) => `line-${index}`));
  const { response, error } = results.get("line-3") ?? {};
  assertEquals([response?.status_code, error], [200, null]);
  assertMatch(response?.request_id ?? "", /^req_/);
  const pictures = ImagesResponse.parse(response?.body);
  assertMatch(pictures.data[0]?.url ?? "", /^https:\/\/pics\.test\/files\/.*\.png$/);
  assertEquals(door.easel.requests.length, 5);
  const [logged] = door.events.filter(({ event }) => event === "batch_ended");
  assertObjectMatch(logged ?? {}, { batchId: begun.id, status: "completed", completed: 5 });
  const { engine } = door.darkroom.services;
  assertEquals((await engine.find(response?.job_id ?? "", "operator"))?.priority, -10);
});

Deno.test("a batch keeps what the lines mapped or dropped, and base64 where it is asked for", async () => {
  await using door = await open();
  const lines = [lineOf("a", { response_format: "b64_json", steps: 9, priority: 5, store: false })];
  const ended = await endOf(door, (await createBatch(door, lines)).id);
  const line = (await resultsIn(door, ended.output_file_id)).get("a");
  assert(ImagesResponse.parse(line?.response?.body).data[0]?.b64_json);
  assertEquals(line?.response?.warnings, [
    "priority dropped: lines of a batch have -10",
    "store dropped: a batch keeps its pictures while it lasts",
    "steps dropped: easel does not take it",
  ]);
});

Deno.test("lines that come to nothing go to the error file with their answer", async () => {
  await using door = await open();
  const lines = [
    lineOf("good"),
    lineOf("refused", { prompt: "refuse this" }),
    lineOf("broken", { prompt: "break this" }),
    lineOf("unknown", { model: "nobody's" }),
  ];
  const ended = await endOf(door, (await createBatch(door, lines)).id);
  assertEquals(ended.status, "completed");
  assertEquals(ended.request_counts, { total: 4, completed: 1, failed: 3 });
  assertEquals([...(await resultsIn(door, ended.output_file_id)).keys()], ["good"]);
  const errors = await resultsIn(door, ended.error_file_id);
  const statuses = [...errors].map(([id, { response }]) => [id, response?.status_code]);
  assertEquals(Object.fromEntries(statuses), { refused: 400, broken: 500, unknown: 404 });
  assertObjectMatch(errors.get("refused")?.response?.body ?? {}, {
    error: { code: "moderation_blocked" },
  });
});

Deno.test("a faulty input fails the batch with the lines at fault, and starts nothing", async () => {
  await using door = await open();
  const lines = [
    lineOf("a"),
    "",
    "{not json",
    lineOf("a"),
    lineOf("b", { n: 99 }),
    lineOf("c", { stream: true }),
    JSON.stringify({ custom_id: "d", method: "GET", url: "/v1/images/generations", body: {} }),
    JSON.stringify({ custom_id: "e", method: "POST", url: "/v1/images/edits", body: {} }),
    JSON.stringify({ custom_id: "f", method: "POST", url: "/v1/images/generations" }),
    JSON.stringify({ method: "POST", url: "/v1/images/generations", body: {} }),
  ];
  const ended = await endOf(door, (await createBatch(door, lines)).id);
  assertEquals(ended.status, "failed");
  assert(ended.failed_at !== null);
  assertEquals(ended.errors?.data.map(({ line, code, param }) => [line, code, param]), [
    [3, "invalid_json_line", null],
    [4, "duplicate_custom_id", "custom_id"],
    [5, "integer_above_max_value", "body.n"],
    [6, "invalid_value", "body.stream"],
    [7, "invalid_method", "method"],
    [8, "invalid_url", "url"],
    [9, "invalid_body", "body"],
    [10, "invalid_custom_id", "custom_id"],
  ]);
  assertEquals(door.easel.requests.length, 0);
  assertEquals([ended.output_file_id, ended.error_file_id], [null, null]);
});

Deno.test("an empty input fails the batch", async () => {
  await using door = await open();
  const ended = await endOf(door, (await createBatch(door, ["", " "])).id);
  assertEquals([ended.status, ended.errors?.data[0]?.code], ["failed", "empty_file"]);
});

Deno.test("edits and chats can be asked for too", async () => {
  await using door = await open();
  const chat = "/v1/chat/completions";
  const body = { model: "easel", messages: [{ role: "user", content: "a pear" }] };
  const lines = [JSON.stringify({ custom_id: "chat", method: "POST", url: chat, body })];
  const chatted = await endOf(door, (await createBatch(door, lines, { endpoint: chat })).id);
  const said = (await resultsIn(door, chatted.output_file_id)).get("chat")?.response?.body;
  assertMatch(JSON.stringify(said), /!\[a pear\]\(http:/);
  const edits = "/v1/images/edits";
  const bare = { custom_id: "edit", method: "POST", url: edits, body: { prompt: "blue" } };
  const failed = await endOf(
    door,
    (await createBatch(door, [JSON.stringify(bare)], { endpoint: edits })).id,
  );
  assertEquals([failed.status, failed.errors?.data[0]?.param], ["failed", "body.image"]);
});

Deno.test("no more than BATCH_CONCURRENCY lines are under way at a time", async () => {
  await using door = await open({ env: { BATCH_CONCURRENCY: "3" } });
  const { id } = await createBatch(door, linesOf(10, { prompt: "climb" }));
  await door.runtime.until(() => door.easel.requests.length === 3);
  await door.runtime.pass(10_000);
  assertEquals(door.easel.requests.length, 3);
  const ended = await endOf(door, id);
  assertEquals(ended.request_counts.completed, 10);
  assertEquals(door.easel.requests.length, 10);
});

Deno.test("a cancelled batch starts no more, ends what runs and keeps what has come", async () => {
  await using door = await open({ env: { BATCH_CONCURRENCY: "2" } });
  const lines = [lineOf("first"), ...linesOf(5, { prompt: "hang" })];
  const { id } = await createBatch(door, lines);
  await door.runtime.until(() => door.easel.requests.length === 3);
  await door.runtime.pass(3_000);
  const answer = await (await door.app.request(`/v1/batches/${id}/cancel`, { method: "POST" }))
    .json();
  assertEquals(answer.status, "cancelling");
  const ended = await endOf(door, id, 60_000);
  assertEquals(ended.status, "cancelled");
  assert(ended.cancelling_at !== null && ended.cancelled_at !== null);
  assertEquals(ended.request_counts, { total: 6, completed: 1, failed: 0 });
  assertEquals([...(await resultsIn(door, ended.output_file_id)).keys()], ["first"]);
  assertEquals(door.easel.requests.length, 3, "nothing was started any more");
  const jobs = await (await door.get("/v1/jobs?status=cancelled")).json();
  assertEquals(jobs.data.length, 2);
  const again = await door.app.request(`/v1/batches/${id}/cancel`, { method: "POST" });
  assertEquals(again.status, 400);
  await again.body?.cancel();
});

Deno.test("what has not ended within the window is told as batch_expired", async () => {
  await using door = await open({ env: { BATCH_CONCURRENCY: "2" } });
  const lines = [lineOf("first"), ...linesOf(4, { prompt: "linger" })];
  const { id } = await insertBatch(door, { lines, windowMs: 120_000 });
  await door.runtime.until(async () => (await getBatch(door, id)).request_counts.completed === 1);
  const ended = await endOf(door, id);
  assertEquals(ended.status, "expired");
  assert(ended.expired_at !== null && ended.expired_at >= ended.expires_at);
  assertEquals(ended.request_counts, { total: 5, completed: 1, failed: 4 });
  const errors = await resultsIn(door, ended.error_file_id);
  assertEquals([...errors.values()].map(({ error, response }) => [error?.code, response]), [
    ["batch_expired", null],
    ["batch_expired", null],
    ["batch_expired", null],
    ["batch_expired", null],
  ]);
});

Deno.test("a batch whose input is deleted fails", async () => {
  await using door = await open({ env: { BATCH_CONCURRENCY: "1" } });
  const begun = await createBatch(door, linesOf(3));
  await (await door.app.request(`/v1/files/${begun.input_file_id}`, { method: "DELETE" })).text();
  const ended = await endOf(door, begun.id);
  assertEquals([ended.status, ended.errors?.data[0]?.code], ["failed", "input_file_gone"]);
});

Deno.test("two batches share the places fairly", async () => {
  await using door = await open({ env: { BATCH_CONCURRENCY: "4" } });
  const one = await createBatch(door, linesOf(20, { prompt: "climb one" }));
  await door.runtime.until(() => door.easel.requests.length >= 4);
  const two = await createBatch(door, linesOf(4, { prompt: "climb two" }));
  const ended = await endOf(door, two.id);
  assertEquals(ended.request_counts.completed, 4);
  assertEquals(
    (await getBatch(door, one.id)).status,
    "in_progress",
    "the short one went beside it",
  );
  assertEquals((await endOf(door, one.id)).request_counts.completed, 20);
});
