import { assertEquals } from "../tests/assert.ts";
import { MAX_PROBLEMS } from "./batch.ts";
import type { PlacedRequest } from "./requests.ts";
import { MAX_REQUESTS, validate } from "./validate.ts";

const { signal } = new AbortController();
const endpoint = "/v1/images/generations";

/** So many requests, the ids of which repeat after a while. */
async function* requests(count: number, different = count): AsyncGenerator<PlacedRequest> {
  for (let index = 0; index < count; index++) {
    const request = { customId: `id ${index % different}`, body: { index } };
    yield await Promise.resolve({ index, line: index + 1, end: 0, read: { ok: true, request } });
  }
}

function look(count: number, different = count) {
  const breaths = { count: 0 };
  const sleep = () => Promise.resolve(void breaths.count++);
  const press = { check: () => undefined };
  const validated = validate(requests(count, different), {
    endpoint,
    press,
    runtime: { sleep },
    signal,
  });
  return { validated, breaths };
}

Deno.test("validate() takes as many requests as may be, and gives others their turn", async () => {
  const { validated, breaths } = look(MAX_REQUESTS);
  assertEquals(await validated, { total: MAX_REQUESTS, problems: [] });
  assertEquals(breaths.count, MAX_REQUESTS / 200);
});

Deno.test("validate() stops at the first request too many", async () => {
  const found = await look(MAX_REQUESTS + 5).validated;
  assertEquals(found?.problems.map(({ code }) => code), ["too_many_requests"]);
  assertEquals(found?.total, MAX_REQUESTS + 1);
});

Deno.test("validate() names the lines of repeated ids, and no more than a record holds", async () => {
  const found = await look(5, 3).validated;
  assertEquals(found?.problems.map(({ line, code }) => [line, code]), [
    [4, "duplicate_custom_id"],
    [5, "duplicate_custom_id"],
  ]);
  assertEquals((await look(1_000, 1).validated)?.problems.length, MAX_PROBLEMS);
});

Deno.test("validate() stops when it is told to", async () => {
  const options = { endpoint, press: { check: () => undefined } } as const;
  const runtime = { sleep: () => Promise.resolve() };
  const found = await validate(requests(5), { ...options, runtime, signal: AbortSignal.abort() });
  assertEquals(found, undefined);
});
