/**
 * What every page of the cockpit keeps, in a real browser.
 *
 * @module
 */

import { THEMES } from "../ui/themes.ts";
import { assertEquals } from "./assert.ts";
import { violations } from "./axe.ts";
import { cockpitTest, SCREENS } from "./cockpit.ts";
import { KEY } from "./sdk.ts";

/** Every page that needs no job. */
const PAGES = [
  "/",
  "/connect",
  "/connect?client=open-webui",
  "/dashboard",
  "/docs",
  "/gallery",
  "/keys",
  "/keys?tab=usage",
  "/keys?tab=audit",
  "/webhooks",
  "/webhooks?tab=deliveries",
  "/webhooks?tab=jobs",
  "/settings",
];

const LOCKED = { env: { API_MASTER_KEY: KEY } };

cockpitTest("the language is the browser's until another is chosen, which is kept", {
  locale: "zh-CN",
}, async ({ page, open }) => {
  await open("/");
  assertEquals(await page.getAttribute("html", "lang"), "zh-CN");
  await page.getByRole("button", { name: "English" }).click();
  await page.waitForSelector("html[lang=en]");
  await open("/settings");
  assertEquals(await page.getAttribute("html", "lang"), "en");
});

cockpitTest("the theme is the system's until another is chosen, which is kept", {
  colorScheme: "light",
}, async ({ page, open }) => {
  await open("/");
  assertEquals(await page.getAttribute("html", "data-theme"), null);
  const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
  assertEquals(await background(), "rgb(246, 245, 242)");
  for (const theme of ["deep-sea", "cyber", "light", "obsidian"]) {
    await page.getByRole("button", { name: "Next theme" }).click();
    await page.waitForSelector(`html[data-theme=${theme}]`);
  }
  await open("/");
  assertEquals(await background(), "rgb(14, 14, 17)");
});

cockpitTest(
  "a locked cockpit refuses a wrong key and takes the right one",
  LOCKED,
  async (visit) => {
    const { page, open, origin, context } = visit;
    await open("/gallery?q=pear");
    assertEquals(new URL(page.url()).pathname, "/sign-in");
    assertEquals(await violations(page), []);
    await page.getByLabel("API key").fill("not the key");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("API key").fill(KEY);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${origin}/gallery?q=pear`);
    const [cookie] = (await context.cookies()).filter(({ name }) => name === "darkroom_session");
    assertEquals([cookie?.httpOnly, cookie?.sameSite], [true, "Strict"]);
    const asked = "fetch('/v1/jobs').then(({ status }) => status)";
    assertEquals(await page.evaluate(asked), 200);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(`${origin}/sign-in`);
    assertEquals(await page.evaluate(asked), 401);
  },
);

// Contrast is each theme's own; what a narrow page changes is the same in all of them.
for (const theme of THEMES) {
  const screens = theme === "light" ? [SCREENS.desktop, SCREENS.phone] : [SCREENS.desktop];
  cockpitTest(
    `axe finds nothing serious in ${theme}`,
    {},
    async ({ page, open, context, origin }) => {
      await context.addCookies([{ name: "darkroom_theme", value: theme, url: origin }]);
      for (const path of PAGES) {
        for (const screen of screens) {
          await page.setViewportSize(screen);
          await open(path);
          assertEquals(await violations(page), [], path);
        }
      }
    },
  );
}
