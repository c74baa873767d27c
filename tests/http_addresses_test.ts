/**
 * Limits by address: for those who try keys, and for those who need none.
 *
 * @module
 */

import { assert, assertEquals } from "./assert.ts";
import { openVirtualDoor, type VirtualDoor } from "./door.ts";
import { makeKey, MASTER, showing } from "./keys.ts";

interface Asking {
  readonly key?: string;
  readonly headers?: Record<string, string>;
}

/** Asks from an address; gives the answer's status. */
async function askFrom(door: VirtualDoor, hostname: string, { key, headers = {} }: Asking = {}) {
  const shown = key === undefined ? {} : showing(key);
  const from = { remoteAddr: { transport: "tcp" as const, hostname, port: 1 } };
  const response = await door.app.request(
    "/v1/models",
    { headers: { ...headers, ...shown } },
    from,
  );
  await response.body?.cancel();
  return response.status;
}

const open = (env: Record<string, string> = {}) =>
  openVirtualDoor({ env: { API_MASTER_KEY: MASTER, RATE_LIMIT_WRONG_KEYS: "3", ...env } });

Deno.test("after some wrong keys an address may not try the master key for a while", async () => {
  await using door = await open();
  const key = await makeKey(door);
  const from = (hostname: string, key: string) => askFrom(door, hostname, { key });
  for (let tries = 0; tries < 3; tries++) assertEquals(await from("93.184.216.34", "guess"), 401);
  assertEquals(await from("93.184.216.34", "guess"), 429);
  assertEquals(await from("93.184.216.34", MASTER), 429, "not even the right one is looked at");
  assertEquals(await from("93.184.216.34", key.text), 200, "keys that nobody can guess are");
  assertEquals(await from("93.184.216.35", MASTER), 200, "others are not concerned");
  assertEquals(await askFrom(door, "93.184.216.34"), 401, "no key is no wrong key");
  await door.runtime.pass(65_000);
  assertEquals(await from("93.184.216.34", MASTER), 200);
});

Deno.test("wrong keys at several instances are counted together", async () => {
  await using door = await open();
  await using other = await openVirtualDoor({
    env: { API_MASTER_KEY: MASTER, RATE_LIMIT_WRONG_KEYS: "3" },
    beside: door,
  });
  const wrong = (one: VirtualDoor) => askFrom(one, "93.184.216.34", { key: "guess" });
  const statuses = [
    await wrong(door),
    await wrong(other),
    await wrong(door),
    await wrong(other),
    await wrong(door),
  ];
  assertEquals(statuses, [401, 401, 401, 429, 429]);
});

Deno.test("the whole network of an IPv6 customer is one address", async () => {
  await using door = await open();
  for (let tries = 0; tries < 3; tries++) {
    await askFrom(door, `2001:db9:1:2::${tries}`, { key: "guess" });
  }
  assertEquals(await askFrom(door, "2001:db9:1:2:ffff::1", { key: "guess" }), 429);
  assertEquals(await askFrom(door, "2001:db9:1:3::1", { key: "guess" }), 401);
});

Deno.test("behind proxies the address is the one that they have seen, whatever a caller writes", async () => {
  await using door = await open({ TRUSTED_PROXIES: "1" });
  const wrong = (forwarded: string) =>
    askFrom(door, "127.0.0.1", { key: "guess", headers: { "x-forwarded-for": forwarded } });
  for (let tries = 0; tries < 3; tries++) {
    assertEquals(await wrong(`10.0.0.${tries}, 93.184.216.34`), 401);
  }
  assertEquals(await wrong("10.0.0.9, 93.184.216.34"), 429);
  assertEquals(await wrong("93.184.216.34, 93.184.216.35"), 401);
});

Deno.test("without a word of proxies, callers of this machine are not counted as one", async () => {
  await using door = await open();
  const forged = { "x-forwarded-for": "93.184.216.34" };
  for (let tries = 0; tries < 9; tries++) {
    assertEquals(await askFrom(door, "127.0.0.1", { key: "guess", headers: forged }), 401);
  }
  assertEquals(await askFrom(door, "93.184.216.34", { key: "guess" }), 401);
});

Deno.test("signing in is counted with the wrong keys", async () => {
  await using door = await open();
  const from = { remoteAddr: { transport: "tcp" as const, hostname: "93.184.216.34", port: 1 } };
  const signIn = async (key: string) => {
    const headers = { "sec-fetch-site": "same-origin" };
    const init = { method: "POST", headers, body: new URLSearchParams({ key }) };
    const response = await door.app.request("/sign-in", init, from);
    await response.body?.cancel();
    return response.status;
  };
  const statuses: number[] = [];
  for (const key of ["a", "b", "c", "d", MASTER]) statuses.push(await signIn(key));
  assertEquals(statuses, [401, 401, 401, 429, 429]);
});

Deno.test("where no key is asked for, each address may have a limit", async () => {
  await using door = await openVirtualDoor({ env: { RATE_LIMIT_ANONYMOUS: "2" } });
  const key = await makeKey(door);
  const local = (asking: Asking = {}) => askFrom(door, "127.0.0.1", asking);
  const headers = { host: "localhost" };
  assertEquals([await local({ headers }), await local({ headers })], [200, 200]);
  assertEquals(await local({ headers }), 429);
  assertEquals(await local({ headers, key: key.text }), 200, "a key has its own limits");
  await door.runtime.pass(65_000);
  assertEquals(await local({ headers }), 200);
});

Deno.test("counts by address vanish by themselves", async () => {
  await using door = await open();
  await askFrom(door, "93.184.216.34", { key: "guess" });
  const [entry] = await Array.fromAsync(door.kv.list<Uint8Array>({ prefix: ["account"] }));
  const { expiresAt } = JSON.parse(new TextDecoder().decode(entry?.value));
  assert(expiresAt > door.runtime.now() && expiresAt < door.runtime.now() + 70_000);
});
