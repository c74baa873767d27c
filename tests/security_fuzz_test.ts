/**
 * Every operation of the API, asked for made-up things: never a bug, never an answer that does not
 * end. The runs are bounded and have a seed; a failure prints the request that it came down to.
 *
 * @module
 */

import fc from "fast-check";
import { assert, assertEquals } from "./assert.ts";
import { doorForTests } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { anything, OpenApi, type Operation, texts, valuesFor } from "./schema_arbitrary.ts";

const RUNS = { seed: 20_261_121, numRuns: 30 } as const;

/** Pictures of at most 512 pixels: what is tried is the door, not the drawing. */
const tests = doorForTests({ env: { DEFAULT_MODEL: "easel", WAIT_SECONDS: "5" } });

const picture = png({ widthPx: 16, heightPx: 16 }).bytes;

async function description() {
  return OpenApi.parse(await (await tests.door.get("/openapi.json")).json());
}

/** Log events that have been looked at. */
let seen = 0;

/** Asks, reads the whole answer, and wants it to be anything but a bug. */
async function ask(path: string, init: RequestInit): Promise<void> {
  let request: Request;
  try {
    request = new Request(`http://localhost${path}`, init);
  } catch {
    return; // HTTP itself does not carry it
  }
  const response = await tests.door.app.fetch(request);
  const text = await response.text();
  const { events } = tests.door;
  const bugs = events.slice(seen).filter(({ event }) => event === "bug");
  seen = events.length;
  assertEquals(bugs, []);
  assert(response.status < 500, `${response.status}: ${text.slice(0, 300)}`);
}

function queryOf(values: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(values).map(([name, value]) =>
    `${encode(name)}=${encode(typeof value === "string" ? value : JSON.stringify(value) ?? "")}`
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function fill(path: string, id: string): string {
  return path.replace(/\{\w+\}/g, encode(id) || "x");
}

/** What HTTP carries in a header. */
const headerTexts = texts.map((text) => text.replace(/[^\x20-\x7e\xa0-\xff]/g, "?").trim());

/** Paths, queries and headers of an operation. */
function callsOf({ parameters }: Operation) {
  const known = parameters.filter((parameter) => parameter.in === "query");
  const query = Object.fromEntries(known.map(({ name, schema }) => [name, valuesFor(schema, {})]));
  return fc.record({
    id: texts,
    query: fc.record(query, { requiredKeys: [], noNullPrototype: true }),
    strange: fc.dictionary(texts, texts, { maxKeys: 2, noNullPrototype: true }),
    headers: fc.dictionary(
      fc.constantFrom(
        ...["accept", "prefer", "idempotency-key", "last-event-id", "range", "if-none-match"],
        ...["origin", "cookie", "x-request-id", "forwarded", "x-forwarded-host", "authorization"],
        ...["x-stainless-retry-count", "if-range", "accept-language", "content-type"],
      ),
      headerTexts,
      { maxKeys: 3, noNullPrototype: true },
    ),
  });
}

type Call = ReturnType<typeof callsOf> extends fc.Arbitrary<infer T> ? T : never;

async function askCall(path: string, call: Call, init: RequestInit): Promise<void> {
  const { id, query, strange, headers } = call;
  await ask(`${fill(path, id)}${queryOf({ ...strange, ...query })}`, {
    ...init,
    headers: { ...headers, ...Object.fromEntries(new Headers(init.headers)) },
  });
}

async function eachOperation(
  test: (path: string, method: string, operation: Operation) => Promise<void>,
): Promise<number> {
  const { paths } = await description();
  let count = 0;
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      await test(path, method.toUpperCase(), operation);
      count++;
    }
  }
  return count;
}

Deno.test("every operation survives made-up paths, queries and headers", async () => {
  const count = await eachOperation(async (path, method, operation) => {
    await fc.assert(
      fc.asyncProperty(callsOf(operation), (call) => askCall(path, call, { method })),
      { ...RUNS, numRuns: 12 },
    );
  });
  assert(count > 60, `${count} operations`);
});

Deno.test("every JSON body survives values at the edges of its schema, and beyond", async () => {
  const { components: { schemas } } = await description();
  let bodies = 0;
  await eachOperation(async (path, method, operation) => {
    const schema = operation.requestBody?.content["application/json"]?.schema;
    if (schema === undefined) return;
    bodies++;
    const init = { method, headers: { "content-type": "application/json" } };
    await fc.assert(
      fc.asyncProperty(
        valuesFor(schema, schemas),
        callsOf(operation),
        (body, call) => askCall(path, call, { ...init, body: JSON.stringify(body) ?? "" }),
      ),
      RUNS,
    );
  });
  assert(bodies >= 15, `${bodies} bodies`);
});

Deno.test("every JSON body survives text that is nearly JSON", async () => {
  const broken = fc.tuple(fc.json(), fc.nat(), texts).map(([json, at, noise]) =>
    json.slice(0, at % (json.length + 1)) + noise + json.slice(at % (json.length + 1))
  );
  await eachOperation(async (path, method, operation) => {
    if (operation.requestBody === undefined) return;
    const types = ["application/json", "text/plain", "", "application/json; charset=utf-16"];
    await fc.assert(
      fc.asyncProperty(
        broken,
        fc.constantFrom(...types),
        texts,
        (body, type, id) =>
          ask(fill(path, id), { method, body, headers: { "content-type": type } }),
      ),
      { ...RUNS, numRuns: 15 },
    );
  });
});

/** A part of a form: a text, or a file of some kind. */
const contents = fc.oneof(
  texts,
  anything.map((value) => JSON.stringify(value) ?? ""),
  fc.tuple(fc.uint8Array({ maxLength: 200 }), texts).map(([bytes, name]) =>
    new File([new Uint8Array(bytes)], name)
  ),
  fc.tuple(fc.nat({ max: picture.length }), texts).map(([end, name]) =>
    new File([picture.slice(0, end)], name, { type: "image/png" })
  ),
  fc.constant(new File([picture], "picture.png", { type: "image/png" })),
);

Deno.test("every form survives made-up parts", async () => {
  const { components: { schemas } } = await description();
  let forms = 0;
  await eachOperation(async (path, method, operation) => {
    const schema = operation.requestBody?.content["multipart/form-data"]?.schema;
    if (schema === undefined) return;
    forms++;
    const { properties = {} } = schemas[schema.$ref?.split("/").at(-1) ?? ""] ?? {};
    const names = [...Object.keys(properties), "image[]", "image[0]", "mask", "file", "masks[]"];
    const name = fc.oneof(fc.constantFrom(...names), texts);
    const parts = fc.array(fc.tuple(name, contents), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(parts, async (parts) => {
        const body = new FormData();
        for (const [name, content] of parts) {
          if (typeof content === "string") body.append(name, content);
          else body.append(name, content, content.name);
        }
        await ask(path, { method, body });
      }),
      { ...RUNS, numRuns: 60 },
    );
  });
  assertEquals(forms, 3);
});

Deno.test("every form survives bytes that are nearly a form", async () => {
  const head = 'content-disposition: form-data; name="image"; filename="a.png"';
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(...'--b|\r\n|--b--|--|:|;|"|\0|\x89PNG\r\n\x1a\n'.split("|"), head),
      fc.constant(`--b\r\n${head}\r\n\r\n`),
      texts,
    ),
    { maxLength: 20 },
  ).map((parts) => parts.join(""));
  const headers = fc.oneof(
    fc.constant("multipart/form-data; boundary=b"),
    headerTexts.map((text) => `multipart/form-data; boundary=${text}`),
    headerTexts.map((text) => `multipart/form-data${text}`),
  );
  for (const path of ["/v1/images/edits", "/v1/images/variations", "/v1/files"]) {
    await fc.assert(
      fc.asyncProperty(
        pieces,
        headers,
        (body, type) => ask(path, { method: "POST", body, headers: { "content-type": type } }),
      ),
      { ...RUNS, numRuns: 80 },
    );
  }
});

Deno.test("every path survives, whether there is something or not", async () => {
  const segment = fc.oneof(
    texts,
    fc.constantFrom("v1", "images", "jobs", "files", "k", "..", ".", "assets", "openai", "sdapi"),
    fc.constantFrom("deployments", "sign-in", "%", "%2e%2e", "%c0%ae", "\\"),
  );
  const paths = fc.array(segment, { maxLength: 6 }).map((parts) => `/${parts.join("/")}`);
  const methods = fc.constantFrom("GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS");
  await fc.assert(
    fc.asyncProperty(paths, methods, (path, method) => ask(path, { method })),
    { ...RUNS, numRuns: 500 },
  );
});

Deno.test("after all that the door serves, and JavaScript's own objects are as they were", async () => {
  const body = { prompt: "a lighthouse", size: "64x64" };
  const response = await tests.door.post("/v1/images/generations", body);
  assertEquals(response.status, 200);
  await response.body?.cancel();
  assertEquals(Object.keys(Object.prototype), []);
  for (const key of ["polluted", "prompt", "size"]) assertEquals(Reflect.get({}, key), undefined);
});
