/**
 * The API's documentation in a real browser.
 *
 * @module
 */

import { assertEquals } from "./assert.ts";
import { cockpitTest, SCREENS } from "./cockpit.ts";

cockpitTest("an operation is found by what it is called or does", {}, async ({ page, open }) => {
  await open("/docs");
  const contents = page.getByRole("navigation", { name: "Operations" });
  await contents.getByRole("searchbox").fill("rotate");
  const link = contents.getByRole("link", { name: "/webhook_endpoints/{id}/rotate_secret" });
  await link.waitFor();
  await contents.getByRole("link", { name: "/images/generations" }).waitFor({ state: "hidden" });
  await page.keyboard.press("Tab");
  await link.focus();
  await page.keyboard.press("Enter");
  const article = page.locator("article:target");
  assertEquals(
    await article.getByRole("heading").innerText(),
    "POST\n/v1/webhook_endpoints/{id}/rotate_secret",
  );
  await contents.getByRole("searchbox").fill("there is no such thing");
  await contents.getByText("None like that.").waitFor();
});

cockpitTest("on a phone the contents come first, and nothing is wider than the screen", {
  viewport: SCREENS.phone,
}, async ({ page, open }) => {
  await open("/docs");
  await page.getByRole("searchbox", { name: "Find an operation" }).waitFor();
  const top = "document.querySelector('nav.side').getBoundingClientRect().top";
  assertEquals(Number(await page.evaluate(top)) < SCREENS.phone.height, true);
  assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 390);
});
