/**
 * The page about keys in a real browser: what is made, changed and ended there holds at the API.
 *
 * @module
 */

import type { Page } from "playwright-core";
import { assert, assertEquals, assertMatch, assertNotEquals } from "./assert.ts";
import { violations } from "./axe.ts";
import { cockpitTest, SCREENS, type Visit } from "./cockpit.ts";
import type { Door } from "./door.ts";
import { makeKey, MASTER, showing } from "./keys.ts";

const LOCKED = {
  env: { API_MASTER_KEY: MASTER, MODEL_PRICES: '{"easel/easel": 0.04}' },
};

/** Opens a page as who has this key. */
async function enter({ page, open }: Visit, path: string, key = MASTER): Promise<void> {
  await open(path);
  await page.getByLabel("API key").fill(key);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** Makes a key by the form; gives the text that is shown. */
async function makeByForm(page: Page, name: string): Promise<string> {
  await page.getByText("Make a key", { exact: true }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Make the key" }).click();
  await page.getByText(`The text of ${name}`).waitFor();
  return await page.locator("#key-text").innerText();
}

/** The status of a request with a key. */
async function asks(door: Door, key: string, path = "/v1/models"): Promise<number> {
  const answer = await door.get(path, showing(key));
  await answer.body?.cancel();
  return answer.status;
}

async function draw(door: Door, key: string, prompt: string): Promise<number> {
  const body = { prompt, model: "easel", size: "64x64" };
  const answer = await door.post("/v1/images/generations", body, showing(key));
  await answer.text();
  await door.idle();
  return answer.status;
}

cockpitTest("a key is made, shown once, opens the door, and is revoked", LOCKED, async (visit) => {
  const { page, door, open } = visit;
  await enter(visit, "/keys");
  await page.getByText("There is no key yet.").waitFor();
  const text = await makeByForm(page, "The shop");
  assertMatch(text, /^dk_[0-9a-f]{16}_/);
  await page.getByRole("button", { name: "Copy the key" }).click();
  await page.getByText("Copied").waitFor();
  assertEquals(await page.evaluate("navigator.clipboard.readText()"), text);
  assertEquals(await asks(door, text), 200);
  assertEquals(await asks(door, text, "/v1/admin/keys"), 403);

  await open("/keys");
  assert(!(await page.content()).includes(text), "it is shown once");
  await page.getByRole("link", { name: "The shop" }).click();
  await page.getByRole("button", { name: "Revoke for good" }).click();
  await page.getByRole("button", { name: "Keep it" }).click();
  assertEquals(await asks(door, text), 200);
  await page.getByRole("button", { name: "Revoke for good" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke for good" }).click();
  await page.getByText("Revoked", { exact: true }).waitFor();
  assertEquals(await asks(door, text), 401);
});

cockpitTest(
  "a key is made with all that the form has, as through the API",
  LOCKED,
  async (visit) => {
    const { page, door } = visit;
    await enter(visit, "/keys");
    await page.getByText("Make a key", { exact: true }).click();
    for (
      const [label, text] of [
        ["Models", "studio openai/*"],
        ["Requests a minute", "60"],
        ["Images a minute", "20"],
        ["Jobs at a time", "2"],
        ["Images a day", "100"],
        ["Images a month", "1000"],
        ["US dollars a month", "12.5"],
        ["Highest priority", "3"],
        ["Ends on (0:00 UTC)", "2099-12-31"],
      ] as const
    ) await page.getByLabel(label).fill(text);
    for (const scope of ["Files", "Batches", "Webhooks", "See its use", "Cancel and delete jobs"]) {
      await page.locator(".chip", { hasText: scope }).click();
    }
    await page.getByLabel("Name").fill("The press");
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByText("The text of The press").waitFor();
    const answer = await door.get("/v1/admin/keys", showing(MASTER));
    const { data: [{ id: _, object: __, ...key }] } = await answer.json();
    assertEquals(key, {
      ...key,
      name: "The press",
      scopes: ["generate", "jobs:read"],
      models: ["studio", "openai/*"],
      requests_per_minute: 60,
      images_per_minute: 20,
      max_concurrent_jobs: 2,
      images_per_day: 100,
      images_per_month: 1_000,
      cost_per_month_usd: 12.5,
      max_priority: 3,
      expires_at: Date.UTC(2099, 11, 31) / 1_000,
    });
  },
);

cockpitTest("limits are changed, hold, and show what was used", LOCKED, async (visit) => {
  const { page, door, open } = visit;
  const { id, text } = await makeKey(door, { name: "The shop", images_per_minute: 5 });
  await enter(visit, `/keys?key=${id}`);
  await page.getByLabel("Images a day").fill("1");
  await page.getByRole("spinbutton", { name: "Images a minute" }).fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  assertEquals(await draw(door, text, "a pear"), 200);
  assertEquals(await draw(door, text, "a plum"), 429);
  await open("/keys");
  await page.getByRole("row", { name: "The shop" }).getByText("Images a day 1 of 1").waitFor();
  await open("/keys?tab=audit");
  await page.getByRole("link", { name: "The master key changed The shop" }).waitFor();
  await page.getByText("Images a minute: none · Images a day: 1").waitFor();
});

cockpitTest("a key gets a new text, and the old one goes on for a while", LOCKED, async (visit) => {
  const { page, door } = visit;
  const { id, text: old } = await makeKey(door, { name: "The shop" });
  await enter(visit, `/keys?key=${id}`);
  await page.getByLabel("The old text goes on for").selectOption("3600");
  await page.getByRole("button", { name: "Make a new text" }).click();
  const text = await page.locator("#key-text").innerText();
  assertNotEquals(text, old);
  await page.getByText("opens the door for 1 h more").or(page.getByText("for 60 min more"))
    .waitFor();
  assertEquals([await asks(door, old), await asks(door, text)], [200, 200]);
  await page.getByLabel("The old text goes on for").selectOption("0");
  await page.getByRole("button", { name: "Make a new text" }).click();
  await page.getByText("opens the door for").waitFor({ state: "detached" });
  assertEquals([await asks(door, old), await asks(door, text)], [401, 401]);
});

cockpitTest(
  "what cannot be is told above the form, which keeps what was typed",
  LOCKED,
  async (visit) => {
    const { page, door } = visit;
    const { id } = await makeKey(door, { name: "The shop" });
    await enter(visit, "/keys");
    await page.getByText("Make a key", { exact: true }).click();
    await page.getByLabel("Name").fill("Wrong");
    await page.getByLabel("Images a day").fill("2000000000");
    await page.locator(".chip", { hasText: "Webhooks" }).click();
    await page.getByRole("button", { name: "Make the key" }).click();
    assertMatch(
      await page.getByRole("alert").innerText(),
      /images_per_day is 2000000000: use a whole/,
    );
    assertEquals(await page.getByLabel("Name").inputValue(), "Wrong");
    assertEquals(await page.locator("[name='scope:webhooks']").isChecked(), false);
    await page.goto(`${visit.origin}/keys?key=${id}`);
    await page.getByLabel("Models").fill("m".repeat(101));
    await page.getByRole("button", { name: "Save" }).click();
    assertMatch(await page.getByRole("alert").innerText(), /models\[0\] is "mmm/);
    const answer = await door.get(`/v1/admin/keys/${id}`, showing(MASTER));
    assertEquals((await answer.json()).models, null);
  },
);

cockpitTest("a key without the scope admin gets neither page nor power", LOCKED, async (visit) => {
  const { page, context, door, open, origin } = visit;
  const { id, text } = await makeKey(door, { name: "The shop" });
  await enter(visit, "/settings", text);
  assertEquals(await page.getByRole("link", { name: "Keys, usage, audit" }).count(), 0);
  for (const path of ["/keys", "/keys?tab=usage", "/keys?tab=audit", `/keys?key=${id}`]) {
    await open(path);
    await page.getByText('This page needs a key with the scope "admin"').waitFor();
    assert(!(await page.content()).includes("The shop"), path);
  }
  for (const path of ["", `/${id}`, `/${id}/rotate`, `/${id}/revoke`]) {
    const send =
      `fetch("/ui/keys${path}", { method: "POST", body: new URLSearchParams({ name: "x",` +
      ` "scope:admin": "on" }) }).then(({ status }) => status)`;
    assertEquals(await page.evaluate(send), 403, path);
    const cookies = await context.cookies(origin);
    const session = cookies.find(({ name }) => name === "darkroom_session");
    assert(session !== undefined, "the visitor has signed in");
    const foreign = await fetch(`${origin}/ui/keys${path}`, {
      method: "POST",
      headers: {
        "cookie": `${session.name}=${session.value}`,
        "origin": "https://elsewhere.example",
        "sec-fetch-site": "cross-site",
      },
      body: new URLSearchParams({ name: "x" }),
    });
    await foreign.body?.cancel();
    assertEquals(foreign.status, 401, path);
  }
  const answer = await door.get("/v1/admin/keys", showing(MASTER));
  const { data } = await answer.json();
  assertEquals(data.map(({ name, status }: { name: string; status: string }) => [name, status]), [
    ["The shop", "active"],
  ]);
});

cockpitTest("the ledger is shown by key, model and provider, and as CSV", LOCKED, async (visit) => {
  const { page, door } = visit;
  await enter(visit, "/keys?tab=usage");
  await page.getByText("Nothing was used in this time.").waitFor();
  const { text } = await makeKey(door, { name: "The shop" });
  for (const [key, prompt] of [[text, "a pear"], [text, "a fig"], [MASTER, "a plum"]] as const) {
    assertEquals(await draw(door, key, prompt), 200);
  }
  await page.reload();
  await page.getByRole("img", { name: "Images per day" }).waitFor();
  await page.getByRole("img", { name: "Cost per day" }).waitFor();
  const rows = page.locator(".keys-used tr");
  assertEquals((await rows.allInnerTexts()).slice(1).map((row) => row.split(/\t/)), [
    ["The shop", "2", "2", "$0.08", "0", "0"],
    ["Master key", "1", "1", "$0.04", "0", "0"],
    ["Total", "3", "3", "$0.12", "0", "0"],
  ]);
  await page.getByLabel("By").selectOption("model");
  await page.getByLabel("Time").selectOption("7");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("rowheader", { name: "easel" }).waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "As CSV" }).click();
  const csv = await Deno.readTextFile(await (await download).path());
  assertMatch(csv, /^day,key,model[^]*\d{4}-\d\d-\d\d,,easel,,3,3,0\.12,0,0/);
});

cockpitTest(
  "what was done is told in Chinese too",
  { ...LOCKED, locale: "zh-CN" },
  async (visit) => {
    const { page, door, open } = visit;
    await makeKey(door, { name: "店铺", images_per_day: 100, scopes: ["generate"] });
    await open("/keys?tab=audit");
    await page.locator("[name=key]").fill(MASTER);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "主密钥创建了 店铺" }).waitFor();
    await page.getByText("每日图片: 100 · 权限: 生成图片").waitFor();
  },
);

for (const [screen, viewport] of Object.entries(SCREENS)) {
  cockpitTest(`the page about keys is sound on a ${screen}`, { viewport }, async (visit) => {
    const { page, door, open } = visit;
    const body = {
      name: "The shop",
      images_per_day: 10,
      models: ["easel", "a-long-name/".repeat(8)],
    };
    const { id } = await makeKey(door, body);
    const paths = [`/keys?key=${id}`, "/keys?tab=usage", "/keys?tab=audit", "/keys"];
    for (const path of paths) {
      if (path.endsWith("usage")) await draw(door, MASTER, "a pear");
      await open(path);
      if (path === "/keys") await page.getByText("Make a key", { exact: true }).click();
      assertEquals(await violations(page), [], path);
      const beyond = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      assert(Number(beyond) <= 0, `${path} is ${beyond} px too wide`);
    }
  });
}
