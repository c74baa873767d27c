import { assert, assertEquals, assertMatch, assertThrows } from "./tests/assert.ts";
import { withFiles } from "./config/files.ts";
import { ConfigError, isLoopbackHost, readConfig } from "./config.ts";

Deno.test("readConfig() serves this machine only when nothing is set", () => {
  const config = readConfig({});
  assertEquals([config.host, config.port, config.masterKey], ["127.0.0.1", 8000, undefined]);
  assertEquals([config.defaultModel, config.waitMs], ["studio", 290_000]);
});

Deno.test("readConfig() serves everybody once there is a key", () => {
  assertEquals(readConfig({ API_MASTER_KEY: "a long enough key" }).host, "0.0.0.0");
});

Deno.test("readConfig() takes empty variables for unset", () => {
  assertEquals(readConfig({ PORT: "", API_MASTER_KEY: "" }), readConfig({}));
});

Deno.test("readConfig() refuses to be open to the world without a key", () => {
  const error = assertThrows(() => readConfig({ HOST: "0.0.0.0" }), ConfigError);
  assert(error instanceof ConfigError);
  assert(error.message.includes("HOST") && error.message.includes("API_MASTER_KEY"));
});

Deno.test("readConfig() names the variable and the value that it cannot use", () => {
  const env = { PORT: "eighty", WAKER: "cock", PUBLIC_URL: "ftp://x" };
  const error = assertThrows(() => readConfig(env), ConfigError);
  assert(error instanceof ConfigError);
  for (const part of ['PORT is "eighty"', 'WAKER is "cock"', 'PUBLIC_URL is "ftp://x"']) {
    assert(error.message.includes(part), error.message);
  }
});

Deno.test("readConfig() reads how chats are answered", () => {
  const { chatImages, chatProgress } = readConfig({});
  assertEquals([chatImages, chatProgress], ["auto", true]);
  const set = readConfig({ CHAT_IMAGES: "images", CHAT_PROGRESS: "off" });
  assertEquals([set.chatImages, set.chatProgress], ["images", false]);
  assertThrows(() => readConfig({ CHAT_IMAGES: "both" }), ConfigError);
});

Deno.test("readConfig() names what is wrong with the program and with its upstreams at once", () => {
  const env = { PORT: "eighty", FAL_BASE_URL: "fal", DREAMIFLY_CONCURRENCY: "0" };
  const error = assertThrows(() => readConfig(env), ConfigError);
  assert(error instanceof ConfigError);
  const names = error.message.split("\n").map((line) => line.split(" ")[0]);
  assertEquals(names, ["PORT", "DREAMIFLY_CONCURRENCY", "FAL_BASE_URL"]);
});

Deno.test("readConfig() never repeats a key", () => {
  const error = assertThrows(() => readConfig({ API_MASTER_KEY: "short" }), ConfigError);
  assert(error instanceof ConfigError && !error.message.includes("short"));
});

Deno.test("readConfig() uses the platform's database on Deno Deploy and a file elsewhere", () => {
  assertEquals(readConfig({ DENO_DEPLOYMENT_ID: "x" }).kvUrl, undefined);
  assertEquals(readConfig({}).kvUrl, ".data/darkroom.db");
  assertEquals(readConfig({ KV_URL: ":memory:" }).kvUrl, ":memory:");
});

Deno.test("readConfig() keeps pictures in KV unless BLOB_STORE names a bucket", () => {
  assertEquals(readConfig({}).blobStore, { kind: "kv" });
  const env = {
    BLOB_STORE: "s3://pics?region=eu-1",
    AWS_ACCESS_KEY_ID: "the id",
    AWS_SECRET_ACCESS_KEY: " the secret\n",
  };
  const { blobStore } = readConfig(env);
  assert(blobStore.kind === "s3" && blobStore.credentials.secretAccessKey === "the secret");
  const wrong = { ...env, BLOB_STORE: "s3://pics?reads=all&region=eu-1" };
  const error = assertThrows(() => readConfig(wrong), ConfigError);
  assert(error instanceof ConfigError);
  assert(error.message.startsWith('BLOB_STORE is "s3://pics?…": reads is "all"'), error.message);
});

Deno.test("isLoopbackHost() knows the names of this machine", () => {
  const hosts = ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"];
  assertEquals(hosts.map(isLoopbackHost), hosts.map(() => true));
  const others = ["0.0.0.0", "10.0.0.1", "127.0.0.1.example.com", "::", "localhost.example.com"];
  assertEquals(others.map(isLoopbackHost), others.map(() => false));
});

/** The upstreams that are on. */
function switchedOn(env: Record<string, string>) {
  const { upstreams } = readConfig(env);
  return Object.fromEntries(Object.entries(upstreams).filter(([, settings]) => settings));
}

Deno.test("readConfig() switches an upstream on when all that it needs is set", () => {
  assertEquals(switchedOn({}), {});
  assertEquals(switchedOn({ DREAMIFLY_URL: "https://d.test" }), {}, "it needs a token");
  const { dreamifly, openai } = readConfig({
    DREAMIFLY_URL: "https://d.test/",
    DREAMIFLY_AUTH_TOKEN: "one, two",
    OPENAI_API_KEY: "k",
  }).upstreams;
  assertEquals(dreamifly, { baseUrl: "https://d.test", tokens: ["one", "two"], concurrency: 2 });
  assertEquals([openai?.baseUrl, openai?.apiKeys], ["https://api.openai.com/v1", ["k"]]);
});

Deno.test("readConfig() knows where the upstreams are that only need a key", () => {
  const keys = { REPLICATE_API_TOKEN: "r8_one,r8_two", FAL_KEY: "id:secret", BFL_API_KEY: "b" };
  assertEquals(switchedOn(keys), {
    replicate: { baseUrl: "https://api.replicate.com/v1", keys: ["r8_one", "r8_two"] },
    fal: { baseUrl: "https://queue.fal.run", keys: ["id:secret"] },
    bfl: { baseUrl: "https://api.bfl.ai", keys: ["b"] },
  });
  const elsewhere = readConfig({ ...keys, BFL_BASE_URL: "https://api.eu.bfl.ai/" });
  assertEquals(elsewhere.upstreams.bfl?.baseUrl, "https://api.eu.bfl.ai");
  assertEquals(switchedOn({ FAL_BASE_URL: "https://f.test" }), {}, "it needs a key");
});

Deno.test("readConfig() takes a key or a service account for Vertex AI", () => {
  assertEquals(switchedOn({ GOOGLE_VERTEX_API_KEY: "one,two" }).vertex, {
    baseUrl: "https://aiplatform.googleapis.com/v1/publishers/google",
    who: ["one", "two"],
  });
  const account = { GOOGLE_CLIENT_EMAIL: "me@p.test", GOOGLE_PRIVATE_KEY: "pem" };
  const hosts = {
    global: "aiplatform.googleapis.com",
    eu: "aiplatform.eu.rep.googleapis.com",
    "europe-west4": "europe-west4-aiplatform.googleapis.com",
  };
  for (const [location, host] of Object.entries(hosts)) {
    const place = { GOOGLE_VERTEX_PROJECT: "p", GOOGLE_VERTEX_LOCATION: location };
    assertEquals(switchedOn({ ...account, ...place }).vertex, {
      baseUrl: `https://${host}/v1/projects/p/locations/${location}/publishers/google`,
      who: { clientEmail: "me@p.test", privateKey: "pem" },
    });
  }
  assertEquals(switchedOn({ GOOGLE_VERTEX_PROJECT: "p" }), {}, "it needs somebody");
  const error = assertThrows(() => readConfig(account), ConfigError);
  assert(error instanceof ConfigError);
  const missing = "GOOGLE_VERTEX_PROJECT is not set: a service account needs its address";
  assert(error.message.startsWith(missing), error.message);
});

Deno.test("readConfig() takes a token for Bedrock, or the bucket's keys once it has a region", () => {
  const keys = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };
  assertEquals(switchedOn(keys), {}, "they may be for the bucket only");
  assertEquals(switchedOn({ ...keys, BEDROCK_REGION: "us-east-1" }).bedrock, {
    baseUrl: "https://bedrock-runtime.us-east-1.amazonaws.com",
    region: "us-east-1",
    who: { accessKeyId: "id", secretAccessKey: "secret" },
  });
  assertEquals(switchedOn({ ...keys, AWS_BEARER_TOKEN_BEDROCK: "one,two" }).bedrock, {
    baseUrl: "https://bedrock-runtime.us-west-2.amazonaws.com",
    region: "us-west-2",
    who: ["one", "two"],
  });
  const error = assertThrows(() => readConfig({ BEDROCK_REGION: "us-west-2" }), ConfigError);
  assert(error instanceof ConfigError);
  const missing = 'BEDROCK_REGION is "us-west-2": needs AWS_BEARER_TOKEN_BEDROCK';
  assert(error.message.startsWith(missing), error.message);
});

Deno.test("readConfig() reads MODEL_ROUTES, and says how they are written", () => {
  const routes = { pair: ["a/x", "b/deep/y"] };
  assertEquals(readConfig({ MODEL_ROUTES: JSON.stringify(routes) }).modelRoutes, {
    pair: { routes: routes.pair },
  });
  const hedged = { pair: { routes: routes.pair, hedge_after: "p95" } };
  assertEquals(readConfig({ MODEL_ROUTES: JSON.stringify(hedged) }).modelRoutes, {
    pair: { routes: routes.pair, hedge: { after: 0.95, paid: false } },
  });
  const wrongOnes = [
    "{",
    '{"pair": []}',
    '{"pair": ["no-slash"]}',
    "[]",
    '{"pair": {"routes": ["a/x"], "hedge_after": "95"}}',
    '{"pair": {"routes": ["a/x"], "hedgeAfter": "p95"}}',
  ];
  for (const wrong of wrongOnes) {
    const error = assertThrows(() => readConfig({ MODEL_ROUTES: wrong }), ConfigError);
    assert(error instanceof ConfigError && error.message.includes("must be JSON such as"));
  }
});

Deno.test("readConfig() reads MODEL_PRICES, and says how they are written", () => {
  const prices = { "openai/gpt-image-1": 0.04, "studio/studio": 0 };
  assertEquals(readConfig({ MODEL_PRICES: JSON.stringify(prices) }).modelPrices, prices);
  for (const wrong of ["1", '{"gpt-image-1": 1}', '{"a/b": -1}', '{"a/b": "1"}']) {
    const error = assertThrows(() => readConfig({ MODEL_PRICES: wrong }), ConfigError);
    assert(error instanceof ConfigError && error.message.startsWith("MODEL_PRICES is"));
  }
});

Deno.test("readConfig() hides tokens, keys and passwords that it cannot use", () => {
  const error = assertThrows(() => readConfig({ SDWEBUI_AUTH: "secret" }), ConfigError);
  assert(error instanceof ConfigError && !error.message.includes("secret"), error.message);
});

Deno.test("readConfig() takes signing secrets of 24 bytes and more, in both forms", () => {
  const good = [
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    `whsec_${new Uint8Array(32).toBase64()}`,
    `whsec_${new Uint8Array(64).toBase64()}`,
    "x".repeat(24),
    "漢".repeat(8),
  ];
  for (const secret of good) {
    assertEquals(readConfig({ WEBHOOK_SECRET: secret }).webhookSecret, secret);
  }
  assertEquals(readConfig({}).webhookSecret, undefined);
});

Deno.test("readConfig() refuses other signing secrets without repeating them", () => {
  const bad = ["too short", `whsec_${"x".repeat(30)}`, `whsec_${"!".repeat(32)}`, "whsec_"];
  for (const secret of [...bad, `whsec_${new Uint8Array(66).toBase64()}`]) {
    const error = assertThrows(() => readConfig({ WEBHOOK_SECRET: secret }), ConfigError);
    assert(error instanceof ConfigError && error.message.includes("WEBHOOK_SECRET is (hidden)"));
  }
});

function messageOf(read: () => unknown): string {
  const error = assertThrows(read, ConfigError);
  assert(error instanceof ConfigError);
  return error.message;
}

const SAVER = { class_type: "SaveImage", inputs: { filename_prefix: "x", images: ["3", 0] } };
const workflows = (model: unknown) => ({
  COMFYUI_URL: "http://127.0.0.1:8188/",
  COMFYUI_WORKFLOWS: JSON.stringify({ mine: model }),
});

Deno.test("readConfig() reads COMFYUI_WORKFLOWS", () => {
  const generate = { workflow: { "3:1": SAVER }, fields: { prompt: "3:1.filename_prefix" } };
  const { upstreams: { comfyui } } = readConfig(workflows({ generate }));
  assertEquals(comfyui?.baseUrl, "http://127.0.0.1:8188");
  assertEquals(comfyui?.workflows.mine, {
    title: "mine",
    description: "A workflow of the operator's own in ComfyUI.",
    maxImages: 4,
    sizes: {
      kind: "range",
      minPx: 64,
      maxPx: 2048,
      stepPx: 8,
      default: { widthPx: 1024, heightPx: 1024 },
    },
    generate: { graph: { "3:1": SAVER }, fields: { prompt: ["3:1.filename_prefix"] } },
  });
});

Deno.test("readConfig() says what is wrong with COMFYUI_WORKFLOWS", () => {
  const workflow = { 3: SAVER };
  const wrong = [
    [{}, /"mine" needs "generate", "edit" or both/],
    [{ generate: { workflow, fields: {} } }, /needs a place for "prompt"/],
    [{ edit: { workflow, fields: { image: "4.image" } } }, /has no node "4": its nodes are 3/],
    [{ generate: { workflow, fields: { prompt: "text" } } }, /fields.prompt/],
    [{ generate: { workflow: { nodes: [] }, fields: {} } }, /workflow.nodes/],
  ] as const;
  for (const [model, message] of wrong) {
    assertMatch(messageOf(() => readConfig(workflows(model))), message);
  }
  const long = messageOf(() => readConfig({ COMFYUI_WORKFLOWS: "no-file.json".repeat(100) }));
  assertMatch(long, /^COMFYUI_WORKFLOWS is ".{150,250}…: must be JSON/);
});

Deno.test("withFiles() puts a file's text in the place of its name", () => {
  const read = (path: string) => path === "a.json" ? '{"a": 1}' : undefined;
  const values = ["a.json", "b.json", '{"b": 2}', undefined];
  assertEquals(
    values.map((value) => withFiles({ COMFYUI_WORKFLOWS: value }, read).COMFYUI_WORKFLOWS),
    ['{"a": 1}', "b.json", '{"b": 2}', undefined],
  );
});

Deno.test("readConfig() reads whose pages may read answers", () => {
  assertEquals(readConfig({}).corsOrigins, "all");
  assertEquals(readConfig({ CORS_ORIGINS: "*" }).corsOrigins, "all");
  assertEquals(
    readConfig({ CORS_ORIGINS: "https://Chat.example/, app://obsidian.md" }).corsOrigins,
    new Set(["https://chat.example", "app://obsidian.md"]),
  );
  for (
    const wrong of ["chat.example", "https://a.example/path", "https://*.example", "null", ","]
  ) {
    assertThrows(() => readConfig({ CORS_ORIGINS: wrong }), ConfigError, "CORS_ORIGINS");
  }
});

Deno.test("readConfig() repeats no password that is written into an address", () => {
  for (const name of ["SDWEBUI_URL", "PUBLIC_URL", "OPENAI_BASE_URL"]) {
    const said = assertThrows(
      () => readConfig({ [name]: "ftp://me:planted-secret@host" }),
      ConfigError,
    );
    assert(said.message.includes(name) && !said.message.includes("planted-secret"), said.message);
  }
});
