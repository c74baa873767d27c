/**
 * What was used, as callers and administrators see it.
 *
 * @module
 */

import { UsageReport } from "../routes/schemas/usage.ts";
import { assertEquals, assertMatch } from "./assert.ts";
import { type Door, openVirtualDoor } from "./door.ts";
import { makeKey, MASTER, showing } from "./keys.ts";

const open = () =>
  openVirtualDoor({ env: { API_MASTER_KEY: MASTER, MODEL_PRICES: '{"easel/easel": 0.04}' } });

async function ask(door: Door, headers: Record<string, string>, body: object): Promise<void> {
  await (await door.post("/v1/jobs", { model: "easel", prompt: "a pear", ...body }, headers))
    .text();
  await door.idle();
}

async function usage(
  door: Door,
  headers: Record<string, string>,
  query = "",
): Promise<UsageReport> {
  const response = await door.get(`/v1/usage${query}`, headers);
  return UsageReport.parse(await response.json());
}

Deno.test("each key sees what it has used, and the master key what all have", async () => {
  await using door = await open();
  const [ann, bob] = [await makeKey(door), await makeKey(door)];
  await ask(door, ann.headers, { n: 2 });
  await ask(door, ann.headers, { prompt: "half", n: 2, seed: 2 });
  await ask(door, ann.headers, { prompt: "break" });
  await ask(door, ann.headers, { prompt: "refuse" });
  const brush = "org/brush:free";
  await ask(door, bob.headers, { model: brush, seed: 7 });
  await ask(door, bob.headers, { model: brush, seed: 7 });
  assertEquals((await usage(door, ann.headers)).total, {
    requests: 4,
    images: 3,
    cost_usd: 0.12,
    cache_hits: 0,
    failures: 2,
  });
  const ofBob = { requests: 2, images: 1, cost_usd: 0, cache_hits: 1, failures: 0 };
  assertEquals((await usage(door, bob.headers)).total, ofBob);
  assertEquals((await usage(door, bob.headers, `?owner=${ann.id}`)).total, ofBob);
  const master = showing(MASTER);
  assertEquals((await usage(door, master)).total.requests, 0);
  assertEquals((await usage(door, master, `?owner=${bob.id}`)).total, ofBob);
  const all = await usage(door, master, "?owner=*&group_by=key,model");
  assertEquals(
    all.data.map(({ day, key, model, provider, images }) => [day, key, model, provider, images])
      .toSorted(),
    [[null, ann.id, "easel", null, 3], [null, bob.id, brush, null, 1]].toSorted(),
  );
  assertEquals(all.total.requests, 6);
  assertEquals((await usage(door, master, "?owner=*&model=org/brush:free")).total.images, 1);
});

Deno.test("use is told by day, for the days that are asked for", async () => {
  await using door = await open();
  const { headers } = await makeKey(door);
  await ask(door, headers, {});
  await door.runtime.pass(24 * 3_600_000);
  await ask(door, headers, { n: 2 });
  const days = async (query = "") =>
    (await usage(door, headers, query)).data.map(({ day, images }) => [day, images]);
  assertEquals(await days(), [["2030-01-01", 1], ["2030-01-02", 2]]);
  assertEquals(await days("?from=2030-01-02"), [["2030-01-02", 2]]);
  assertEquals(await days("?to=2030-01-01"), [["2030-01-01", 1]]);
  assertEquals(await days("?from=2029-12-01&to=2029-12-31"), []);
});

Deno.test("use comes as CSV to who asks for it", async () => {
  await using door = await open();
  const { id, headers } = await makeKey(door);
  await ask(door, headers, {});
  const expected = "day,key,model,provider,requests,images,cost_usd,cache_hits,failures\r\n" +
    `2030-01-01,${id},easel,easel,1,1,0.04,0,0\r\n`;
  const path = "/v1/usage?group_by=day,key,model,provider";
  for (
    const response of [
      await door.get(path, { ...headers, accept: "text/csv" }),
      await door.get(`${path}&format=csv`, headers),
    ]
  ) {
    assertEquals(await response.text(), expected);
    assertMatch(response.headers.get("content-type") ?? "", /^text\/csv/);
  }
});

Deno.test("a range that makes no sense is refused by name", async () => {
  await using door = await open();
  const { headers } = await makeKey(door);
  const cases: readonly (readonly [string, string])[] = [
    ["?from=yesterday", "from"],
    ["?from=2030-02-01&to=2030-01-01", "from"],
    ["?from=2028-01-01&to=2030-01-01", "from"],
    ["?to=2030-13-01", "to"],
    ["?group_by=hour", "group_by[0]"],
  ];
  for (const [query, param] of cases) {
    const response = await door.get(`/v1/usage${query}`, headers);
    const { error } = await response.json();
    assertEquals([response.status, error.param], [400, param], query);
  }
  const drawer = await makeKey(door, { scopes: ["generate"] });
  const refused = await door.get("/v1/usage", drawer.headers);
  assertEquals([refused.status, (await refused.json()).error.code], [403, "missing_scope"]);
});
