/**
 * Lists, probes, keys and error shapes of the Stable Diffusion WebUI's API, as its clients meet them
 * when they connect.
 *
 * @module
 */

import { z } from "zod";
import { SdapiError } from "../routes/schemas/sdapi.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { doorForTests, openDoor } from "./door.ts";

const tests = doorForTests();
const KEY = "darkroom-test-key";

const nothing = z.array(z.never());
const named = z.array(z.object({ name: z.string() })).min(1);

/** What each list must look like for the clients that read it. */
const LISTS: Readonly<Record<string, z.ZodType>> = {
  "/sdapi/v1/sd-models": z.array(z.strictObject({
    title: z.string(),
    model_name: z.string(),
    hash: z.string().length(10),
    sha256: z.string().length(64),
    filename: z.string(),
    config: z.null(),
  })).min(1),
  "/sdapi/v1/samplers": z.array(z.strictObject({
    name: z.string(),
    aliases: z.array(z.string()),
    options: z.record(z.string(), z.string()),
  })).min(10),
  "/sdapi/v1/schedulers": z.array(z.object({ name: z.string(), label: z.string() })).min(10),
  "/sdapi/v1/upscalers": z.array(z.object({ name: z.string(), model_url: z.null() })).min(3),
  "/sdapi/v1/latent-upscale-modes": named,
  "/sdapi/v1/prompt-styles": z.array(z.strictObject({
    name: z.string(),
    prompt: z.string(),
    negative_prompt: z.string(),
  })).length(12),
  "/sdapi/v1/sd-vae": nothing,
  "/sdapi/v1/sd-modules": nothing,
  "/sdapi/v1/hypernetworks": nothing,
  "/sdapi/v1/face-restorers": nothing,
  "/sdapi/v1/realesrgan-models": nothing,
  "/sdapi/v1/loras": nothing,
  "/sdapi/v1/embeddings": z.strictObject({
    loaded: z.strictObject({}),
    skipped: z.strictObject({}),
  }),
  "/sdapi/v1/scripts": z.strictObject({ txt2img: nothing, img2img: nothing }),
  "/sdapi/v1/script-info": nothing,
  "/sdapi/v1/extensions": nothing,
  "/sdapi/v1/cmd-flags": z.looseObject({ api: z.literal(true) }),
  "/sdapi/v1/memory": z.object({ ram: z.object({}), cuda: z.object({}) }),
  "/controlnet/model_list": z.object({ model_list: nothing }),
  "/controlnet/module_list?alias_names=true": z.object({ module_list: nothing }),
  "/controlnet/version": z.object({ version: z.number() }),
  "/controlnet/settings": z.object({ control_net_unit_count: z.number() }),
  "/controlnet/control_types": z.object({ control_types: z.object({ All: z.object({}) }) }),
  "/internal/ping": z.strictObject({}),
  "/internal/pending-tasks": z.object({ size: z.literal(0), tasks: nothing }),
  "/queue/status": z.object({ msg: z.literal("estimation"), queue_size: z.literal(0) }),
  "/user": z.null(),
  "/app_id": z.object({ app_id: z.number() }),
  "/config": z.object({
    components: z.array(z.object({ props: z.object({ elem_id: z.string() }) })),
  }),
};

for (const [path, schema] of Object.entries(LISTS)) {
  Deno.test(`GET ${path} answers what its clients read`, async () => {
    for (const spelling of [path, `${path}${path.includes("?") ? "" : "?"}`, `/v1${path}`]) {
      if (spelling.startsWith("/v1") && !path.startsWith("/sdapi")) continue;
      const response = await tests.door.get(spelling);
      assertEquals(response.status, 200, spelling);
      assertEquals(response.headers.get("content-type"), "application/json");
      schema.parse(await response.json());
    }
  });
}

Deno.test("sd-models holds each model once, the default first, no other names of the same", async () => {
  const Models = z.array(z.object({ model_name: z.string(), hash: z.string() }));
  const models = Models.parse(await (await tests.door.get("/sdapi/v1/sd-models")).json());
  assertEquals(models.map((model) => model.model_name), ["studio", "easel", "org/brush:free"]);
  const again = Models.parse(await (await tests.door.get("/sdapi/v1/sd-models")).json());
  assertEquals(again, models);
  assertEquals(new Set(models.map(({ hash }) => hash)).size, 3);
});

Deno.test("upscalers begin with None, and samplers have the one that is the default", async () => {
  const names = async (path: string) =>
    z.array(z.object({ name: z.string() })).parse(await (await tests.door.get(path)).json())
      .map(({ name }) => name);
  assertEquals(await names("/sdapi/v1/upscalers"), ["None", "Lanczos", "Nearest"]);
  const samplers = await names("/sdapi/v1/samplers");
  for (const name of ["Euler", "Euler a", "DPM++ 2M", "DDIM"]) assert(samplers.includes(name));
});

/** Requests to load or drop something, and A1111's answers. */
const DUTIES: Readonly<Record<string, string>> = {
  "refresh-checkpoints": "null",
  "refresh-vae": "null",
  "refresh-loras": "null",
  "refresh-embeddings": "null",
  "unload-checkpoint": "{}",
  "reload-checkpoint": "{}",
};

for (const [name, answer] of Object.entries(DUTIES)) {
  Deno.test(`POST ${name} answers JSON, with and without a body`, async () => {
    for (const body of [undefined, "", '""', "{}"]) {
      const response = await tests.door.app.request(`/sdapi/v1/${name}`, {
        method: "POST",
        ...(body === undefined ? {} : { body }),
      });
      assertEquals([response.status, await response.text()], [200, answer]);
    }
  });
}

async function errorOf(response: Response) {
  assertEquals(response.headers.get("content-type"), "application/json");
  return z.strictObject(SdapiError.shape).parse(await response.json());
}

Deno.test("unknown paths are Not Found, word for word, and other methods are refused", async () => {
  for (const path of ["/sdapi/v1/nothing", "/sdapi/v1/server-kill", "/controlnet/x"]) {
    const response = await tests.door.post(path, {});
    assertEquals(response.status, 404);
    assertEquals((await errorOf(response)).detail, "Not Found");
  }
  const response = await tests.door.get("/sdapi/v1/txt2img");
  assertEquals([response.status, response.headers.get("allow")], [405, "POST, OPTIONS"]);
  assertEquals((await errorOf(response)).detail, "Method Not Allowed");
});

Deno.test("interrogate and detect say that there is nobody who could", async () => {
  const interrogated = await tests.door.post("/sdapi/v1/interrogate", {
    image: "x",
    model: "clip",
  });
  assertEquals(interrogated.status, 404);
  assertMatch((await errorOf(interrogated)).detail, /^Model not found: /);
  const detected = await tests.door.post("/controlnet/detect", { controlnet_module: "canny" });
  assertEquals(detected.status, 422);
  assertMatch((await errorOf(detected)).detail, /ControlNet/);
});

/** Every place for a key that some client has. */
const PLACES: Readonly<Record<string, (path: string) => [string, Record<string, string>]>> = {
  "Basic, as the user": (path) => [path, { authorization: `Basic ${btoa(`${KEY}:`)}` }],
  "Basic, as the password": (path) => [path, { authorization: `Basic ${btoa(`any:${KEY}`)}` }],
  "Bearer": (path) => [path, { authorization: `Bearer ${KEY}` }],
  "the query": (path) => [`${path}?key=${KEY}`, {}],
  "the path": (path) => [`/k/${KEY}${path}`, {}],
  "the path, beside an empty Basic": (path) => [
    `/k/${KEY}${path}`,
    { authorization: `Basic ${btoa("")}` },
  ],
};

Deno.test("a key is taken wherever clients can put it, and asked for in A1111's way", async (t) => {
  await using door = await openDoor({ env: { API_MASTER_KEY: KEY } });
  for (const [place, write] of Object.entries(PLACES)) {
    await t.step(place, async () => {
      const [path, headers] = write("/sdapi/v1/options");
      assertEquals((await door.get(path, headers)).status, 200);
      const [draw, more] = write("/sdapi/v1/txt2img");
      const response = await door.post(draw, { prompt: "p", width: 64, height: 64 }, more);
      assertEquals(response.status, 200, await response.text());
    });
  }
  await t.step("without one", async () => {
    for (const authorization of ["Basic ", `Basic ${btoa("a:b")}`, "Bearer wrong-key-here"]) {
      for (const path of ["/sdapi/v1/options", "/sdapi/v1/nothing", "/controlnet/version"]) {
        const response = await door.get(path, { authorization });
        assertEquals([response.status, response.headers.get("www-authenticate")], [401, "Basic"]);
        assertEquals((await errorOf(response)).detail, "Incorrect username or password");
      }
    }
    assertEquals((await door.get("/internal/pending-tasks")).status, 401);
    assertEquals((await door.post("/internal/progress", {})).status, 401);
  });
  await t.step("at /v1 the answer is OpenAI's as before", async () => {
    const response = await door.get("/v1/models");
    assertEquals(response.headers.get("www-authenticate"), 'Bearer realm="darkroom"');
  });
  await t.step("probes need none", async () => {
    for (const path of ["/user", "/config", "/queue/status", "/app_id", "/internal/ping", "/"]) {
      assertEquals((await door.get(path)).status, 200, path);
    }
  });
});

Deno.test("POST /login takes the key as user or password", async () => {
  await using door = await openDoor({ env: { API_MASTER_KEY: KEY } });
  const logIn = async (username: string, password: string) =>
    await door.app.request("/login", {
      method: "POST",
      body: new URLSearchParams({ username, password }),
    });
  for (const [username, password] of [["any", KEY], [KEY, ""]] as const) {
    assertEquals(await (await logIn(username, password)).json(), { success: true });
  }
  const refused = await logIn("any", "wrong");
  assertEquals(refused.status, 401);
  assertEquals((await errorOf(refused)).detail, "Incorrect username or password");
});

Deno.test("without a key only this machine is served, as at /v1", async () => {
  for (const headers of [{ host: "evil.example" }, { origin: "https://evil.example" }]) {
    const response = await tests.door.get("/sdapi/v1/options", headers);
    assertEquals(response.status, 403);
    assertMatch((await errorOf(response)).detail, /API_MASTER_KEY/);
  }
});

Deno.test("browsers may read every answer, refusals too", async () => {
  const headers = { origin: "http://localhost:5001" };
  for (const path of ["/sdapi/v1/options", "/sdapi/v1/nothing", "/queue/status"]) {
    const response = await tests.door.get(path, headers);
    assertEquals(response.headers.get("access-control-allow-origin"), headers.origin);
    await response.text();
  }
  const preflight = await tests.door.app.request("/sdapi/v1/txt2img", {
    method: "OPTIONS",
    headers: { ...headers, "access-control-request-headers": "authorization,content-type" },
  });
  assertEquals(preflight.status, 204);
});

Deno.test("HEAD / answers 200, and / stays the page that it is", async () => {
  const head = await tests.door.app.request("/", { method: "HEAD" });
  assertEquals(head.status, 200);
  assertMatch(await (await tests.door.get("/")).text(), /^<!DOCTYPE html>/i);
});
