import { assertEquals } from "../tests/assert.ts";
import { systemRuntime } from "../runtime.ts";
import { lockFile } from "./lock_file.ts";
import { openKv } from "./open.ts";

const runtime = systemRuntime(() => {});

Deno.test("openKv() creates the folder of a new database", async () => {
  const folder = await Deno.makeTempDir();
  const { kv, lock } = await openKv(`${folder}/deep/down/darkroom.db`, runtime);
  await kv.set(["a"], 1);
  assertEquals([(await kv.get(["a"])).value, lock?.exclusive], [1, true]);
  kv.close();
  lock?.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("openKv() has no lock where there is no file", async () => {
  const { kv, lock } = await openKv(":memory:", runtime);
  assertEquals(lock, undefined);
  kv.close();
});

Deno.test("lockFile() knows whether it is the only one, now and after it is shared", async () => {
  const path = await Deno.makeTempFile();
  const first = await lockFile(path, runtime);
  await first.share();
  const second = await lockFile(path, runtime);
  assertEquals([first.exclusive, second.exclusive], [true, false]);
  first.close();
  second.close();
  const third = await lockFile(path, runtime);
  assertEquals(third.exclusive, true);
  third.close();
  await Deno.remove(path);
});
