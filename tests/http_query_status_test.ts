import { StatusView } from "../routes/schemas/query_status.ts";
import { errorOf } from "./answers.ts";
import { assertEquals, assertMatch } from "./assert.ts";
import { type Door, doorForTests, openDoor } from "./door.ts";

const tests = doorForTests();

async function jobOf(prompt: string, { door = tests.door, n = 1 } = {}): Promise<string> {
  const body = { model: "easel", prompt, n, seed: 0 };
  const response = await door.post("/v1/images/generations", body);
  await response.body?.cancel();
  return response.headers.get("x-job-id") ?? "";
}

async function statusOf(id: string, door: Door = tests.door): Promise<StatusView> {
  const response = await door.get(`/v1/query/status?job_id=${id}`);
  assertEquals([response.status, response.headers.get("cache-control")], [200, "no-store"]);
  return StatusView.strict().parse(await response.json());
}

Deno.test("GET query/status gives the pictures of a job, by its id with and without job_", async () => {
  const id = await jobOf("half of them", { n: 3 });
  for (const name of [id, id.replace("job_", "")]) {
    const { code, message, result } = await statusOf(name);
    assertEquals([code, message, result.job_id, result.status], [200, undefined, id, "completed"]);
    assertEquals(result.image_url.length, 2);
    const file = await tests.door.get(new URL(result.image_url[0] ?? "").pathname);
    assertEquals(file.headers.get("content-type"), "image/png");
    await file.body?.cancel();
  }
});

Deno.test("GET query/status says 202 while a job goes on", async () => {
  await using door = await openDoor({ env: { WAIT_SECONDS: "0" } });
  const id = await jobOf("hang on", { door });
  await door.idle();
  const { code, result } = await statusOf(id, door);
  assertEquals([code, result], [202, { job_id: id, status: "in_progress", image_url: [] }]);
});

Deno.test("GET query/status says in its code why there will be no pictures", async () => {
  const refused = await jobOf("refuse this");
  assertEquals(await statusOf(refused), {
    code: 400,
    message: "The prompt was refused by the upstream",
    result: { job_id: refused, status: "failed", image_url: [] },
  });
  assertEquals((await statusOf(await jobOf("break this"))).code, 500);
});

Deno.test("GET query/status knows no other jobs", async () => {
  const { code, message, result } = await statusOf("job_nobody");
  assertEquals([code, result.status, result.image_url], [404, "unknown", []]);
  assertMatch(message ?? "", /There is no job "job_nobody"/);
});

Deno.test("GET query/status needs a job_id", async () => {
  const response = await tests.door.get("/v1/query/status");
  assertEquals(response.status, 400);
  assertEquals((await errorOf(response)).param, "job_id");
});

Deno.test("GET query/status asks for a key as the other endpoints do", async () => {
  const key = "darkroom-test-key";
  await using door = await openDoor({ env: { API_MASTER_KEY: key } });
  assertEquals((await door.get("/v1/query/status?job_id=x")).status, 401);
});
