import { assert, assertEquals, assertRejects } from "../../tests/assert.ts";
import { testContext } from "../../tests/fakes/call_context.ts";
import { MAX_ANSWER_BYTES } from "../http.ts";
import { openExchange } from "./exchange.ts";

/** Answers everything, and keeps what was sent. */
function upstream(answer: () => Response) {
  const sent: { readonly request: Request; readonly redirect: RequestRedirect | undefined }[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    sent.push({ request: new Request(input, init), redirect: init?.redirect });
    return Promise.resolve(answer());
  };
  return { sent, fetch };
}

const ADDRESS = "https://upstream.test/v1";

Deno.test("an exchange sends as the house sends: by its name, without following redirects", async () => {
  const { sent, fetch } = upstream(() => Response.json({ fine: true }));
  const exchange = openExchange(testContext(fetch));
  const headers = { "User-Agent": "ai-sdk/other/1.0", authorization: "Bearer upstream-secret" };
  const response = await exchange.fetch(ADDRESS, { method: "POST", headers, body: "{}" });
  assertEquals(await response.json(), { fine: true });
  const [{ request, redirect } = {}] = sent;
  assert(/^darkroom\/[\d.]+$/.test(request?.headers.get("user-agent") ?? ""));
  assertEquals([redirect, request?.headers.get("authorization")], [
    "manual",
    headers.authorization,
  ]);
  assertEquals(exchange.answer?.body(), { fine: true });
  assertEquals(exchange.redact("key upstream-secret"), "key [hidden]");
});

Deno.test("an exchange is one request: the second is refused and not sent", async () => {
  const { sent, fetch } = upstream(() => Response.json({}));
  const exchange = openExchange(testContext(fetch));
  await exchange.fetch(ADDRESS);
  await assertRejects(async () => void await exchange.fetch("https://elsewhere.test/1.png"));
  assertEquals(sent.length, 1);
});

Deno.test("an exchange sends nothing for a caller who has left", async () => {
  const { sent, fetch } = upstream(() => Response.json({}));
  const context = testContext(fetch);
  context.abort();
  const exchange = openExchange(context);
  await assertRejects(async () => void await exchange.fetch(ADDRESS));
  assertEquals([exchange.failure?.kind, sent.length], ["unavailable", 0]);
});

Deno.test("an exchange tells a connection that was never made from one that was cut", async () => {
  const words = {
    unavailable: "client error (Connect): tcp connect error: Connection refused",
    no_answer: "client error (SendRequest): connection closed before message completed",
  };
  for (const [kind, message] of Object.entries(words)) {
    const fetch = () =>
      Promise.reject(new TypeError("fetch failed", { cause: new Error(message) }));
    const exchange = openExchange(testContext(fetch));
    await assertRejects(async () => void await exchange.fetch(ADDRESS));
    assertEquals(exchange.failure?.kind, kind);
  }
});

Deno.test("an exchange does not read an answer without end", async () => {
  const headers = { "content-length": String(MAX_ANSWER_BYTES + 1) };
  const { fetch } = upstream(() => new Response("{}", { headers }));
  const exchange = openExchange(testContext(fetch));
  await assertRejects(async () => void await exchange.fetch(ADDRESS));
  assertEquals(exchange.failure?.kind, "bad_response");
});
