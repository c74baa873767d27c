import { z } from "zod";
import { failure, type FailureKind } from "../failure.ts";
import { assert, assertEquals, assertFalse, assertStringIncludes } from "../tests/assert.ts";
import { testContext } from "../tests/fakes/call_context.ts";
import { CutConnection, inProcessFetch } from "../tests/fakes/in_process.ts";
import { VERSION } from "../version.ts";
import { type Answer, type Call, callJson } from "./http.ts";

const Picture = z.object({ id: z.string() });
type Picture = z.infer<typeof Picture>;

const KEY = "sk-very-secret-key";

const CALL: Call<Picture> = {
  url: "https://upstream.test/submit?key=query-secret",
  method: "POST",
  headers: { authorization: `Bearer ${KEY}` },
  body: { prompt: "a lighthouse", seed: 0, mask: undefined },
  schema: Picture,
  phase: "submit",
};

/** Makes the call to an upstream that answers as given. */
async function callTo(
  answer: (request: Request) => Response | Promise<Response>,
  call: Partial<Call<Picture>> = {},
): Promise<Answer<Picture>> {
  return await callJson({ ...CALL, ...call }, testContext(inProcessFetch(answer)));
}

function assertFailed(answer: Answer<unknown>, kind: FailureKind, words = ""): void {
  assert(!answer.ok, "the call succeeded");
  assertEquals(answer.failure.kind, kind, answer.failure.message);
  assertStringIncludes(answer.failure.message, words);
  const told = JSON.stringify(answer.failure);
  for (const secret of [KEY, "query-secret"]) assertFalse(told.includes(secret), told);
}

function json(text: string, init: ResponseInit = {}): Response {
  return new Response(text, { ...init, headers: { "content-type": "application/json" } });
}

Deno.test("callJson() gives the fields that are read, the status and the headers", async () => {
  const answer = await callTo(() => Response.json({ id: "1", more: true }, { status: 202 }));
  assert(answer.ok);
  assertEquals(answer.value, { id: "1" });
  assertEquals(answer.status, 202);
  assertEquals(answer.headers.get("content-type"), "application/json");
});

Deno.test("callJson() sends JSON, and says who it is", async () => {
  const seen = Promise.withResolvers<Request>();
  await callTo((request) => {
    seen.resolve(request.clone());
    return Response.json({ id: "1" });
  });
  const request = await seen.promise;
  assertEquals(await request.json(), { prompt: "a lighthouse", seed: 0 });
  assertEquals(request.headers.get("content-type"), "application/json");
  assertEquals(request.headers.get("user-agent"), `darkroom/${VERSION}`);
  assertEquals(request.headers.get("authorization"), `Bearer ${KEY}`);
});

Deno.test("callJson() sends FormData as multipart", async () => {
  const body = new FormData();
  body.set("prompt", "a lighthouse");
  body.set("image", new Blob(["bytes"], { type: "image/png" }), "1.png");
  const seen = Promise.withResolvers<FormData>();
  await callTo(async (request) => {
    seen.resolve(await request.formData());
    return Response.json({ id: "1" });
  }, { body });
  const form = await seen.promise;
  assertEquals(form.get("prompt"), "a lighthouse");
  assert(form.get("image") instanceof File);
});

Deno.test("callJson() accepts JSON under the names that upstreams give it", async () => {
  for (const type of ["application/problem+json", "text/plain; charset=utf-8", "text/json"]) {
    const headers = { "content-type": type };
    assert((await callTo(() => new Response('{"id":"1"}', { headers }))).ok, type);
  }
  assert((await callTo(() => new Response(new TextEncoder().encode('{"id":"1"}')))).ok, "none");
});

Deno.test("callJson() calls an answer that cannot be used a bad response", async () => {
  const page = { headers: { "content-type": "text/html" } };
  const picture = { headers: { "content-type": "image/png" } };
  const answers: readonly (readonly [Response, string])[] = [
    [new Response("<!doctype html><title>Hi</title>", page), "web page"],
    [json("  <html></html>"), "web page"],
    [new Response("Just a moment", page), "web page"],
    [new Response('{"id":"1"}', page), "not JSON"],
    [new Response("\x89PNG", picture), "not JSON"],
    [json('{"id":"1'), "cut short"],
    [json("{'id': 1}"), "damaged"],
    [json(""), "cut short"],
    [new Response(null, { status: 204 }), "cut short"],
    [json('{"id":5}'), "form that we know"],
    [json("[]"), "form that we know"],
    [Response.json({ id: "x".repeat(2_000) }), "larger than 1000 bytes"],
  ];
  for (const [response, words] of answers) {
    assertFailed(await callTo(() => response, { maxBytes: 1_000 }), "bad_response", words);
  }
});

Deno.test("callJson() does not follow redirects", async () => {
  let calls = 0;
  const answer = await callTo(() => {
    calls++;
    return new Response(null, { status: 307, headers: { location: "https://elsewhere.test/" } });
  });
  assertFailed(answer, "bad_response", "redirects");
  assertEquals(calls, 1);
});

Deno.test("callJson() keeps our credentials out of what the upstream says", async () => {
  const message = `Key ${KEY} (query-secret) may not make squares`;
  const answer = await callTo(() => Response.json({ error: { message } }, { status: 400 }));
  assertFailed(answer, "invalid_request", "Key [hidden] ([hidden]) may not make squares");
});

Deno.test("callJson() tells a challenge page from a refusal of our key", async () => {
  const page = () => new Response("<html>Checking your browser</html>", { status: 403 });
  assertFailed(await callTo(page), "unavailable", "challenge page");
  const refusal = () => Response.json({ detail: "Not authenticated" }, { status: 403 });
  assertFailed(await callTo(refusal), "upstream_auth");
});

Deno.test("callJson() lets the adapter explain a refusal first", async () => {
  const answer = await callTo(() => Response.json({ code: "nsfw" }, { status: 400 }), {
    explain: ({ status, body }) => {
      assertEquals(status, 400);
      assertEquals(body, { code: "nsfw" });
      return failure("content_policy", "The upstream's filter refused the prompt");
    },
  });
  assertFailed(answer, "content_policy");
  const unknown = await callTo(() => Response.json({}, { status: 402 }), {
    explain: () => undefined,
  });
  assertFailed(unknown, "upstream_quota");
});

Deno.test("callJson() takes a cut connection for no answer", async () => {
  assertFailed(await callTo(() => Promise.reject(new CutConnection())), "no_answer");
  const broken = new ReadableStream({
    start: (controller) => controller.error(new TypeError("error reading a body")),
  });
  assertFailed(await callTo(() => new Response(broken)), "no_answer");
});

Deno.test("callJson() knows when nothing was sent: nobody listens, or there is no such name", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const call = { ...CALL, url: `http://127.0.0.1:${port}/submit?key=query-secret` };
  const answer = await callJson(call, testContext(fetch));
  assertFailed(answer, "unavailable", "refuses the connection");

  const cause = new Error("client error (Connect): dns error: failed to lookup address");
  const unknown = await callJson(
    CALL,
    testContext(() => Promise.reject(new TypeError("fetch failed", { cause }))),
  );
  assertFailed(unknown, "unavailable", "name is not known");
});

Deno.test("callJson() sends nothing once the signal has aborted", async () => {
  let calls = 0;
  const context = testContext(inProcessFetch(() => {
    calls++;
    return Response.json({ id: "1" });
  }));
  context.abort();
  assertFailed(await callJson(CALL, context), "unavailable", "before it was sent");
  assertEquals(calls, 0);
});

Deno.test("callJson() ends when the signal aborts, before the answer and while it is read", async () => {
  const answers = [
    () => new Promise<Response>(() => {}),
    () => Promise.resolve(new Response(new ReadableStream())),
  ];
  for (const answer of answers) {
    const called = Promise.withResolvers<void>();
    const context = testContext(inProcessFetch(() => {
      called.resolve();
      return answer();
    }));
    const result = callJson(CALL, context);
    await called.promise;
    context.abort();
    assertFailed(await result, "no_answer", "stopped");
  }
});

Deno.test("callJson() refuses what HTTP cannot carry, without repeating it", async () => {
  const unsent = () => Promise.reject(new Error("nothing is sent"));
  const headers = { authorization: `Bearer ${KEY}\nx` };
  assertFailed(await callTo(unsent, { headers }), "upstream_auth");
  assertFailed(await callTo(unsent, { url: `upstream/${KEY}` }), "upstream_auth");
});
