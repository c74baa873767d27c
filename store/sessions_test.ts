import { assertEquals, assertNotEquals } from "../tests/assert.ts";
import { createVirtualRuntime } from "../tests/fakes/runtime.ts";
import { createSessions, SESSION_MS } from "./sessions.ts";

async function open() {
  const kv = await Deno.openKv(":memory:");
  const runtime = createVirtualRuntime();
  return { kv, runtime, sessions: createSessions({ kv, runtime }) };
}

Deno.test("a session gives back the key until it is closed", async () => {
  const { kv, sessions } = await open();
  const token = await sessions.open("the-key-of-somebody");
  const other = await sessions.open("another-key");
  assertNotEquals(token, other);
  assertEquals(await sessions.read(token), "the-key-of-somebody");
  await sessions.close(token);
  assertEquals(await sessions.read(token), undefined);
  assertEquals(await sessions.read(other), "another-key");
  kv.close();
});

Deno.test("a session ends by itself", async () => {
  const { kv, runtime, sessions } = await open();
  const token = await sessions.open("the-key-of-somebody");
  await runtime.pass(SESSION_MS - 1);
  assertEquals(await sessions.read(token), "the-key-of-somebody");
  await runtime.pass(1);
  assertEquals(await sessions.read(token), undefined);
  kv.close();
});

Deno.test("what is no token finds no session", async () => {
  const { kv, sessions } = await open();
  const token = await sessions.open("the-key-of-somebody");
  for (const wrong of ["", "x", token.slice(1), `${token}a`, token.toUpperCase()]) {
    assertEquals(await sessions.read(wrong), undefined, wrong);
  }
  kv.close();
});

Deno.test("who reads the database learns neither key nor token", async () => {
  const { kv, sessions } = await open();
  const token = await sessions.open("the-key-of-somebody");
  for await (const { key, value } of kv.list({ prefix: [] })) {
    const stored = `${JSON.stringify(key)} ${
      new TextDecoder().decode(Uint8Array.from(bytesOf(value)))
    }`;
    assertEquals(stored.includes(token), false);
    assertEquals(stored.includes("the-key-of-somebody"), false);
  }
  kv.close();
});

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}
