/**
 * The settings page in a real browser: what is chosen is kept, and has its effect.
 *
 * @module
 */

import type { Page } from "playwright-core";
import { assertEquals, assertFalse, assertMatch } from "./assert.ts";
import { violations } from "./axe.ts";
import { cockpitTest, SCREENS } from "./cockpit.ts";
import { KEY } from "./sdk.ts";

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
}

cockpitTest("the studio begins with the default model that was chosen", {}, async (visit) => {
  const { page, open, door } = visit;
  await open("/");
  await open("/settings");
  await page.getByLabel("Default model").selectOption("easel");
  await save(page);
  await open("/");
  assertEquals(await page.locator("[name=model]:checked").getAttribute("value"), "easel");
  await page.getByRole("textbox", { name: "Prompt", exact: true }).fill("a pear");
  await page.getByRole("button", { name: "Generate" }).click();
  await page.locator("#jobs li").first().waitFor();
  const { data: [mine] } = await (await door.get("/v1/jobs")).json();
  assertEquals(mine.model, "easel");
  const programs = await door.post("/v1/jobs", { prompt: "a pear", size: "64x64" });
  assertEquals((await programs.json()).model, "studio");
});

cockpitTest("pictures of the studio are kept as long as was chosen", {}, async (visit) => {
  const { page, open, door } = visit;
  await open("/settings");
  await page.getByLabel("Keep pictures made here").selectOption("3600");
  await save(page);
  assertEquals(await page.getByLabel("Keep pictures made here").inputValue(), "3600");
  await open("/");
  await page.getByRole("textbox", { name: "Prompt", exact: true }).fill("for an hour");
  await page.getByRole("button", { name: "Generate" }).click();
  await page.locator("#jobs li").first().waitFor();
  const { data: [job] } = await (await door.get("/v1/jobs")).json();
  assertEquals(job.expires_at - job.created_at, 3_600);
});

cockpitTest("a model that is gone is refused by name, and is no default", {}, async (visit) => {
  const { page, open, door } = visit;
  const { preferences } = door.darkroom.services;
  await preferences.set("operator", { studio: { model: "gone", keep: "for ever" } });
  await open("/");
  assertEquals(await page.locator("[name=model]:checked").getAttribute("value"), "studio");
  await open("/settings");
  const answer = await page.evaluate(`fetch("/ui/settings", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", "accept": "text/html" },
    body: "model=gone",
  }).then(async (response) => [response.status, await response.text()].join(" "))`);
  assertMatch(String(answer), /^400 [\s\S]*there is no such model any more/);
});

cockpitTest("theme, language and motion are chosen with the keyboard, and kept", {
  colorScheme: "light",
  locale: "en",
}, async ({ page, open }) => {
  await open("/settings");
  const chosen = (name: string) => page.getByRole("button", { name, pressed: true });
  assertEquals(await chosen("As the system").count(), 2);
  await page.getByRole("button", { name: "Cyber", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("html[data-theme=cyber]");
  await page.getByRole("button", { name: "Never" }).focus();
  await page.keyboard.press("Space");
  await page.waitForSelector("html[data-motion=reduced]");
  await page.getByRole("button", { name: "简体中文" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "设置", exact: true }).waitFor();
  await open("/connect");
  const html = page.locator("html");
  assertEquals(await html.getAttribute("lang"), "zh-CN");
  assertEquals(await html.getAttribute("data-theme"), "cyber");
  const moved = "getComputedStyle(document.querySelector('.button')).transitionDuration";
  assertMatch(String(await page.evaluate(moved)), /^0\.001s/);
  await open("/settings");
  await page.getByRole("group", { name: "主题" }).getByRole("button", { name: "跟随系统" }).click();
  await page.waitForSelector("html:not([data-theme])");
});

cockpitTest(
  "motion that is wanted is shown although the system would have none",
  {},
  async (visit) => {
    const { page, open } = visit;
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open("/settings");
    const moved = "getComputedStyle(document.querySelector('.button')).transitionDuration";
    assertMatch(String(await page.evaluate(moved)), /^0\.001s/);
    await page.getByRole("button", { name: "Always" }).click();
    await page.waitForSelector("html[data-motion=full]");
    assertMatch(String(await page.evaluate(moved)), /^0\.12s/);
  },
);

cockpitTest("the page says what the server is made of, but no secrets", {
  env: {
    API_MASTER_KEY: KEY,
    WEBHOOK_SECRET: "a secret of the server's own",
    JOB_TTL_HOURS: "72",
  },
}, async ({ page, open, origin, door }) => {
  await open("/settings");
  await page.getByLabel("API key").fill(KEY);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/settings`);
  const text = await page.locator("main").innerText();
  for (const fact of [/Jobs and pictures, at least\s+3 d/, /Waker\s+timer/, /studio, easel/]) {
    assertMatch(text, fact);
  }
  const html = await page.content();
  assertFalse(html.includes(KEY) || html.includes("a secret of"));
  assertEquals(await violations(page), []);
  const made = await door.post("/v1/admin/keys", { name: "guest", scopes: ["jobs:read"] }, {
    authorization: `Bearer ${KEY}`,
  });
  const { key } = await made.json();
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${origin}/sign-in`);
  await page.getByLabel("API key").fill(key);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/`);
  await open("/settings");
  assertEquals(await page.getByText("Waker").count(), 0);
  await open("/connect");
  await page.getByRole("link", { name: "Show the key" }).first().click();
  await page.getByText(key, { exact: true }).waitFor();
  await open("/webhooks");
  assertEquals(await page.locator("[aria-current=true]").innerText(), "Jobs");
  await open("/webhooks?tab=endpoints");
  await page.getByText('This key has no scope "webhooks"').waitFor();
});

cockpitTest("on a phone nothing is wider than the screen", {
  viewport: SCREENS.phone,
}, async ({ page, open }) => {
  for (const path of ["/settings", "/docs"]) {
    await open(path);
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 390, path);
  }
});
