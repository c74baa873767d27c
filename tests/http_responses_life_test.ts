/**
 * What becomes of a response: its failure, its end, who finds it again, who may cancel it.
 *
 * @module
 */

import { ResponseView } from "../routes/schemas/response_object.ts";
import { answered, errorOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "./assert.ts";
import { doorForTests, openVirtualDoor } from "./door.ts";
import { imageRequest } from "./jobs.ts";

const PATH = "/v1/responses";
const tests = doorForTests();

async function ask(body: Record<string, unknown>): Promise<Response> {
  return await tests.door.post(PATH, { model: "easel", input: "a pear", ...body });
}

async function respond(body: Record<string, unknown>): Promise<ResponseView> {
  const response = await ask(body);
  assertEquals(response.status, 200, await response.clone().text());
  return ResponseView.parse(await response.json());
}

Deno.test("a failure while its caller waits is an error, and a failed response afterwards", async () => {
  const cases = [
    ["refuse this", 400, "moderation_blocked", "image_content_policy_violation"],
    ["break this", 500, "generation_failed", "server_error"],
  ] as const;
  for (const [input, status, code, later] of cases) {
    const http = await ask({ input });
    assertEquals(http.status, status);
    assertEquals(http.headers.get("x-should-retry"), "false");
    const id = http.headers.get("x-job-id")?.replace("job_", "resp_");
    assertEquals((await errorOf(http)).code, code);
    const response = ResponseView.parse(await (await tests.door.get(`${PATH}/${id}`)).json());
    assertObjectMatch(response, { status: "failed", error: { code: later }, completed_at: null });
    assertObjectMatch(response.output[0] ?? {}, { status: "failed", result: null });
    assertEquals(response.output[0]?.error?.code, status === 400 ? code : undefined);
  }
});

Deno.test("a response is found again by its caller, with its picture", async () => {
  const made = await respond({});
  const found = await tests.door.get(`${PATH}/${made.id}`);
  assertEquals(found.status, 200);
  assertEquals(found.headers.get("cache-control"), "no-store");
  assertEquals(ResponseView.parse(await found.json()), made);
});

Deno.test("there is no response of other callers, of other endpoints, and none not kept", async () => {
  const kept = await respond({});
  const unkept = await respond({ store: false });
  const image = await tests.door.post("/v1/images/generations", { prompt: "a", model: "easel" });
  await image.body?.cancel();
  const job = image.headers.get("x-job-id") ?? "";
  const { engine } = tests.door.darkroom.services;
  const stranger = await engine.accept({
    request: imageRequest({ model: "easel" }),
    owner: "somebody else",
    warnings: [],
    dialect: (await engine.find(kept.id.replace("resp_", "job_"), "operator"))?.dialect ?? null,
  });
  assert(stranger.ok);
  const others = [
    unkept.id,
    job.replace("job_", "resp_"),
    stranger.job.id.replace("job_", "resp_"),
  ];
  for (const id of [...others, job, kept.id.replace("resp_", "ig_"), "resp_", "nonsense"]) {
    for (
      const asked of [tests.door.get(`${PATH}/${id}`), tests.door.post(`${PATH}/${id}/cancel`, {})]
    ) {
      const error = await errorOf(await asked);
      assertEquals(error.message, `Response with id ${JSON.stringify(id)} not found`);
    }
    const error = await errorOf(await ask({ previous_response_id: id }));
    assertEquals(error.code, "previous_response_not_found");
  }
});

Deno.test("a response that outlasts the wait is answered with 503 and goes on", async () => {
  await using door = await openVirtualDoor({ env: { WAIT_SECONDS: "20" } });
  const asked = door.post(PATH, { model: "easel", input: "hang on" });
  const http = await answered(door.runtime, asked);
  assertEquals(http.status, 503);
  assertEquals(http.headers.get("x-should-retry"), "true");
  assertEquals((await errorOf(http)).code, "still_running");
});

Deno.test("a background response is answered at once, looked at, and cancelled", async () => {
  await using door = await openVirtualDoor();
  const http = await door.post(PATH, { model: "easel", input: "hang on", background: true });
  assertEquals(http.status, 200);
  const begun = ResponseView.parse(await http.json());
  assertObjectMatch(begun, { status: "queued", background: true, output: [] });
  await door.runtime.until(() => door.easel.requests.length === 1);
  const look = async () => ResponseView.parse(await (await door.get(`${PATH}/${begun.id}`)).json());
  const running = await look();
  assertObjectMatch(running, { status: "in_progress", completed_at: null });
  assertObjectMatch(running.output[0] ?? {}, { status: "generating", result: null });
  for (const _ of ["first", "again"]) {
    const cancelled = await door.app.request(`${PATH}/${begun.id}/cancel`, { method: "POST" });
    assertEquals(ResponseView.parse(await cancelled.json()).status, "cancelled");
  }
  const after = await look();
  assertObjectMatch(after, { status: "cancelled", error: null, completed_at: null });
  assertEquals(after.output[0]?.status, "failed");
});

Deno.test("a synchronous response cannot be cancelled, and any can be deleted", async () => {
  const { id } = await respond({});
  const error = await errorOf(await tests.door.post(`${PATH}/${id}/cancel`, {}));
  assertMatch(error.message, /Cannot cancel a synchronous response/);
  const deleted = await tests.door.app.request(`${PATH}/${id}`, { method: "DELETE" });
  assertEquals(await deleted.json(), { id, object: "response", deleted: true });
  assertEquals((await tests.door.get(`${PATH}/${id}`)).status, 404);
});

Deno.test("a follow-up on a response in progress is refused", async () => {
  await using door = await openVirtualDoor();
  const begun = await door.post(PATH, { model: "easel", input: "hang on", background: true });
  const { id } = ResponseView.parse(await begun.json());
  const body = { model: "easel", input: "blue", previous_response_id: id };
  const error = await errorOf(await door.post(PATH, body));
  assertMatch(error.message, /previous_response_id names a response that is still in progress/);
});
