/**
 * The dashboard, in a real browser.
 *
 * @module
 */

import type { Page } from "playwright-core";
import { failure } from "../failure.ts";
import { createHealthBook } from "../jobs/health.ts";
import { systemRuntime } from "../runtime.ts";
import { THEMES } from "../ui/themes.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { violations } from "./axe.ts";
import { cockpitTest, SCREENS, type Visit } from "./cockpit.ts";
import type { Door } from "./door.ts";
import { makeKey, MASTER } from "./keys.ts";
import { countThen, paidJob } from "./statistics.ts";

const ROUTE = { provider: "bfl", model: "flux-pro-1.1" };
const BFL = {
  env: { BFL_API_KEY: "one,two" },
  fetch: () => Promise.resolve(new Response("", { status: 503 })),
};

async function draw(door: Door, prompt: string): Promise<void> {
  const body = { model: "easel", size: "64x64", prompt };
  await (await door.post("/v1/images/generations", body)).text();
  await door.idle();
}

/** What stands in the tile of this name. */
function tile(page: Page, name: string) {
  return page.locator(".figure", { hasText: name }).locator(".value");
}

/** What happens every few seconds, now. */
async function renew(page: Page): Promise<void> {
  const renewed = page.waitForResponse(/\/ui\/dashboard/);
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await (await renewed).finished();
}

/** Some weeks in the life of a provider, which has a problem by now. */
async function live({ door }: Visit): Promise<void> {
  const { kv } = door;
  const job = paidJob({ kind: "polled", route: ROUTE });
  const lost = { kind: "no_answer", message: "The connection was cut" } as const;
  const bill = { images: 1, usd: 0.04, sure: "doubtful" } as const;
  for (const minutes of [1, 3, 4, 30]) await countThen(kv, minutes * 60_000, job);
  await countThen(kv, 120_000, [
    { kind: "attempt", route: ROUTE, end: "failed", images: 0, failure: lost, bill },
    { kind: "ended", status: "failed", tookMs: 9_000, images: 0, failure: "submission_unknown" },
    { kind: "joined", by: "cache", ended: true, route: ROUTE, saved: { images: 1, usd: 0.04 } },
  ]);
  for (const days of [3, 9, 40]) await countThen(kv, days * 86_400_000, [...job, ...job]);
  const health = createHealthBook(kv, systemRuntime(() => {}));
  const [account] = door.darkroom.services.registry.provider("bfl")?.accounts ?? [];
  const patient = { provider: "bfl", account: account?.id ?? "" };
  await health.book(patient, failure("upstream_quota", "Out of credits"));
}

cockpitTest("the dashboard shows what callers asked for and what came of it", {}, async (visit) => {
  const { page, door, open } = visit;
  await draw(door, "a pear");
  await draw(door, "break this");
  await open("/dashboard");
  assertEquals(await tile(page, "Calls").innerText(), "2");
  assertEquals(await tile(page, "Success rate").innerText(), "50%");
  await page.getByRole("img", { name: "Requests by result" }).waitFor();
  const failures = page.getByRole("region", { name: "Failures by kind" });
  assertMatch(await failures.innerText(), /Generation failed\s+easel\/easel/);
});

cockpitTest(
  "the dashboard is kept up to date, and leaves alone what is in use",
  {},
  async (visit) => {
    const { page, door, open } = visit;
    await draw(door, "a pear");
    await open("/dashboard");
    const chart = page.locator("#chart-jobs");
    await chart.getByText("As a table").click();
    await page.getByRole("link", { name: "30 days" }).focus();
    await draw(door, "a plum");
    await renew(page);
    await page.waitForFunction("document.querySelector('.figure .value').textContent === '2'");
    assertEquals(await chart.locator("tbody td").first().innerText(), "2");
    assertEquals(await page.evaluate("document.activeElement.textContent"), "30 days");
  },
);

cockpitTest(
  "the dashboard says when the server does not answer, and goes on",
  {},
  async (visit) => {
    const { page, open } = visit;
    await open("/dashboard");
    await page.route(/\/ui\/dashboard/, (route) => route.fulfill({ status: 429, body: "{}" }));
    await renew(page);
    await page.getByText("No answer, trying again").waitFor();
    await page.unroute(/\/ui\/dashboard/);
    await renew(page);
    await page.getByText("No answer, trying again").waitFor({ state: "hidden" });
  },
);

cockpitTest("the dashboard looks back as far as it is told", BFL, async (visit) => {
  const { page, open } = visit;
  await live(visit);
  for (const [range, calls] of [["Last hour", "5"], ["30 days", "9"], ["90 days", "11"]] as const) {
    await open("/dashboard");
    await page.getByRole("link", { name: range }).click();
    await page.locator("a[aria-current=true]", { hasText: range }).waitFor();
    assertEquals(await tile(page, "Calls").innerText(), calls, range);
  }
});

cockpitTest(
  "the meter sets calls that may be charged against those that delivered",
  BFL,
  async (visit) => {
    const { page, open } = visit;
    await live(visit);
    await open("/dashboard");
    const meter = await page.getByRole("region", { name: "Duplicate-spend meter" }).innerText();
    assertMatch(meter, /1\.25\s+paid calls at most/);
    assertMatch(meter, /Delivered\s+calls 4 · images 4\s+\$0\.16/);
    assertMatch(meter, /nothing came\s+calls 1 · images 1\s+\$0\.04/);
    assertMatch(meter, /Saved by joining and cache\s+calls 1 · images 1\s+\$0\.04/);
  },
);

cockpitTest("the dashboard says what is wrong with a provider and what to do", {
  ...BFL,
  locale: "zh-CN",
}, async (visit) => {
  const { page, open } = visit;
  await live(visit);
  await open("/dashboard");
  const chinese = await page.locator("#providers").innerText();
  assertMatch(chinese, /服务商余额不足[^]*请在服务商处充值[^]*Out of credits/);
  await page.getByRole("button", { name: "English" }).click();
  await page.waitForSelector("html[lang=en]");
  const english = await page.locator("#providers").innerText();
  assertMatch(english, /resting[^]*No credit at the provider[^]*Top it up[^]*Out of credits/);
});

cockpitTest("the dashboard is for those who have signed in", {
  env: { API_MASTER_KEY: MASTER },
}, async ({ page, open, origin }) => {
  await open("/dashboard?range=30d");
  assertEquals(new URL(page.url()).pathname, "/sign-in");
  assertEquals(await page.evaluate("fetch('/ui/dashboard').then(({ status }) => status)"), 401);
  await page.getByLabel("API key").fill(MASTER);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/dashboard?range=30d`);
});

cockpitTest("the dashboard tells of everybody, so it is for admins", {
  env: { API_MASTER_KEY: MASTER },
}, async ({ page, door, open }) => {
  const { text } = await makeKey(door);
  await open("/dashboard");
  await page.getByLabel("API key").fill(text);
  await page.keyboard.press("Enter");
  await page.getByText('needs a key with the scope "admin"').waitFor();
});

for (const theme of THEMES) {
  cockpitTest(`the dashboard is sound on every screen in ${theme}`, BFL, async (visit) => {
    const { page, open, context, origin } = visit;
    await live(visit);
    await context.addCookies([{ name: "darkroom_theme", value: theme, url: origin }]);
    for (const [screen, size] of Object.entries(SCREENS)) {
      await page.setViewportSize(size);
      await open("/dashboard?range=48h");
      assertEquals(await violations(page), [], screen);
      const beyond = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      assert(Number(beyond) <= 0, `${screen} is ${beyond} px too wide`);
    }
  });
}
