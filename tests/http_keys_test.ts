/**
 * Keys as callers and administrators meet them: made, shown, changed, rotated, revoked; and what one
 * key sees of another's.
 *
 * @module
 */

import { z } from "zod";
import { OPERATIONS } from "../routes/operations.ts";
import { AuditList, KeyList, KeyView, KeyWithText } from "../routes/schemas/access_key.ts";
import { ErrorBody } from "../routes/schemas/error.ts";
import { JobList, JobView } from "../routes/schemas/job.ts";
import { neededScope } from "../routes/scopes.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "./assert.ts";
import { type Door, doorForTests, openDoor, openVirtualDoor } from "./door.ts";
import { makeKey, MASTER, showing } from "./keys.ts";

const tests = doorForTests({ env: { API_MASTER_KEY: MASTER } });
const master = showing(MASTER);
const PEAR = { model: "easel", prompt: "a pear" };

async function statusOf(response: Promise<Response>): Promise<number> {
  const { status, body } = await response;
  await body?.cancel();
  return status;
}

async function errorOf(response: Response) {
  return ErrorBody.parse(await response.json()).error;
}

async function change(door: Door, id: string, body: unknown): Promise<KeyView> {
  const response = await door.post(`/v1/admin/keys/${id}`, body, master);
  return KeyView.parse(await response.json());
}

async function draw(door: Door, headers: Record<string, string>, body: object = PEAR) {
  const response = await door.post("/v1/jobs", body, headers);
  return JobView.parse(await response.json());
}

Deno.test("a key is shown once, and only its digest is kept", async () => {
  const { door } = tests;
  const { id, text, headers } = await makeKey(door, { name: "The shop" });
  assertMatch(text, /^dk_[0-9a-f]{16}_[\w-]{43}$/);
  const view = await (await door.get(`/v1/admin/keys/${id}`, master)).text();
  const { prefix, secrets, status } = KeyView.parse(JSON.parse(view));
  assert(text.startsWith(`${prefix}_`));
  assertEquals([status, secrets[0]?.hint], ["active", `${prefix}_…${text.slice(-4)}`]);
  const stored = await Array.fromAsync(door.kv.list({ prefix: [] }));
  const kept = stored.map(({ key, value }) =>
    key.join() + (value instanceof Uint8Array ? new TextDecoder().decode(value) : "")
  ).join();
  assert(kept.includes(id));
  const secret = text.split("_").slice(2).join("_");
  assert(!kept.includes(secret) && !view.includes(secret), "the secret is nowhere");
  assertEquals(await statusOf(door.get("/v1/models", headers)), 200);
});

Deno.test("a key is taken wherever a client can put one", async () => {
  const { door } = tests;
  const { text } = await makeKey(door);
  const places: Record<string, string>[] = [
    { "api-key": text },
    { "x-api-key": text },
    { authorization: text },
    { authorization: `Basic ${btoa(`anybody:${text}`)}` },
  ];
  for (const headers of places) {
    assertEquals(await statusOf(door.get("/v1/models", headers)), 200);
    assertEquals(await statusOf(door.get("/sdapi/v1/options", headers)), 200);
  }
  assertEquals(await statusOf(door.get(`/k/${text}/v1/models`)), 200);
  assertEquals(await statusOf(door.get(`/v1/models?key=${text}`)), 200);
});

Deno.test("what is no key, or not quite one, opens nothing", async () => {
  const { door } = tests;
  const { text, id } = await makeKey(door);
  const other = await makeKey(door);
  const wrong = [
    text.slice(0, -1) + (text.endsWith("A") ? "B" : "A"),
    text.toUpperCase(),
    `${text}x`,
    id,
    // The id of one key with the secret of another.
    text.slice(0, 20) + other.text.slice(20),
    `dk_${"0".repeat(16)}_${"A".repeat(43)}`,
  ];
  for (const key of wrong) {
    const response = await door.get("/v1/models", showing(key));
    assertEquals(response.status, 401, key);
    assertEquals((await errorOf(response)).code, "invalid_api_key");
  }
});

Deno.test("each key sees its own jobs only, whatever way it asks", async () => {
  const { door } = tests;
  const [ann, bob] = [await makeKey(door), await makeKey(door)];
  const { id, owner } = await draw(door, ann.headers);
  assertEquals(owner, ann.id);
  await door.idle();
  const ways: readonly (readonly [string, string])[] = [
    ["GET", `/v1/jobs/${id}`],
    ["GET", `/v1/jobs/${id}/events`],
    ["POST", `/v1/jobs/${id}/cancel`],
    ["POST", `/v1/jobs/${id}/retry`],
    ["DELETE", `/v1/jobs/${id}`],
    ["GET", `/v1/responses/${id.replace("job_", "resp_")}`],
  ];
  for (const [method, path] of ways) {
    const asked = await door.app.request(path, { method, headers: bob.headers });
    const unknown = await door.app.request(path.replace(/_[0-9a-f]+/, `_${"0".repeat(32)}`), {
      method,
      headers: bob.headers,
    });
    assertEquals([asked.status, unknown.status], [404, 404], path);
    const [said, expected] = [await errorOf(asked), await errorOf(unknown)];
    assertEquals(said.code, expected.code);
  }
  const list = async (headers: Record<string, string>, query = "") =>
    JobList.parse(await (await door.get(`/v1/jobs${query}`, headers)).json()).data;
  assertEquals((await list(bob.headers)).length, 0);
  assertEquals((await list(bob.headers, `?owner=${ann.id}`)).length, 0);
  assertEquals((await list(ann.headers)).map((job) => job.id), [id]);
  assertEquals(await statusOf(door.get(`/v1/jobs/${id}`, ann.headers)), 200);
});

Deno.test("the master key sees the jobs of a key, or of all, when it asks for them", async () => {
  const { door } = tests;
  const ann = await makeKey(door);
  const { id } = await draw(door, ann.headers);
  await door.idle();
  const ids = async (query: string) => {
    const response = await door.get(`/v1/jobs${query}`, master);
    return JobList.parse(await response.json()).data.map((job) => job.id);
  };
  assert(!(await ids("")).includes(id));
  assertEquals(await ids(`?owner=${ann.id}`), [id]);
  assert((await ids("?owner=*&limit=100")).includes(id));
  assertEquals(await statusOf(door.get(`/v1/jobs/${id}`, master)), 404);
  assertEquals(await statusOf(door.get(`/v1/jobs/${id}?owner=*`, master)), 200);
  const refused = await door.get("/v1/jobs?owner=ann", master);
  assertEquals([refused.status, (await errorOf(refused)).param], [400, "owner"]);
  assertEquals(await statusOf(door.post("/v1/jobs?owner=*", PEAR, master)), 400);
});

Deno.test("everybody's jobs are listed page by page, newest first", async () => {
  await using door = await openDoor({ env: { API_MASTER_KEY: MASTER } });
  const keys = [await makeKey(door), await makeKey(door)];
  const made: string[] = [];
  for (const { headers } of [...keys, ...keys]) made.unshift((await draw(door, headers)).id);
  const seen: string[] = [];
  for (let after = "";;) {
    const response = await door.get(`/v1/jobs?owner=*&limit=3${after}`, master);
    const { data, has_more, last_id } = JobList.parse(await response.json());
    seen.push(...data.map(({ id }) => id));
    if (!has_more) break;
    after = `&after=${last_id}`;
  }
  assertEquals(seen, made);
});

Deno.test("files, batches, webhooks and settings are each key's own", async () => {
  const { door } = tests;
  const [ann, bob] = [await makeKey(door), await makeKey(door)];
  const form = new FormData();
  form.set("purpose", "batch");
  const line = { custom_id: "a", method: "POST", url: "/v1/images/generations", body: PEAR };
  form.set("file", new File([JSON.stringify(line)], "lines.jsonl"));
  const uploaded = await door.app.request("/v1/files", {
    method: "POST",
    headers: ann.headers,
    body: form,
  });
  const Made = z.object({ id: z.string() });
  const file = Made.parse(await uploaded.json()).id;
  const order = {
    input_file_id: file,
    endpoint: "/v1/images/generations",
    completion_window: "24h",
  };
  assertEquals(await statusOf(door.post("/v1/batches", order, bob.headers)), 404);
  const batch = Made.parse(await (await door.post("/v1/batches", order, ann.headers)).json()).id;
  const hook = { url: "https://93.184.216.34/hook" };
  const endpoint = Made.parse(
    await (await door.post("/v1/webhook_endpoints", hook, ann.headers)).json(),
  ).id;
  for (
    const path of [
      `/v1/files/${file}`,
      `/v1/files/${file}/content`,
      `/v1/batches/${batch}`,
      `/v1/webhook_endpoints/${endpoint}`,
    ]
  ) {
    assertEquals(await statusOf(door.get(path, ann.headers)), 200, path);
    assertEquals(await statusOf(door.get(path, bob.headers)), 404, path);
    assertEquals(await statusOf(door.get(`${path}?owner=${ann.id}`, master)), 200, path);
  }
  const Options = z.looseObject({ sd_model_checkpoint: z.string() });
  const model = async (headers: Record<string, string>) =>
    Options.parse(await (await door.get("/sdapi/v1/options", headers)).json()).sd_model_checkpoint;
  await door.post("/sdapi/v1/options", { sd_model_checkpoint: "easel" }, ann.headers);
  assert(await model(ann.headers) !== await model(bob.headers));
});

Deno.test("a key does what its scopes say, and is told which one it has not", async () => {
  const { door } = tests;
  const reader = await makeKey(door, { scopes: ["jobs:read"] });
  const drawer = await makeKey(door, { scopes: ["generate"] });
  assertEquals(await statusOf(door.get("/v1/jobs", reader.headers)), 200);
  assertEquals(await statusOf(door.get("/v1/models", reader.headers)), 200);
  assertEquals(await statusOf(door.get("/v1/jobs", drawer.headers)), 403);
  for (const path of ["/v1/images/generations", "/v1/jobs", "/v1/chat/completions"]) {
    const refused = await door.post(path, PEAR, reader.headers);
    const { code, message } = await errorOf(refused);
    assertEquals([refused.status, code], [403, "missing_scope"], path);
    assertStringIncludes(message, '"generate"');
  }
  assertEquals(await statusOf(door.post("/sdapi/v1/txt2img", PEAR, reader.headers)), 403);
  assertEquals(await statusOf(door.get("/v1/admin/keys", drawer.headers)), 403);
  assertEquals(await statusOf(door.post("/v1/images/generations", PEAR, drawer.headers)), 200);
  const admin = await makeKey(door, { scopes: ["admin"] });
  assertEquals(await statusOf(door.get("/v1/admin/keys", admin.headers)), 200);
});

Deno.test("every documented operation that asks for a key has a scope of its own", () => {
  for (const { method, path, refusals } of OPERATIONS) {
    // It is a door by itself.
    if (path === "/login" || !refusals.some((kind) => kind === "unauthenticated")) continue;
    const scope = neededScope(method.toUpperCase(), path.replace(/\{(\w+)\}/g, "x"));
    const isForAdmins = path.startsWith("/v1/admin/") || path === "/v1/stats";
    assertEquals(scope === "admin", isForAdmins, `${method} ${path}: ${scope}`);
  }
});

Deno.test("a key uses the models of its list only, by whatever name", async () => {
  const { door } = tests;
  const key = await makeKey(door, { models: ["easel", "org/*"] });
  for (const model of ["easel", "easel/easel", "org/brush:free"]) {
    const body = { ...PEAR, model };
    assertEquals(await statusOf(door.post("/v1/jobs", body, key.headers)), 202, model);
  }
  for (const model of ["studio", "auto", "dall-e-3", "no-such-model"]) {
    const refused = await door.post("/v1/jobs", { ...PEAR, model }, key.headers);
    const { code, param } = await errorOf(refused);
    assertEquals([refused.status, code, param], [403, "model_not_allowed", "model"], model);
  }
  const dryRun = await door.post(
    "/v1/jobs?dry_run=true",
    { ...PEAR, model: "studio" },
    key.headers,
  );
  assertEquals(await statusOf(Promise.resolve(dryRun)), 403);
  const List = z.object({ data: z.array(z.object({ id: z.string() })) });
  const listed = List.parse(await (await door.get("/v1/models", key.headers)).json()).data;
  assertEquals(listed.map(({ id }) => id).filter((id) => /studio|auto|dall/.test(id)), []);
  assert(listed.some(({ id }) => id === "easel"));
  assertEquals(await statusOf(door.get("/v1/models/studio", key.headers)), 404);
  const checkpoints = await (await door.get("/sdapi/v1/sd-models", key.headers)).text();
  assert(checkpoints.includes("easel") && !checkpoints.includes("studio"));
});

Deno.test("a priority above a key's is lowered, with a word about it", async () => {
  const { door } = tests;
  const key = await makeKey(door, { max_priority: 2 });
  const { warnings } = await draw(door, key.headers, { ...PEAR, priority: 9 });
  assertEquals(warnings, ["priority 9 lowered to 2: this key may have no more"]);
  assertEquals((await draw(door, key.headers, { ...PEAR, priority: 1 })).warnings, []);
});

Deno.test("a key may share pictures where the server does not, and the other way round", async () => {
  const { door } = tests;
  const shared = [
    await makeKey(door, { cache_scope: "shared" }),
    await makeKey(door, { cache_scope: "shared" }),
  ];
  const own = await makeKey(door);
  const seeded = { ...PEAR, seed: 7 };
  const hits: (string | null)[] = [];
  for (const { headers } of [...shared, own]) {
    const response = await door.post("/v1/images/generations", seeded, headers);
    await response.body?.cancel();
    hits.push(response.headers.get("x-cache"));
  }
  assertEquals(hits, ["MISS", "HIT", "MISS"]);
});

Deno.test("a change of a key says what changes; null takes a limit away", async () => {
  const { door } = tests;
  const { id } = await makeKey(door, { models: ["easel"], max_priority: 3 });
  const renamed = await change(door, id, { name: "Another" });
  assertEquals([renamed.name, renamed.models, renamed.max_priority], ["Another", ["easel"], 3]);
  const freed = await change(door, id, { models: null, max_priority: null });
  assertEquals([freed.name, freed.models, freed.max_priority], ["Another", null, null]);
});

Deno.test("a key with a misspelt limit is not made", async () => {
  const { door } = tests;
  const cases: readonly (readonly [object, string, string])[] = [
    [{ name: "x", modells: ["easel"] }, "modells", "unknown_parameter"],
    [{ name: "x", scopes: ["everything"] }, "scopes[0]", "invalid_value"],
    [{ name: "x", max_priority: 11 }, "max_priority", "integer_above_max_value"],
    [{}, "name", "missing_required_parameter"],
  ];
  for (const [body, param, code] of cases) {
    const response = await door.post("/v1/admin/keys", body, master);
    const error = await errorOf(response);
    assertEquals([response.status, error.param, error.code], [400, param, code]);
  }
  assertEquals(await statusOf(door.get("/v1/admin/keys/key_none", master)), 404);
  assertEquals(await statusOf(door.post("/v1/admin/keys/key_none/revoke", {}, master)), 404);
});

Deno.test("after a rotation both texts open the door until the overlap is over", async () => {
  await using door = await openVirtualDoor({ env: { API_MASTER_KEY: MASTER } });
  const old = await makeKey(door);
  const response = await door.post(
    `/v1/admin/keys/${old.id}/rotate`,
    { overlap_seconds: 60 },
    master,
  );
  const { key, secrets } = KeyWithText.parse(await response.json());
  assertEquals(secrets.map(({ ends_at }) => ends_at !== null), [false, true]);
  const statuses = async () => [
    await statusOf(door.get("/v1/models", old.headers)),
    await statusOf(door.get("/v1/models", showing(key))),
  ];
  assertEquals(await statuses(), [200, 200]);
  await door.runtime.pass(61_000);
  assertEquals(await statuses(), [401, 200]);
});

Deno.test("a rotation without overlap ends the old text at once", async () => {
  const { door } = tests;
  const old = await makeKey(door);
  assertEquals(await statusOf(door.get("/v1/models", old.headers)), 200);
  const path = `/v1/admin/keys/${old.id}/rotate`;
  await (await door.post(path, { overlap_seconds: 0 }, master)).body?.cancel();
  assertEquals(await statusOf(door.get("/v1/models", old.headers)), 401);
});

Deno.test("a key opens nothing once it has expired", async () => {
  await using door = await openVirtualDoor({ env: { API_MASTER_KEY: MASTER } });
  const expires_at = Math.floor(door.runtime.now() / 1_000) + 60;
  const key = await makeKey(door, { expires_at });
  assertEquals(await statusOf(door.get("/v1/models", key.headers)), 200);
  await door.runtime.pass(61_000);
  assertEquals(await statusOf(door.get("/v1/models", key.headers)), 401);
  const list = await door.get("/v1/admin/keys?status=expired", master);
  assertEquals(KeyList.parse(await list.json()).data.map(({ id }) => id), [key.id]);
});

Deno.test("a key that was revoked opens nothing, and cannot be rotated back to life", async () => {
  const { door } = tests;
  const key = await makeKey(door);
  assertEquals(await statusOf(door.get("/v1/models", key.headers)), 200);
  await (await door.post(`/v1/admin/keys/${key.id}/revoke`, {}, master)).body?.cancel();
  assertEquals(await statusOf(door.get("/v1/models", key.headers)), 401);
  assertEquals(await statusOf(door.post(`/v1/admin/keys/${key.id}/rotate`, {}, master)), 400);
});

Deno.test("a key that one instance revokes opens nothing at another a second later", async () => {
  await using door = await openVirtualDoor({ env: { API_MASTER_KEY: MASTER } });
  await using other = await openVirtualDoor({ env: { API_MASTER_KEY: MASTER }, beside: door });
  const key = await makeKey(door);
  assertEquals(await statusOf(other.get("/v1/models", key.headers)), 200);
  await (await door.post(`/v1/admin/keys/${key.id}/revoke`, {}, master)).body?.cancel();
  assertEquals(await statusOf(door.get("/v1/models", key.headers)), 401);
  await door.runtime.pass(1_000);
  assertEquals(await statusOf(other.get("/v1/models", key.headers)), 401);
});

Deno.test("who signs in with a key sees what the key sees, until the key is revoked", async () => {
  const { door } = tests;
  const key = await makeKey(door);
  const { id } = await draw(door, key.headers);
  const signIn = async (text: string) =>
    await door.app.request("/sign-in", {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin" },
      body: new URLSearchParams({ key: text }),
    });
  assertEquals(await statusOf(signIn(`${key.text}x`)), 401);
  const [cookie = ""] = (await signIn(key.text)).headers.getSetCookie();
  const headers = { cookie: cookie.split(";")[0] ?? "", "sec-fetch-site": "same-origin" };
  const jobs = await door.get("/v1/jobs", headers);
  assertEquals(JobList.parse(await jobs.json()).data.map((job) => job.id), [id]);
  assertEquals(await statusOf(door.get("/v1/admin/keys", headers)), 403);
  assertEquals(await statusOf(door.get("/", { ...headers, accept: "text/html" })), 200);
  assertEquals(await statusOf(door.get("/dashboard", { ...headers, accept: "text/html" })), 403);
  await (await door.post(`/v1/admin/keys/${key.id}/revoke`, {}, master)).body?.cancel();
  assertEquals(await statusOf(door.get("/v1/jobs", headers)), 401);
  assertEquals(await statusOf(door.get("/settings", { ...headers, accept: "text/html" })), 303);
});

Deno.test("where no key is asked for, a key that was revoked is still refused", async () => {
  await using door = await openDoor();
  const key = await makeKey(door);
  assertEquals((await draw(door, key.headers)).owner, key.id);
  assertEquals((await draw(door, { authorization: "Bearer anything" })).owner, "operator");
  await (await door.post(`/v1/admin/keys/${key.id}/revoke`, {})).body?.cancel();
  assertEquals(await statusOf(door.get("/v1/models", key.headers)), 401);
});

Deno.test("what is done with keys stands in the audit log, without their texts", async () => {
  await using door = await openDoor({ env: { API_MASTER_KEY: MASTER } });
  const admin = await makeKey(door, { name: "Admin", scopes: ["admin"] });
  const key = await makeKey(door, { name: "The shop" });
  const headers = { ...admin.headers, "x-request-id": "find-me" };
  await door.post(`/v1/admin/keys/${key.id}`, { max_priority: 1 }, headers);
  const rotated = await door.post(`/v1/admin/keys/${key.id}/rotate`, {}, headers);
  const text = KeyWithText.parse(await rotated.json()).key;
  await door.post(`/v1/admin/keys/${key.id}/revoke`, {}, headers);
  // It is revoked already: nothing was done.
  await door.post(`/v1/admin/keys/${key.id}/revoke`, {}, headers);
  const log = await (await door.get("/v1/admin/audit", master)).text();
  const { data } = AuditList.parse(JSON.parse(log));
  assertEquals(
    data.map(({ action, actor, subject }) => [action, actor, subject]),
    [
      ["key.revoked", admin.id, key.id],
      ["key.rotated", admin.id, key.id],
      ["key.changed", admin.id, key.id],
      ["key.created", "operator", key.id],
      ["key.created", "operator", admin.id],
    ],
  );
  assertEquals([data[2]?.detail, data[2]?.request_id], [{ max_priority: 1 }, "find-me"]);
  assert(!log.includes(text) && !log.includes(key.text));
  const page = await door.get(`/v1/admin/audit?limit=2&after=${data[1]?.id}`, master);
  assertEquals(AuditList.parse(await page.json()).data, data.slice(2, 4));
});
