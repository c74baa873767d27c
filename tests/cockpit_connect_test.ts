/**
 * The connect page in a real browser: what it shows works in clients, and what is typed wrong is told
 * in plain words.
 *
 * @module
 */

import OpenAI from "openai";
import type { Page } from "playwright-core";
import { CLIENT_GROUPS } from "../ui/connect/clients.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { cockpitTest, SCREENS, type Visit } from "./cockpit.ts";
import { KEY } from "./sdk.ts";

const LOCKED = { env: { API_MASTER_KEY: KEY } };

async function signIn({ page, open, origin }: Visit): Promise<void> {
  await open("/sign-in?next=/connect");
  await page.getByLabel("API key").fill(KEY);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/connect`);
}

/** Copies a value by its button, as a user would. */
async function copied(page: Page, name: string): Promise<string> {
  await page.getByRole("button", { name: `Copy ${name}`, exact: true }).click();
  await page.getByText("Copied").first().waitFor();
  return String(await page.evaluate("navigator.clipboard.readText()"));
}

/** What is typed into a client, where that differs from what the page says. */
interface Typed {
  readonly address?: string;
  readonly key?: string;
  readonly place?: string;
}

/** Tests the first way of the client that is open; gives what is found, without the request. */
async function tested(page: Page, typed: Typed = {}): Promise<string> {
  const way = page.locator("form[data-part]").first();
  if (!await way.getByLabel("Address").isVisible()) await way.locator("summary").click();
  if (typed.address !== undefined) await way.getByLabel("Address").fill(typed.address);
  if (typed.key !== undefined) await way.getByLabel("Key").fill(typed.key);
  if (typed.place !== undefined) await way.getByLabel("The client runs").selectOption(typed.place);
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await way.getByRole("button", { name: "Test connection" }).click();
  await answer;
  await way.locator("[role=status]:not([aria-busy]) .notice").first().waitFor();
  return (await way.locator(".notice").allInnerTexts()).join("\n");
}

cockpitTest("the values shown for the Node SDK draw a picture with it", LOCKED, async (visit) => {
  const { page } = visit;
  await signIn(visit);
  await page.getByRole("link", { name: "OpenAI SDK, Node" }).click();
  const baseURL = await copied(page, "baseURL");
  const apiKey = await copied(page, "apiKey");
  assertEquals([baseURL, apiKey], [`${visit.origin}/v1`, KEY]);
  const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
  const { data } = await client.images.generate({
    model: "studio",
    prompt: "a pear",
    size: "256x256",
  });
  assert(data?.[0]?.b64_json);
});

cockpitTest("the key is masked until it is asked for", LOCKED, async (visit) => {
  const { page } = visit;
  await signIn(visit);
  assert(!(await page.locator("main").innerText()).includes(KEY));
  await page.getByRole("link", { name: "Show the key" }).first().click();
  await page.getByText(KEY, { exact: true }).waitFor();
  await page.getByText(`/k/${KEY}`).waitFor();
  await page.getByRole("link", { name: "Hide the key" }).first().click();
  await page.getByText("/k/••••").waitFor();
});

cockpitTest("every client's own call works with what the page says", LOCKED, async (visit) => {
  const { page, open } = visit;
  await signIn(visit);
  for (const { id, ways } of CLIENT_GROUPS.flatMap(({ clients }) => clients)) {
    await open(`/connect?client=${id}`);
    for (const index of ways.keys()) {
      const way = page.locator("form[data-part]").nth(index);
      await way.getByRole("button", { name: "Test connection" }).click();
      await way.locator(".notice.good").waitFor();
      const request = await way.locator("pre").innerText();
      assertMatch(request, /^(GET|POST) http[\s\S]*\n(200|400) · \d+ ms/, id);
      assert(!request.includes(KEY), `${id} hides the key`);
    }
  }
});

cockpitTest("with a key set, what is wrong is told in plain words", LOCKED, async (visit) => {
  const { page, open, origin } = visit;
  await signIn(visit);
  await open("/connect?client=open-webui");
  assertMatch(await tested(page), /It works. The client will find \d+ models here/);
  const wrong: [Typed, RegExp][] = [
    [{ key: "" }, /The key is missing/],
    [{ key: "not it" }, /The key is not this server's/],
    [{ key: "密钥" }, /characters in it that no header can carry/],
    [{ key: KEY, address: `${origin}/v2` }, /nothing at \/v2\/models.*use http.*\/v1/],
    [{ address: "127.0.0.1:8000" }, /is not an address/],
    [{ address: "http://127.0.0.1:1/v1" }, /The port is another one: this server is at/],
    [{ address: `${origin}/v1`, place: "container" }, /Use http:\/\/host.docker.internal:/],
    [{ place: "elsewhere" }, /this machine's name or address in the network/],
    [{ place: "page", address: "http://pictures.test/v1" }, /A page that came by https may not/],
    [{ place: "here" }, /It works[\s\S]*Whether pictures.test leads to this server/],
  ];
  for (const [typed, found] of wrong) assertMatch(await tested(page, typed), found);
  await open("/connect?client=krita");
  const keyless = await tested(page, { address: origin });
  assertMatch(keyless, /This client can send none: put it into the address, http.*\/k\//);
  const wrongKey = await tested(page, { address: `${origin}/k/no` });
  assertMatch(wrongKey, /The key is not this server's/);
});

cockpitTest("without a key, only this machine is served, and why is said", {}, async (visit) => {
  const { page, open, origin } = visit;
  await open("/connect?client=nextchat");
  await page.getByText("No key is set, so any text will do").waitFor();
  assertMatch(await tested(page), /It works/);
  const port = new URL(origin).port;
  const address = `http://host.docker.internal:${port}`;
  assertMatch(await tested(page, { address, place: "container" }), /Set API_MASTER_KEY/);
  assertMatch(await tested(page, { address: origin, place: "page" }), /it has no key/);
});

cockpitTest(
  "a client in a container is given the address that works there",
  LOCKED,
  async (visit) => {
    const { page, open, origin } = visit;
    await signIn(visit);
    await open("/connect?client=dify");
    await page.getByRole("link", { name: "in a container" }).click();
    const address = origin.replace("127.0.0.1", "host.docker.internal");
    assertEquals(await copied(page, "OpenAI base URL"), address);
    assertMatch(await tested(page), /It works/);
  },
);

cockpitTest("clients are found and tested with the keyboard alone", {}, async ({ page, open }) => {
  await open("/connect");
  await page.getByRole("searchbox").focus();
  await page.keyboard.type("krit");
  await page.getByRole("link", { name: "Dify" }).waitFor({ state: "hidden" });
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/client=krita/);
  await page.getByRole("button", { name: "Test connection" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".notice.good").waitFor();
});

cockpitTest("the page works without its scripts", {}, async ({ page, context, open }) => {
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setScriptExecutionDisabled", { value: true });
  await open("/connect?q=chat");
  assertEquals(await page.getByRole("link", { name: "NextChat" }).count(), 1);
  assertEquals(await page.getByRole("link", { name: "Dify" }).count(), 0);
  await page.getByRole("link", { name: "NextChat" }).click();
  await page.getByRole("button", { name: "Test connection" }).click();
  await page.locator(".notice.good").waitFor();
  const here = page.getByRole("navigation", { name: "Pages" }).locator("[aria-current]");
  assertEquals(await here.innerText(), "Connect");
});

cockpitTest("on a phone nothing is wider than the screen", {
  viewport: SCREENS.phone,
}, async ({ page, open }) => {
  for (const id of ["open-webui", "openai-node", "curl"]) {
    await open(`/connect?client=${id}`);
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 390);
    await page.getByRole("link", { name: "All clients" }).waitFor();
  }
});
