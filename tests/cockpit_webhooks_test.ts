/**
 * The page about webhooks and jobs in a real browser, with a receiver that listens on this machine.
 *
 * @module
 */

import type { Page } from "playwright-core";
import { RECEIVERS } from "../ui/webhooks/receivers.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { cockpitTest, SCREENS, type Visit } from "./cockpit.ts";
import { createReceiver, isSignedBy, type Receiver } from "./fakes/receiver.ts";
import { KEY } from "./sdk.ts";
import { serve, type Server } from "./serve.ts";

const ENV = {
  env: { ALLOW_PRIVATE_NETWORK: "true", WEBHOOK_SECRET: "a secret of the server's own" },
};

/** Puts a receiver behind a real port. */
function listen({ fetch }: Receiver): Server {
  return serve({ app: { fetch: (request) => fetch(request) } });
}

function addressOf({ addr }: Server): string {
  return `http://127.0.0.1:${addr.port}/hooks`;
}

/** Registers an endpoint by its form; gives the secret that is shown. */
async function register(page: Page, url: string, name: string): Promise<string> {
  const field = page.getByLabel("URL", { exact: true });
  if (!await field.isVisible()) await page.getByText("Register an endpoint").click();
  await field.fill(url);
  await page.getByLabel("Name (optional)").fill(name);
  await page.getByRole("button", { name: "Register" }).click();
  await page.getByText(`The secret of ${name}`).waitFor();
  return await page.locator("#secret").innerText();
}

async function draw({ door }: Visit, prompt = "a pear", model = "studio"): Promise<string> {
  const answer = await door.post("/v1/images/generations", { prompt, model, size: "64x64" });
  await answer.text();
  return answer.headers.get("x-job-id") ?? "";
}

/** Waits until what is to be sent has been. */
async function settled({ door }: Visit): Promise<void> {
  const { dispatcher } = door.darkroom.services.hooks;
  while (dispatcher.held > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await door.idle();
}

cockpitTest("an endpoint is registered, tested, and told of a job", ENV, async (visit) => {
  const { page, open } = visit;
  const receiver = createReceiver();
  await using server = listen(receiver);
  await open("/webhooks");
  await page.getByText("Nobody is told yet.").waitFor();
  const secret = await register(page, addressOf(server), "Shop");
  assertMatch(secret, /^whsec_/);
  await page.getByRole("button", { name: "Copy the secret" }).click();
  await page.getByText("Copied").waitFor();
  assertEquals(await page.evaluate("navigator.clipboard.readText()"), secret);
  await page.getByLabel("Event").selectOption("batch.completed");
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("It arrived: the receiver answered 200.").waitFor();
  const [test] = receiver.calls;
  assert(test !== undefined && isSignedBy(secret, test));
  assertEquals(test.event.type, "batch.completed");
  await open("/webhooks");
  assertEquals(await page.getByText(secret).count(), 0);
  const job = await draw(visit);
  await settled(visit);
  await page.getByRole("article", { name: "Shop" }).getByRole("link", { name: "Deliveries" })
    .click();
  await page.getByText("image.generation.completed").click();
  await page.getByRole("link", { name: job }).waitFor();
  await page.getByText("It arrived: the receiver answered 200.").waitFor();
});

cockpitTest("a delivery that failed says why, and is sent again", ENV, async (visit) => {
  const { page, open } = visit;
  let status = 410;
  const receiver = createReceiver(() => new Response("closed", { status }));
  await using server = listen(receiver);
  await open("/webhooks");
  await register(page, addressOf(server), "Archive");
  await draw(visit);
  await settled(visit);
  await open("/webhooks?tab=deliveries&status=dead");
  await page.getByText("image.generation.completed").click();
  await page.getByText("it wants no more events").waitFor();
  await open("/webhooks");
  await page.getByText("Disabled").waitFor();
  await page.getByRole("button", { name: "Enable" }).click();
  await page.getByText("Active").waitFor();
  status = 200;
  await open("/webhooks?tab=deliveries&status=dead");
  await page.getByRole("checkbox", { name: /^Pick image.generation.completed/ }).check();
  await page.getByRole("button", { name: "Send picked ones again" }).click();
  await page.getByText("Nothing like that has been sent.").waitFor();
  await settled(visit);
  assertEquals(receiver.accepted.length, 1);
  await page.getByLabel("Status").selectOption("delivered");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByText("tries: 2").waitFor();
  await page.getByRole("button", { name: "Send again", exact: true }).click();
  await settled(visit);
  assertEquals(receiver.accepted.length, 2);
});

cockpitTest("all that was given up is sent again at once", ENV, async (visit) => {
  const { page, open } = visit;
  let status = 410;
  const receiver = createReceiver(() => new Response("closed", { status }));
  await using server = listen(receiver);
  await open("/webhooks");
  for (const name of ["Shop", "Archive"]) await register(page, addressOf(server), name);
  await draw(visit);
  await settled(visit);
  status = 200;
  await open("/webhooks");
  for (const name of ["Shop", "Archive"]) {
    await page.getByRole("article", { name }).getByRole("button", { name: "Enable" }).click();
    await page.getByRole("article", { name }).getByText("Active").waitFor();
  }
  await open("/webhooks?tab=deliveries");
  await page.getByRole("button", { name: "Send all given up again" }).click();
  await page.getByText("Given up", { exact: true }).nth(2).waitFor({ state: "detached" });
  await settled(visit);
  assertEquals(receiver.accepted.length, 2);
});

cockpitTest("what cannot be an endpoint is told above the form", {}, async ({ page, open }) => {
  await open("/webhooks");
  await page.getByText("WEBHOOK_SECRET is not set").waitFor();
  await page.getByLabel("URL", { exact: true }).fill("http://10.0.0.1/hooks");
  await page.getByText("batch.failed").click();
  await page.getByRole("button", { name: "Register" }).click();
  const alert = await page.getByRole("alert").innerText();
  assertMatch(alert, /url is "http:\/\/10\.0\.0\.1": it may not be called/);
  assertEquals(await page.getByLabel("URL", { exact: true }).inputValue(), "http://10.0.0.1/hooks");
  assert(await page.getByLabel("batch.failed").isChecked());
});

cockpitTest("a secret is changed with an overlap, and an endpoint deleted", ENV, async (visit) => {
  const { page, open } = visit;
  const receiver = createReceiver();
  await using server = listen(receiver);
  await open("/webhooks");
  const old = await register(page, addressOf(server), "Shop");
  await page.locator("summary", { hasText: "New secret" }).click();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  await page.getByText("the old secret signs too for 24 h more").waitFor();
  const secret = await page.locator("#secret").innerText();
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("It arrived").waitFor();
  const [call] = receiver.calls;
  assert(call && secret !== old && isSignedBy(secret, call) && isSignedBy(old, call));
  await page.locator("summary", { hasText: "Delete" }).click();
  await page.getByRole("button", { name: "Delete for good" }).click();
  await page.getByText("Nobody is told yet.").waitFor();
});

cockpitTest("a receiver that is not there is told of in plain words", ENV, async (visit) => {
  const { page, open } = visit;
  const closed = listen(createReceiver());
  await closed[Symbol.asyncDispose]();
  await open("/webhooks");
  await register(page, addressOf(closed), "Nowhere");
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("No answer: is the receiver running").waitFor();
});

cockpitTest("jobs are filtered, cancelled and made again", ENV, async (visit) => {
  const { page, open, door } = visit;
  await draw(visit, "a red pear");
  await draw(visit, "refuse this", "easel");
  await open("/webhooks?tab=jobs");
  assertEquals(await page.locator("tbody tr").count(), 2);
  await page.getByLabel("Status").selectOption("failed");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByText("The prompt was refused by the upstream").waitFor();
  assertEquals(await page.locator("tbody tr").count(), 1);
  await page.getByLabel("Status").selectOption("");
  await page.getByLabel("Model").selectOption("studio");
  await page.getByLabel("Made within").selectOption("day");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("link", { name: "refuse this" }).waitFor({ state: "detached" });
  assertEquals(await page.locator("tbody tr").count(), 1);
  await page.getByRole("button", { name: "Try again: a red pear" }).click();
  await page.locator("tbody tr").nth(1).waitFor();
  await (await door.post("/v1/jobs", { prompt: "hang", model: "easel", size: "64x64" })).text();
  await open("/webhooks?tab=jobs&model=easel");
  await page.getByRole("button", { name: "Cancel: hang" }).click();
  await page.locator("tbody").getByText("Cancelled").waitFor();
});

cockpitTest("endpoints are registered with the keyboard alone", {
  ...ENV,
  viewport: SCREENS.phone,
}, async ({ page, open }) => {
  await open("/webhooks");
  await page.getByLabel("URL", { exact: true }).focus();
  await page.keyboard.type("http://127.0.0.1:9000/hooks");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Typed");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.getByText("The secret of Typed").waitFor();
  await page.getByText("image.generation.completed · signed").waitFor();
  assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 390);
});

cockpitTest("another site's page can change nothing here", {
  env: { ...ENV.env, API_MASTER_KEY: KEY },
}, async ({ door }) => {
  for (const path of ["endpoints", "replay", "jobs/job_x/cancel"]) {
    const answer = await door.app.request(`/ui/webhooks/${path}`, {
      method: "POST",
      headers: { "sec-fetch-site": "cross-site", "authorization": `Bearer ${KEY}` },
      body: "url=http://127.0.0.1:9/",
    });
    await answer.body?.cancel();
    assert([401, 403].includes(answer.status), `${path}: ${answer.status}`);
  }
});

Deno.test("the receivers to be copied are those of docs/jobs.md", async () => {
  const doc = await Deno.readTextFile(new URL("../docs/jobs.md", import.meta.url));
  for (const { name, code } of RECEIVERS) assert(doc.includes(`\n${code}\`\`\``), name);
});
