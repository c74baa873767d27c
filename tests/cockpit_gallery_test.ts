/**
 * The gallery in a real browser: finding, choosing several, taking them away, deleting them.
 *
 * @module
 */

import type { Page } from "playwright-core";
import { z } from "zod";
import { sniffMedia } from "../images/media.ts";
import { JobView } from "../routes/schemas/job.ts";
import { THEMES } from "../ui/themes.ts";
import { assert, assertEquals, assertExists, assertMatch } from "./assert.ts";
import { violations } from "./axe.ts";
import { cockpitTest, SCREENS } from "./cockpit.ts";
import type { Door } from "./door.ts";
import { KEY } from "./sdk.ts";
import { unzip } from "./zip.ts";

const CreatedKey = z.object({ key: z.string() });

/** A job that has ended. */
async function draw(door: Door, body: Readonly<Record<string, unknown>>): Promise<string> {
  const response = await door.post("/v1/jobs", { model: "easel", size: "64x64", ...body });
  assertEquals(response.status, 202, await response.clone().text());
  const { id } = JobView.parse(await response.json());
  for await (const _ of door.darkroom.services.engine.watch(id, new AbortController().signal));
  return id;
}

/** Several, each after the one before. */
async function drawAll(door: Door, prompts: readonly string[]): Promise<string[]> {
  const ids = [];
  for (const prompt of prompts) ids.push(await draw(door, { prompt }));
  return ids;
}

const tiles = (page: Page) => page.locator(".tile");
const box = (page: Page, prompt: string) => page.getByRole("checkbox", { name: prompt });

/** What the tiles say, newest first. */
async function said(page: Page): Promise<string[]> {
  return await page.locator(".tile .said").allTextContents();
}

/** Waits until so many tiles are there, and no more. */
async function count(page: Page, wanted: number): Promise<void> {
  await tiles(page).nth(wanted).waitFor({ state: "detached" });
  await tiles(page).nth(wanted - 1).waitFor({ state: "attached" });
}

cockpitTest("an empty gallery leads to the studio", {}, async ({ page, open, origin }) => {
  await open("/gallery");
  await page.getByRole("link", { name: "Draw something" }).click();
  await page.waitForURL(`${origin}/`);
});

cockpitTest("the gallery is searched by words, status, model and day", {}, async (visit) => {
  const { page, door, open, origin } = visit;
  await drawAll(door, ["a Pear", "a plum", "refuse a plum"]);
  await draw(door, { prompt: "a plum in a bowl", model: "org/brush:free" });
  await open("/gallery");
  assertEquals(await said(page), ["a plum in a bowl", "refuse a plum", "a plum", "a Pear"]);
  await page.getByLabel("Words of the prompt").fill("PLUM");
  await count(page, 3);
  assertMatch(page.url(), /q=PLUM/);
  await page.getByLabel("Status").selectOption("Done");
  await count(page, 2);
  await page.getByLabel("Model").selectOption("org/brush:free");
  await count(page, 1);
  await page.reload();
  assertEquals(await said(page), ["a plum in a bowl"]);
  await page.getByRole("link", { name: "Clear" }).click();
  await page.waitForURL(`${origin}/gallery`);
  await count(page, 4);
  await page.getByLabel("From").fill("2100-01-01");
  await page.getByText("Nothing like that").waitFor();
  await page.getByLabel("From").fill(String(await page.evaluate(TODAY)));
  await count(page, 4);
  await page.getByLabel("To", { exact: true }).fill("2000-01-01");
  await page.getByText("Nothing like that").waitFor();
});

/** The visitor's own day. */
const TODAY = "new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toJSON().slice(0, 10)";

cockpitTest("more tiles come as the end comes into sight", {}, async ({ page, door, open }) => {
  const prompts = Array.from({ length: 45 }, (_, index) => `pear ${index}`);
  await drawAll(door, prompts);
  await open("/gallery");
  await tiles(page).nth(39).scrollIntoViewIfNeeded();
  await count(page, 45);
  assertEquals(await said(page), prompts.toReversed());
  assertEquals(await page.getByRole("link", { name: "More" }).count(), 0);
  await open("/gallery?q=pear%201");
  await count(page, 11);
});

cockpitTest("without a script, more tiles are behind a link", {}, async (visit) => {
  const { door } = visit;
  await drawAll(door, Array.from({ length: 42 }, (_, index) => `pear ${index}`));
  const first = await (await door.get("/gallery?q=pear", { accept: "text/html" })).text();
  const [, href] = /<a class="button" href="(\/gallery\?[^"]+)"/.exec(first) ?? [];
  assertExists(href);
  const second = await door.get(href.replaceAll("&amp;", "&"), { accept: "text/html" });
  const text = await second.text();
  assert(text.includes("pear 1<") && text.includes("pear 0<") && !text.includes("pear 2<"));
});

cockpitTest("pictures are chosen with shift and taken away as a zip", {}, async (visit) => {
  const { page, door, open } = visit;
  await drawAll(door, ["a pear", 'a "plum" / 梅', "refuse a nut", "a fig", "a pear"]);
  await draw(door, { prompt: "two figs", n: 2, output_format: "webp" });
  await open("/gallery");
  await box(page, "two figs").click();
  await box(page, "plum").click({ modifiers: ["Shift"] });
  await page.getByText("5 selected").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download as zip" }).click(),
  ]);
  assertMatch(download.suggestedFilename(), /^darkroom-\d{4}-\d\d-\d\d\.zip$/);
  const files = unzip(await Deno.readFile(await download.path()));
  assertEquals(files.map(({ name, bytes }) => [name, sniffMedia(bytes)]), [
    ["two-figs.webp", "image/webp"],
    ["two-figs-2.webp", "image/webp"],
    ["a-pear.png", "image/png"],
    ["a-fig.png", "image/png"],
    ["a-plum-梅.png", "image/png"],
  ]);
});

cockpitTest("what has no pictures, and too many jobs, are refused on a page", {}, async (visit) => {
  const { page, door, open } = visit;
  await drawAll(door, ["refuse a nut"]);
  await open("/gallery");
  await box(page, "nut").check();
  await page.getByRole("button", { name: "Download as zip" }).click();
  await page.getByText("What is selected has no pictures.").waitFor();
  const many = new URLSearchParams(
    Array.from({ length: 501 }, (_, index) => ["job", `job_${index}`]),
  );
  const response = await door.app.request("/ui/gallery/zip", {
    method: "POST",
    body: many,
    headers: { "accept": "text/html", "sec-fetch-site": "same-origin" },
  });
  assertEquals(response.status, 400);
  assertMatch(await response.text(), /501 jobs are selected: at most 500/);
});

cockpitTest("several are deleted by keys alone, after a question", {}, async (visit) => {
  const { page, door, open, origin } = visit;
  const [pear = "", plum = "", fig = ""] = await drawAll(door, ["a pear", "a plum", "a fig"]);
  await open("/gallery");
  await tiles(page).first().getByRole("link").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.getByText("1 selected").waitFor();
  await page.keyboard.press("Escape");
  assertEquals(await box(page, "a fig").isChecked(), false);
  await page.keyboard.press("Control+a");
  await page.getByText("3 selected").waitFor();
  await page.keyboard.press("Space");
  await page.getByText("2 selected").waitFor();
  await page.getByRole("button", { name: "Delete" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete what is selected?" });
  await dialog.waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await count(page, 1);
  assertEquals(page.url(), `${origin}/gallery`);
  const statuses = [];
  for (const id of [pear, plum, fig]) statuses.push((await door.get(`/v1/jobs/${id}`)).status);
  assertEquals(statuses, [404, 404, 200]);
});

cockpitTest("tiles load small pictures, and only those that are near", {}, async (visit) => {
  const { page, door, open } = visit;
  const id = await draw(door, { prompt: "a lighthouse", model: "studio", size: "1024x1024" });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await open("/gallery");
  const picture = page.getByRole("img", { name: "a lighthouse" });
  const width = "document.querySelector('.tile img').decode().then(() => " +
    "document.querySelector('.tile img').naturalWidth)";
  assertEquals(await page.evaluate(width), 480);
  assertEquals(asked.filter((path) => path.startsWith("/files/")), []);
  assertEquals(await picture.getAttribute("loading"), "lazy");
  const path = await picture.getAttribute("src") ?? "";
  const thumb = await door.get(path);
  const bytes = await thumb.bytes();
  assert(bytes.length < 60_000, `${bytes.length} bytes`);
  const etag = thumb.headers.get("etag") ?? "";
  const again = await door.get(path, { "if-none-match": etag });
  assertEquals([thumb.headers.get("content-type"), again.status], ["image/webp", 304]);
  await picture.click();
  await page.waitForURL(`**/jobs/${id}`);
});

cockpitTest("odd prompts fit into the gallery of a phone", {
  viewport: SCREENS.phone,
  locale: "zh-CN",
}, async ({ page, door, open }) => {
  const prompts = [
    `<script>alert(1)</script><img src=x onerror=alert(2)>`,
    "قارب صغير في البحر عند الغروب",
    "pear".repeat(600),
  ];
  await drawAll(door, prompts);
  await draw(door, { prompt: "refuse a nut" });
  await open("/gallery");
  await count(page, 4);
  assertEquals((await said(page)).slice(1), prompts.toReversed());
  assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 390);
  await page.locator(".narrow summary").click();
  await page.getByLabel("状态").selectOption("失败");
  await count(page, 1);
  await page.getByText("内容审核拒绝了此请求").waitFor();
});

cockpitTest("a key that may only read changes nothing from here", {
  env: { API_MASTER_KEY: KEY },
}, async ({ page, door, open }) => {
  const headers = { authorization: `Bearer ${KEY}` };
  const made = await door.post(
    "/v1/admin/keys",
    { name: "reader", scopes: ["jobs:read"] },
    headers,
  );
  const { key } = CreatedKey.parse(await made.json());
  await open("/gallery");
  await page.getByLabel("API key").fill(key);
  await page.keyboard.press("Enter");
  await page.getByRole("search").waitFor();
  const status = "fetch('/ui/gallery/delete', { method: 'POST', body: new URLSearchParams({ job: " +
    "'job_1' }) }).then(({ status }) => status)";
  assertEquals(await page.evaluate(status), 403);
});

for (const theme of THEMES) {
  cockpitTest(`axe finds nothing serious in a full gallery in ${theme}`, {}, async (visit) => {
    const { page, door, open, context, origin } = visit;
    await context.addCookies([{ name: "darkroom_theme", value: theme, url: origin }]);
    await drawAll(door, ["a pear", "refuse a nut"]);
    await draw(door, { prompt: "two figs", n: 5 });
    for (const screen of [SCREENS.desktop, SCREENS.phone]) {
      await page.setViewportSize(screen);
      await open("/gallery");
      await box(page, "a pear").check();
      assertEquals(await violations(page), []);
      await open("/gallery?q=zebra");
      assertEquals(await violations(page), []);
    }
  });
}
