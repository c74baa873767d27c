import { assertEquals, assertRejects } from "../tests/assert.ts";
import { createVirtualRuntime } from "../tests/fakes/runtime.ts";
import { commit, unlocked } from "./commit.ts";

Deno.test("unlocked() repeats a call while the database is locked", async () => {
  const runtime = createVirtualRuntime();
  let calls = 0;
  let result: string | undefined;
  const done = unlocked(() => {
    if (++calls < 5) throw new TypeError("database is locked");
    return Promise.resolve("in");
  }, runtime).then((value) => result = value);
  await runtime.until(() => result !== undefined);
  assertEquals([await done, calls], ["in", 5]);
});

Deno.test("unlocked() gives up in the end, and at once on any other error", async () => {
  const runtime = createVirtualRuntime();
  let calls = 0;
  const locked = assertRejects(
    () =>
      unlocked(() => {
        calls++;
        return Promise.reject(new TypeError("database is locked"));
      }, runtime),
    TypeError,
    "locked",
  );
  await runtime.pass(60_000);
  await locked;
  assertEquals(calls, 40);
  await assertRejects(
    () => unlocked(() => Promise.reject(new TypeError("disk full")), runtime),
    TypeError,
    "disk full",
  );
});

Deno.test("commit() says by undefined that a check failed", async () => {
  using kv = await Deno.openKv(":memory:");
  const runtime = createVirtualRuntime();
  const operation = () => kv.atomic().check({ key: ["a"], versionstamp: null }).set(["a"], 1);
  assertEquals(typeof await commit(operation(), runtime), "string");
  assertEquals(await commit(operation(), runtime), undefined);
});
