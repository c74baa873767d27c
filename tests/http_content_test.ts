/**
 * Rules about what prompts say, in every dialect, and the service that is asked about them.
 *
 * @module
 */

import { createDarkroom } from "../services.ts";
import { readConfig } from "../config.ts";
import { ErrorBody } from "../routes/schemas/error.ts";
import { PlanView } from "../routes/schemas/plan.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "./assert.ts";
import { type Door, doorForTests, openVirtualDoor } from "./door.ts";
import { makeKey, MASTER, showing } from "./keys.ts";
import { createVirtualRuntime } from "./fakes/runtime.ts";

const RULES = [
  { name: "No weapons", words: ["gun"] },
  { name: "Brands", patterns: ["acme\\w*"], action: "warn" },
  { name: "Watched", words: ["senator"], action: "log", in: ["prompt"] },
];

const tests = doorForTests({
  env: { API_MASTER_KEY: MASTER, CONTENT_RULES: JSON.stringify(RULES) },
});
const master = showing(MASTER);

/** Each dialect's request for a picture of this. */
const DIALECTS: readonly (readonly [string, (prompt: string) => object])[] = [
  ["/v1/images/generations", (prompt) => ({ model: "easel", prompt })],
  ["/v1/jobs", (prompt) => ({ model: "easel", prompt })],
  ["/v1/jobs", (prompt) => ({ model: "easel", prompt: "a pear", negative_prompt: prompt })],
  ["/v1/jobs?dry_run=true", (prompt) => ({ model: "easel", prompt })],
  ["/v1/jobs", (prompt) => ({ model: "easel", prompt: "a pear", style: prompt })],
  [
    "/v1/chat/completions",
    (content) => ({ model: "easel", messages: [{ role: "user", content }] }),
  ],
  ["/v1/responses", (input) => ({ model: "easel", input })],
  ["/v1/images", (prompt) => ({ model: "easel", prompt })],
];

Deno.test("what a rule blocks is a 400 in every dialect, and nobody is asked to draw it", async () => {
  const { door } = tests;
  for (const [path, body] of DIALECTS) {
    const before = door.easel.requests.length;
    const response = await door.post(path, body("a Gun on a table"), master);
    const { code, type, message } = ErrorBody.parse(await response.json()).error;
    assertEquals([response.status, type, code], [
      400,
      "image_generation_user_error",
      "moderation_blocked",
    ], path);
    assertStringIncludes(message, "No weapons");
    assertEquals(response.headers.get("x-should-retry"), "false");
    assertEquals(door.easel.requests.length, before);
  }
  const sdapi = await door.post("/sdapi/v1/txt2img", { prompt: "a gun" }, master);
  assertEquals(sdapi.status, 400);
  assertStringIncludes(await sdapi.text(), "No weapons");
  assertEquals((await door.get("/v1/jobs?q=gun", master)).status, 200);
});

Deno.test("what a rule warns of is drawn, with a word; what it only logs, without", async () => {
  const { door } = tests;
  const dryRun = async (prompt: string) => {
    const body = { model: "easel", prompt };
    const response = await door.post("/v1/jobs?dry_run=true", body, master);
    return PlanView.parse(await response.json()).warnings;
  };
  const before = door.events.length;
  const body = { model: "easel", prompt: "an ACMEtronic senator" };
  const response = await door.post("/v1/images/generations", body, master);
  assertEquals(response.status, 200, await response.text());
  assertStringIncludes(response.headers.get("x-darkroom-warnings") ?? "", "Brands");
  const logged = door.events.slice(before).flatMap((event) =>
    event.event === "content_rule" ? [[event.owner, event.rule, event.action, event.place]] : []
  );
  assertEquals(logged, [
    ["operator", "Brands", "warn", "prompt"],
    ["operator", "Watched", "log", "prompt"],
  ]);
  assert(!JSON.stringify(door.events).includes("ACMEtronic"));
  assertEquals(await dryRun("a senator"), []);
});

Deno.test("a key may have rules of its own, beside those for all", async () => {
  const { door } = tests;
  const content_rules = [{ name: "Fruit only", words: ["lighthouse"] }];
  const key = await makeKey(door, { content_rules });
  const ask = async (prompt: string, headers: Record<string, string>) => {
    const response = await door.post("/v1/jobs?dry_run=true", { model: "easel", prompt }, headers);
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await ask("a lighthouse", key.headers), 400);
  assertEquals(await ask("a gun", key.headers), 400);
  assertEquals(await ask("a pear", key.headers), 200);
  assertEquals(await ask("a lighthouse", master), 200);
  const freed = await door.post(`/v1/admin/keys/${key.id}`, { content_rules: null }, master);
  assertEquals((await freed.json()).content_rules, null);
  assertEquals(await ask("a lighthouse", key.headers), 200);
});

Deno.test("rules that cannot be used are refused by name", async () => {
  const { door } = tests;
  const cases: readonly (readonly [object[], string])[] = [
    [[{ name: "x", patterns: ["(a)\\1"] }], "content_rules"],
    [[{ name: "x" }], "content_rules[0]"],
    [[{ name: "x", wrods: ["a"] }], "content_rules[0]"],
    [[{ name: "x", words: ["a"], action: "eat" }], "content_rules[0].action"],
    [[{ name: "x", words: Array.from({ length: 500 }, () => "y".repeat(100)) }], "content_rules"],
  ];
  for (const [content_rules, param] of cases) {
    const response = await door.post("/v1/admin/keys", { name: "x", content_rules }, master);
    const { error } = ErrorBody.parse(await response.json());
    assertEquals([response.status, error.param], [400, param]);
  }
});

Deno.test("the rules for all may stand in a file; what cannot be used stops the start", async () => {
  using kv = await Deno.openKv(":memory:");
  const start = async (rules: string) => {
    const config = readConfig({ CONTENT_RULES: rules });
    return await createDarkroom({ config, kv, runtime: createVirtualRuntime() });
  };
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, JSON.stringify(RULES));
  await (await start(file)).close(0);
  await Deno.remove(file);
  for (const rules of [file, "[", "[{}]", '[{"name": "x", "patterns": ["("]}]']) {
    await assertRejects(() => start(rules), RangeError, "CONTENT_RULES must be JSON");
  }
});

interface Asked {
  readonly body: unknown;
  readonly authorization: string | null;
}

/** A door with a moderation service that answers so. */
async function withModeration(
  answer: () => Response | Promise<Response>,
  env: Record<string, string>,
  work: (door: Door, asked: readonly Asked[]) => Promise<void>,
): Promise<void> {
  const asked: Asked[] = [];
  await using door = await openVirtualDoor({
    env: { MODERATION_URL: "https://moderation.test/v1/moderations", ...env },
    async fetch(input, init) {
      const request = new Request(input, init);
      assertEquals(request.url, "https://moderation.test/v1/moderations");
      asked.push({
        body: await request.json(),
        authorization: request.headers.get("authorization"),
      });
      return await answer();
    },
  });
  await work(door, asked);
}

const flagged = () =>
  Response.json({ results: [{ flagged: true, categories: { violence: true, hate: false } }] });
const fine = () => Response.json({ results: [{ flagged: false, categories: {} }] });

const dryRun = async (door: Door, headers = {}) => {
  const body = { prompt: "a fight", negative_prompt: "blood" };
  const response = await door.post("/v1/jobs?dry_run=true", body, headers);
  return { status: response.status, text: await response.text() };
};

Deno.test("a moderation service is asked as OpenAI's is, and its no is a 400", async () => {
  const env = { MODERATION_KEY: "secret", MODERATION_MODEL: "omni-moderation-latest" };
  await withModeration(flagged, env, async (door, asked) => {
    const { status, text } = await dryRun(door);
    assertEquals(status, 400);
    assertStringIncludes(text, "moderation_blocked");
    assertStringIncludes(text, "moderation violence");
    assertEquals(asked, [{
      body: { input: "a fight", model: "omni-moderation-latest" },
      authorization: "Bearer secret",
    }]);
    assert(!JSON.stringify(door.events).includes("a fight"));
  });
  await withModeration(fine, {}, async (door) => {
    assertEquals((await dryRun(door)).status, 200);
  });
  await withModeration(flagged, { MODERATION_ACTION: "warn" }, async (door) => {
    const { status, text } = await dryRun(door);
    assertEquals(status, 200);
    assertStringIncludes(text, 'meets rule \\"moderation violence\\"');
  });
});

Deno.test("where a moderation service gives no answer, what must be checked waits", async () => {
  const broken: readonly (() => Response | Promise<Response>)[] = [
    () => new Response("busy", { status: 500 }),
    () => Response.json({ flagged: false }),
    () => new Response("no JSON"),
    () => Promise.reject(new TypeError("connection refused")),
  ];
  for (const answer of broken) {
    await withModeration(answer, {}, async (door) => {
      assertEquals((await dryRun(door)).status, 503);
      assert(door.events.some(({ event }) => event === "moderation_failed"));
    });
    await withModeration(answer, { MODERATION_ACTION: "log" }, async (door) => {
      assertEquals((await dryRun(door)).status, 200);
    });
  }
});
