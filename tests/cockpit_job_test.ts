/**
 * A job's page in a real browser: its pictures, what can be done with them, and jobs under way.
 *
 * @module
 */

import type { Locator, Page } from "playwright-core";
import { sniffMedia } from "../images/media.ts";
import { JobView } from "../routes/schemas/job.ts";
import { THEMES } from "../ui/themes.ts";
import { assert, assertEquals, assertMatch, assertNotEquals } from "./assert.ts";
import { violations } from "./axe.ts";
import { cockpitTest, SCREENS } from "./cockpit.ts";
import type { Door } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";
import { KEY } from "./sdk.ts";

/** A job that has just been made. */
async function make(door: Door, body: Readonly<Record<string, unknown>>): Promise<JobView> {
  const response = await door.post("/v1/jobs", { model: "easel", size: "64x64", ...body });
  assertEquals(response.status, 202, await response.clone().text());
  return JobView.parse(await response.json());
}

/** A job that has ended. */
async function ended(door: Door, body: Readonly<Record<string, unknown>>): Promise<JobView> {
  const { id } = await make(door, body);
  for await (const _ of door.darkroom.services.engine.watch(id, new AbortController().signal));
  return JobView.parse(await (await door.get(`/v1/jobs/${id}`)).json());
}

const INPUT = `data:image/png;base64,${png({ widthPx: 96, heightPx: 64 }).bytes.toBase64()}`;

const zoomOf = (page: Page) => page.getByRole("button", { name: "%" });

async function copied(page: Page): Promise<string> {
  return String(await page.evaluate("navigator.clipboard.readText()"));
}

/** Presses a button that copies, and says what it has copied. */
async function copyWith(page: Page, button: Locator): Promise<string> {
  await page.evaluate("navigator.clipboard.writeText('')");
  await button.click();
  await page.getByText("Copied", { exact: true }).first().waitFor();
  return await copied(page);
}

cockpitTest("a picture is zoomed by wheel, buttons and keys", {}, async ({ page, door, open }) => {
  const { id } = await ended(door, { prompt: "a pear", size: "512x512" });
  await open(`/jobs/${id}`);
  const picture = page.getByRole("img", { name: "a pear" });
  const width = async () => (await picture.boundingBox())?.width ?? 0;
  const before = await width();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await zoomOf(page).filter({ hasText: "140 %" }).waitFor();
  assertEquals(Math.round(await width()), Math.round(before * 1.4));
  await page.locator(".canvas").hover();
  await page.mouse.wheel(0, -400);
  assert(await width() > before * 2);
  await page.getByRole("group", { name: "Picture" }).focus();
  await page.keyboard.press("0");
  assertEquals(Math.round(await width()), Math.round(before));
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await page.keyboard.press("-");
  await zoomOf(page).filter({ hasText: "140 %" }).waitFor();
});

cockpitTest("a zoomed picture is dragged, and never out of sight", {}, async (visit) => {
  const { page, door, open } = visit;
  const { id } = await ended(door, { prompt: "a pear", size: "512x512" });
  await open(`/jobs/${id}`);
  const picture = page.getByRole("img", { name: "a pear" });
  await page.getByRole("group", { name: "Picture" }).dblclick();
  await zoomOf(page).filter({ hasText: "200 %" }).waitFor();
  const before = await picture.boundingBox();
  const at = { x: (before?.x ?? 0) + 400, y: (before?.y ?? 0) + 400 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x, at.y + 5_000, { steps: 4 });
  await page.mouse.up();
  const view = await page.locator(".viewer").boundingBox();
  const after = await picture.boundingBox();
  assertNotEquals(after?.y, before?.y);
  assertEquals(Math.round(after?.y ?? 0), Math.round(view?.y ?? 1));
});

cockpitTest("a result is compared with what it was made from", {}, async (visit) => {
  const { page, door, open } = visit;
  const { id } = await ended(door, { prompt: "in blue", image: INPUT });
  await open(`/jobs/${id}`);
  const input = page.locator(".before");
  assertEquals(await input.isVisible(), false);
  await page.getByRole("button", { name: "Compare with the input" }).press("Enter");
  const slider = page.getByRole("slider");
  await page.keyboard.press("ArrowRight");
  assertEquals(await slider.inputValue(), "51");
  const clip = "getComputedStyle(document.querySelector('.before')).clipPath";
  assertEquals(await page.evaluate(clip), "inset(0px 49% 0px 0px)");
  assertEquals(await input.isVisible(), true);
});

cockpitTest("pictures are chosen by arrow keys and thumbnails", {}, async (visit) => {
  const { page, door, open, origin } = visit;
  const { id, images } = await ended(door, { prompt: "two pears", n: 2 });
  await open(`/jobs/${id}`);
  const shown = async () => await page.locator(".canvas img").first().getAttribute("src");
  const paths = images.map(({ url }) => new URL(url).pathname);
  assertEquals(await shown(), paths[0]);
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(`${origin}/jobs/${id}?image=2`);
  assertEquals(await shown(), paths[1]);
  await page.reload();
  assertEquals(await shown(), paths[1]);
  await page.getByRole("link", { name: "Picture 1 of 2" }).press("Enter");
  await page.waitForURL(`${origin}/jobs/${id}?image=1`);
  assertEquals(await shown(), paths[0]);
  assertEquals(await page.evaluate("document.activeElement.ariaCurrent"), "true");
});

cockpitTest("a picture is downloaded in three formats under a good name", {}, async (visit) => {
  const { page, door, open } = visit;
  const { id } = await ended(door, { prompt: 'A "pear", <b>& more</b>/../梨' });
  await open(`/jobs/${id}`);
  for (
    const [label, extension, type] of [
      ["PNG", "png", "image/png"],
      ["JPEG", "jpg", "image/jpeg"],
      ["WebP", "webp", "image/webp"],
    ] as const
  ) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: label, exact: true }).click(),
    ]);
    assertEquals(download.suggestedFilename(), `a-pear-b-more-b-梨.${extension}`);
    assertEquals(sniffMedia(await Deno.readFile(await download.path())), type);
  }
});

cockpitTest("image, link and log are copied", {}, async ({ page, door, open }) => {
  const { id, images } = await ended(door, { prompt: "a pear" });
  await open(`/jobs/${id}`);
  const link = await copyWith(page, page.getByRole("button", { name: "Copy link" }));
  assertEquals(new URL(link).pathname, new URL(images[0]?.url ?? "").pathname);
  await (await fetch(link)).body?.cancel();
  await page.getByRole("button", { name: "Copy image" }).click();
  await page.getByText("Copied", { exact: true }).nth(1).waitFor();
  const types = "navigator.clipboard.read().then(([item]) => item.types)";
  assertEquals(await page.evaluate(types), ["image/png"]);
  await page.getByText("Event log").click();
  const log = await copyWith(page, page.getByRole("button", { name: "Copy the log" }));
  const lines = log.split("\n");
  assertMatch(lines[0] ?? "", new RegExp(`^Job ${id}, \\d{4}-`));
  assertMatch(lines[1] ?? "", /^\+0\.00 +Accepted: 1 × easel$/);
  assertMatch(lines.at(-1) ?? "", /^\+\d+\.\d\d +Done: 1 of 1 in /);
});

cockpitTest("what is copied as curl and as JavaScript asks for the same once more", {
  env: { API_MASTER_KEY: KEY, CACHE: "off" },
}, async ({ page, door, open, origin }) => {
  const headers = { authorization: `Bearer ${KEY}` };
  const body = { model: "easel", prompt: `it's a "pear"\n$HOME \\ 梨`, size: "64x64", seed: 7 };
  const made = await door.post("/v1/jobs", { ...body, image: INPUT }, headers);
  const { id } = JobView.parse(await made.json());
  for await (const _ of door.darkroom.services.engine.watch(id, new AbortController().signal));
  await open(`/jobs/${id}`);
  await page.getByLabel("API key").fill(KEY);
  await page.keyboard.press("Enter");
  await page.locator(".code summary").click();
  const curl = await copyWith(page, page.getByRole("button", { name: "Copy curl" }));
  await page.getByText("JavaScript", { exact: true }).click();
  const script = await copyWith(page, page.getByRole("button", { name: "Copy JavaScript" }));
  assertEquals([curl, script].filter((text) => text.includes(KEY)), []);
  for (
    const [command, args, input] of [["sh", ["-s"], curl], [
      Deno.execPath(),
      ["run", "-A", "-"],
      script,
    ]] as const
  ) {
    const before = door.easel.requests.length;
    const answer = await run(command, args, input);
    assertMatch(answer, new RegExp(`${origin}/files/[0-9a-f]+\\.png`));
    assertEquals(door.easel.requests.length, before + 1);
    const asked = door.easel.requests.at(-1);
    assertEquals([asked?.prompt, asked?.seed, asked?.inputs.length], [body.prompt, 7, 1]);
  }
});

async function run(command: string, args: readonly string[], input: string): Promise<string> {
  const child = new Deno.Command(command, {
    args: [...args],
    cwd: new URL("..", import.meta.url),
    env: { DARKROOM_API_KEY: KEY },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

cockpitTest("a variation is drawn from the picture that is shown", {}, async (visit) => {
  const { page, door, open } = visit;
  const { id } = await ended(door, { prompt: "a pear" });
  await open(`/jobs/${id}`);
  await page.getByRole("button", { name: "Variations" }).click();
  await page.getByText("Done", { exact: true }).waitFor();
  assertNotEquals(new URL(page.url()).pathname, `/jobs/${id}`);
  const asked = door.easel.requests.at(-1);
  assertEquals([asked?.operation, asked?.inputs.length], ["variation", 1]);
});

cockpitTest("a model that takes no pictures has another vary its own", {}, async (visit) => {
  const { page, door, open } = visit;
  const { id } = await ended(door, { prompt: "a pear", model: "org/brush:free" });
  await open(`/jobs/${id}`);
  const button = page.getByRole("button", { name: "Variations" });
  assertMatch(await button.getAttribute("title") ?? "", /another model/);
  await button.click();
  await page.getByText("Done", { exact: true }).waitFor();
  assertNotEquals(new URL(page.url()).pathname, `/jobs/${id}`);
});

cockpitTest("remix and reference lead to the studio", {}, async ({ page, door, open, origin }) => {
  const { id } = await ended(door, { prompt: "a pear", seed: 7 });
  await open(`/jobs/${id}`);
  await page.getByRole("link", { name: "Remix" }).click();
  await page.waitForURL(`${origin}/?from=${id}`);
  assertEquals(
    await page.getByRole("textbox", { name: "Prompt", exact: true }).inputValue(),
    "a pear",
  );
  await page.goBack();
  await page.getByRole("link", { name: "Use as reference" }).click();
  await page.waitForURL(`${origin}/?reference=${id}.0`);
});

cockpitTest("a job is deleted only after a question", {}, async ({ page, door, open, origin }) => {
  const { id } = await ended(door, { prompt: "a pear" });
  await open(`/jobs/${id}`);
  await page.getByRole("button", { name: "Delete" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete this job?" });
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assertEquals((await door.get(`/v1/jobs/${id}`)).status, 200);
  await page.getByRole("button", { name: "Delete" }).press("Enter");
  await dialog.getByRole("button", { name: "Delete" }).press("Enter");
  await page.waitForURL(`${origin}/gallery`);
  assertEquals((await door.get(`/v1/jobs/${id}`)).status, 404);
});

cockpitTest("a job that fails shows its reason and a way on", {}, async (visit) => {
  const { page, door, open } = visit;
  const refused = await ended(door, { prompt: "refuse a <i>pear</i>" });
  await open(`/jobs/${refused.id}`);
  const alert = page.getByRole("alert");
  assertMatch(await alert.innerText(), /content filter.*refused by the upstream/s);
  const change = alert.getByRole("link", { name: "Change the prompt" });
  assertEquals(await change.getAttribute("href"), `/?from=${refused.id}`);
  assertEquals(await page.getByRole("heading", { level: 1 }).innerText(), "refuse a <i>pear</i>");
  const broken = await ended(door, { prompt: "break a pear" });
  await open(`/jobs/${broken.id}`);
  assertMatch(await page.getByRole("log").innerText(), /easel did not deliver\. .*could not draw/);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("alert").waitFor();
  assertNotEquals(new URL(page.url()).pathname, `/jobs/${broken.id}`);
});

cockpitTest(
  "a job under way goes on after a reload, in two tabs, to its end",
  {},
  async (visit) => {
    const { page, context, door, open, origin } = visit;
    const going = Promise.withResolvers<void>();
    const { submit } = door.easel;
    door.easel.submit = async (request, call) => {
      call.report({ progress: 0.5, preview: png({ widthPx: 24, heightPx: 24 }) });
      await going.promise;
      return await submit(request, call);
    };
    const { id } = await make(door, { prompt: "a pear" });
    await open(`/jobs/${id}`);
    const other = await context.newPage();
    await other.goto(`${origin}/jobs/${id}`);
    await page.getByText("50 %").waitFor();
    await page.getByRole("img", { name: "a sketch so far" }).waitFor();
    await page.reload();
    await page.getByText("50 %").waitFor();
    await page.getByRole("log").getByText("sketch 1 came").waitFor();
    going.resolve();
    for (const tab of [page, other]) {
      await tab.getByRole("img", { name: "a pear" }).waitFor();
      await tab.getByRole("log").getByText("Done: 1 of 1").waitFor();
      assertEquals(await tab.getByRole("log").getByText("Accepted").count(), 1);
      await tab.getByRole("link", { name: "WebP" }).waitFor();
    }
    assertEquals(door.easel.requests.length, 1);
  },
);

cockpitTest("a job under way is cancelled", {}, async ({ page, door, open }) => {
  const { id } = await make(door, { prompt: "hang a pear" });
  await open(`/jobs/${id}`);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("This job was cancelled").waitFor();
  await page.getByRole("button", { name: "Try again" }).waitFor();
  assertMatch(await page.getByRole("log").innerText(), /Cancelling was asked for/);
});

cockpitTest("a job that is not there is told on a page, in the visitor's language", {
  locale: "zh-CN",
}, async ({ page, open }) => {
  await open("/jobs/job_nobody");
  assertMatch(await page.locator("main").innerText(), /没有这个任务/);
});

const ODD = [
  `<script>alert(1)</script><img src=x onerror=alert(2)> "quotes" 'single' & more`,
  "قارب صغير في البحر عند الغروب",
  "pear".repeat(600),
  "one line\n\n\nanother line\n".repeat(60),
];

cockpitTest("odd prompts are shown as they are, and fit on a phone", {
  viewport: SCREENS.phone,
}, async ({ page, door, open }) => {
  for (const prompt of ODD) {
    const { id } = await ended(door, { prompt });
    await open(`/jobs/${id}`);
    const heading = page.getByRole("heading", { level: 1 });
    assertEquals((await heading.innerText()).trim(), prompt.trim());
    assertEquals(await page.locator(".canvas img").getAttribute("alt"), prompt);
    const widths = "[document.documentElement.scrollWidth, innerWidth]";
    assertEquals(await page.evaluate(widths), [390, 390]);
  }
});

for (const theme of THEMES) {
  cockpitTest(`axe finds nothing serious on jobs' pages in ${theme}`, {}, async (visit) => {
    const { page, door, open, context, origin } = visit;
    await context.addCookies([{ name: "darkroom_theme", value: theme, url: origin }]);
    const jobs = [
      await ended(door, { prompt: "two pears", n: 2, image: INPUT }),
      await ended(door, { prompt: "refuse a pear" }),
      await make(door, { prompt: "linger over a pear", n: 2 }),
    ];
    for (const { id } of jobs) {
      for (const screen of [SCREENS.desktop, SCREENS.phone]) {
        await page.setViewportSize(screen);
        await open(`/jobs/${id}`);
        await page.locator("details").evaluateAll("(all) => all.forEach((one) => one.open = true)");
        assertEquals(await violations(page), [], id);
      }
    }
  });
}
