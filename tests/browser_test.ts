/**
 * A page of another site, in a real browser: what preflights, CORS and the browser's own rules let
 * it do with a server of ours.
 *
 * @module
 */

import type { Page } from "playwright-core";
import { z } from "zod";
import { ErrorBody } from "../routes/schemas/error.ts";
import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { assert, assertEquals, assertExists, assertMatch } from "./assert.ts";
import { findChromium, openBrowser } from "./browser.ts";
import { chatRecords, linksIn } from "./chat.ts";
import { type Door, openDoor } from "./door.ts";
import { KEY } from "./sdk.ts";
import { baseUrl, serve, type Served, type Server } from "./serve.ts";

/** Nobody's name, which the browser takes for this machine. */
const SITE = "chat.example";
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const Asked = z.object({
  status: z.number(),
  jobId: z.string().nullable(),
  requestId: z.string().nullable(),
  body: z.unknown(),
});
const Loaded = z.object({ type: z.string(), etag: z.string(), start: z.array(z.number()) });
const Heard = z.object({ jobId: z.string(), pieces: z.array(z.string()) });

const program = await findChromium();

/** Calls a function of the page's own script. */
async function call(page: Page, name: string, argument: unknown = {}): Promise<unknown> {
  return await page.evaluate(`${name}(${JSON.stringify(argument)})`);
}

interface Visit {
  readonly page: Page;
  readonly door: Door;
  /** The base URL of our server. */
  readonly base: string;
  /** The methods and paths that our server was asked, in order. */
  readonly asked: readonly string[];
}

/** A test with a page of another site beside a server; left out, and said so, without a browser. */
function test(
  promise: string,
  env: Readonly<Record<string, string>>,
  work: (visit: Visit) => Promise<void>,
): void {
  const reason = program ? "" : " [LEFT OUT: no Chromium on this machine; set CHROMIUM to one]";
  Deno.test({
    name: `${promise}${reason}`,
    ignore: program === undefined,
    async fn() {
      assertExists(program);
      await using door = await openDoor({ env });
      await using browser = await openBrowser({ program, siteName: SITE });
      const asked: string[] = [];
      await using server = serve({ app: listed(door, asked) });
      await using site = await serveSite();
      const page = await browser.newPage();
      await page.goto(`http://${SITE}:${site.addr.port}/`);
      await work({ page, door, base: baseUrl(server), asked });
    },
  });
}

/** The door's app, with a list of what it is asked. */
function listed({ app }: Door, asked: string[]): Served["app"] {
  return {
    fetch(request, connection) {
      asked.push(`${request.method} ${new URL(request.url).pathname}`);
      return app.fetch(request, connection);
    },
  };
}

/** The page is all there is to the other site. */
function serveSite(): Server {
  const page = Deno.readTextFileSync(new URL("pages/other_site.html", import.meta.url));
  const headers = { "content-type": "text/html; charset=utf-8" };
  return serve({ app: { fetch: () => new Response(page, { headers }) } });
}

const WITH_KEY = { API_MASTER_KEY: KEY };
const PEAR = { model: "easel", prompt: "a pear", response_format: "url" };

test("a page of another site that has the key gets pictures", WITH_KEY, async (visit) => {
  const { page, base, asked } = visit;
  const url = `${base}/images/generations`;
  const { status, jobId, requestId, body } = Asked.parse(
    await call(page, "ask", { url, key: KEY, body: PEAR }),
  );
  assertEquals(status, 200, JSON.stringify(body));
  assertEquals(asked, ["OPTIONS /v1/images/generations", "POST /v1/images/generations"]);
  assertMatch(jobId ?? "", /^job_/);
  assertMatch(requestId ?? "", /^req_/);
  const [image] = ImagesResponse.parse(body).data;
  assertEquals(await call(page, "show", { url: image?.url }), 64);
  assertEquals(await call(page, "readPixel"), [128, 64, 32, 255]);
  const { type, etag, start } = Loaded.parse(await call(page, "load", { url: image?.url }));
  assertEquals([type, start], ["image/png", PNG]);
  assertMatch(etag, /^"/);
});

test(
  "a page of another site hears a chat begin before its picture is there",
  WITH_KEY,
  async (visit) => {
    const { page, door, base } = visit;
    const listening = Promise.withResolvers<void>();
    const { submit } = door.easel;
    door.easel.submit = async (request, context) => {
      await listening.promise;
      return await submit(request, context);
    };
    const messages = [{ role: "user", content: "a pear" }];
    const body = { model: "easel", stream: true, messages };
    const url = `${base}/chat/completions`;
    const [heard] = await Promise.all([
      call(page, "listen", { url, key: KEY, body }),
      page.waitForFunction("document.title === 'Listening'").then(() => listening.resolve()),
    ]);
    const { jobId, pieces } = Heard.parse(heard);
    assertMatch(jobId ?? "", /^job_/);
    assert(pieces.length > 1, `${pieces.length} pieces`);
    const text = pieces.join("");
    assert(chatRecords(text).length > 1);
    assertEquals(linksIn(text).length, 1);
  },
);

test("a page of another site is told what is wrong", WITH_KEY, async ({ page, base }) => {
  const ask = async (path: string, key: string, body: unknown) =>
    Asked.parse(await call(page, "ask", { url: `${base}${path}`, key, body }));
  const stranger = await ask("/images/generations", "wrong", PEAR);
  assertEquals(stranger.status, 401);
  assertEquals(ErrorBody.parse(stranger.body).error.code, "invalid_api_key");
  const many = await ask("/images/generations", KEY, { ...PEAR, n: 11 });
  assertEquals([many.status, ErrorBody.parse(many.body).error.param], [400, "n"]);
  const lost = await ask("/nowhere", KEY, {});
  assertEquals(lost.status, 404);
});

test("a page of another site gets nothing where no key is set", {}, async (visit) => {
  const { page, door, base } = visit;
  const url = `${base}/images/generations`;
  const refused = Asked.parse(await call(page, "ask", { url, body: PEAR }));
  assertEquals(refused.status, 403);
  const { error } = ErrorBody.parse(refused.body);
  assertMatch(error.message, /pages of "http:\/\/chat\.example:\d+" may not use it/);
  assertEquals(door.easel.requests.length, 0);
});

test("a page of this machine needs no key where none is set", {}, async (visit) => {
  const { page, door, base } = visit;
  await page.goto(page.url().replace(SITE, "localhost"));
  const url = `${base}/images/generations`;
  const { status, jobId } = Asked.parse(await call(page, "ask", { url, body: PEAR }));
  assertEquals(status, 200);
  assertMatch(jobId ?? "", /^job_/);
  assertEquals(door.easel.requests.length, 1);
});
