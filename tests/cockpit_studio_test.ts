/**
 * The studio in a real browser: from a prompt to a picture, and what can happen in between.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { failure } from "../failure.ts";
import { JobList } from "../routes/schemas/job.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { violations } from "./axe.ts";
import { cockpitTest, SCREENS, type Visit } from "./cockpit.ts";
import { png } from "./fakes/scripted_provider.ts";

const field = (page: Page) => page.getByRole("textbox", { name: "Prompt" });
const button = (page: Page) => page.getByRole("button", { name: "Generate" });
const picture = (page: Page, prompt: string) => page.getByRole("img", { name: prompt }).first();

async function jobsOf({ door }: Visit) {
  return JobList.parse(await (await door.get("/v1/jobs")).json()).data;
}

/** A picture in a file, of one colour. */
const squareFile = (sidePx: number): Buffer =>
  Buffer.from(png({ widthPx: sidePx, heightPx: sidePx }).bytes);

/** Takes the scripted model, whose work ends when the test says so. */
async function take(page: Page, model: string): Promise<void> {
  await page.locator(".picker summary").click();
  await page.locator(`.choice:has([value="${model}"])`).click();
}

/** Holds the scripted provider's answers back until they are let go. */
function hold({ door }: Visit): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { submit } = door.easel;
  door.easel.submit = async (request, context) => {
    await promise;
    return await submit(request, context);
  };
  return () => resolve();
}

cockpitTest("a first visit leads to a picture, and from there to the next", {}, async (visit) => {
  const { page, open } = visit;
  await open("/");
  await page.getByText("Nothing drawn yet").waitFor();
  await page.getByRole("button", { name: "a fox made of folded paper" }).click();
  await button(page).click();
  await picture(page, "a fox made of folded paper").waitFor();
  assertEquals(await page.getByText("Nothing drawn yet").isVisible(), false);
  await field(page).fill('a "pear" & <b>bold</b> <script>alert(1)</script>');
  await page.keyboard.press("Control+Enter");
  await picture(page, 'a "pear" & <b>bold</b> <script>alert(1)</script>').waitFor();
  assertEquals((await jobsOf(visit)).map(({ status }) => status), ["completed", "completed"]);
});

cockpitTest("every setting reaches the job as it was chosen", {}, async (visit) => {
  const { page, open } = visit;
  await open("/");
  await field(page).fill("a pear");
  await page.getByRole("textbox", { name: "Not in the picture" }).fill("apples");
  await page.locator(".chip", { hasText: "Oil painting" }).click();
  await page.locator(".chip", { hasText: "16:9" }).click();
  await page.getByLabel("Size", { exact: true }).selectOption("512");
  await page.getByRole("spinbutton", { name: "Pictures" }).fill("2");
  await page.getByRole("button", { name: "Roll a seed" }).click();
  const seed = Number(await page.getByRole("textbox", { name: "Seed" }).inputValue());
  await page.getByLabel("Format").selectOption("webp");
  await page.getByLabel("File quality").fill("70");
  await page.locator("#plan", { hasText: "studio/studio" }).waitFor();
  await button(page).click();
  await page.locator(".pictures[data-count='2']").waitFor();
  const [job] = await jobsOf(visit);
  const stored = await visit.door.darkroom.services.engine.find(job?.id ?? "", "operator");
  assert(stored !== undefined);
  const { negativePrompt, style, size, n, outputFormat, outputCompression, ...rest } =
    stored.request;
  assertEquals(
    { negativePrompt, style, n, outputFormat, outputCompression, seed: rest.seed },
    {
      negativePrompt: "apples",
      style: "oil-painting",
      n: 2,
      outputFormat: "webp",
      outputCompression: 70,
      seed,
    },
  );
  assert(size !== undefined && size.widthPx > size.heightPx * 1.7, JSON.stringify(size));
});

cockpitTest("what is wrong is said at once, at the field", {}, async ({ page, open }) => {
  await open("/");
  await field(page).fill("a pear");
  const count = page.getByRole("spinbutton", { name: "Pictures" });
  await count.fill("11");
  const refusal = page.locator("#refusal");
  await refusal.waitFor();
  assertMatch(await refusal.innerText(), /^n is "11"/);
  assertEquals(await count.getAttribute("aria-invalid"), "true");
  await count.fill("7");
  await refusal.waitFor({ state: "hidden" });
  assertEquals(await count.getAttribute("aria-invalid"), null);
  await page.locator("#plan", { hasText: "studio/studio" }).waitFor();
});

cockpitTest("fields are there while the model honours them", {}, async ({ page, open }) => {
  await open("/");
  assert(await page.getByRole("textbox", { name: "Not in the picture" }).isVisible());
  await take(page, "easel");
  assertEquals(await page.getByRole("textbox", { name: "Not in the picture" }).isVisible(), false);
  await take(page, "studio");
  assert(await page.getByRole("textbox", { name: "Not in the picture" }).isVisible());
});

cockpitTest("a picture and a mask make an edit", {}, async (visit) => {
  const { page, open } = visit;
  await open("/");
  await field(page).fill("a green square");
  const file = { name: "red.png", mimeType: "image/png", buffer: squareFile(96) };
  await page.locator("#references input[type=file]").setInputFiles(file);
  await page.locator(".thumbs li").waitFor();
  await page.getByRole("button", { name: "Paint what to change" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  assertEquals(await violations(page), []);
  const canvas = dialog.locator("canvas");
  const box = await canvas.boundingBox();
  assert(box !== null);
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.7, { steps: 4 });
  await page.mouse.up();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByText("Mask painted").waitFor();
  await button(page).click();
  await picture(page, "a green square").waitFor();
  const [job] = await jobsOf(visit);
  assertEquals(job?.operation, "edit");
  const stored = await visit.door.darkroom.services.engine.find(job?.id ?? "", "operator");
  assertEquals(stored?.request.mask?.widthPx, 96);
});

cockpitTest("a pasted picture and a finished one are pictures to work on", {}, async (visit) => {
  const { page, open } = visit;
  await open("/");
  const base64 = squareFile(64).toString("base64");
  await page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob("${base64}"), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], "pasted.png", { type: "image/png" }));
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  })()`);
  await page.locator(".thumbs li").waitFor();
  await field(page).fill("a pasted square");
  await button(page).click();
  await picture(page, "a pasted square").waitFor();
  await page.getByRole("button", { name: "Remove this picture" }).click();
  await page.getByRole("button", { name: "Use as reference" }).click();
  await field(page).fill("once more");
  await button(page).click();
  await picture(page, "once more").waitFor();
  assertEquals((await jobsOf(visit)).map(({ operation }) => operation), ["edit", "edit"]);
});

cockpitTest("a job goes on over a reload and in two tabs, and can be cancelled in either", {
  env: { MAX_TRIES: "1" },
}, async (visit) => {
  const { page, open, context, origin } = visit;
  const letGo = hold(visit);
  await open("/");
  await take(page, "easel");
  await field(page).fill("a slow pear");
  await button(page).click();
  await page.locator(".job[data-status=in_progress]").waitFor();
  await page.reload();
  await page.locator(".job[data-status=in_progress]").waitFor();
  assertEquals(await field(page).inputValue(), "a slow pear");
  const other = await context.newPage();
  await other.goto(`${origin}/`);
  await field(other).fill("a second pear");
  await take(other, "easel");
  await button(other).click();
  await page.locator(".job", { hasText: "a second pear" }).waitFor();
  await page.locator(".job", { hasText: "a slow pear" }).getByRole("button", { name: "Cancel" })
    .click();
  await other.locator(".job[data-status=cancelled]", { hasText: "a slow pear" }).waitFor();
  letGo();
  await picture(page, "a second pear").waitFor();
  await picture(other, "a second pear").waitFor();
});

cockpitTest("a job that fails says why, and leads on", {}, async (visit) => {
  const { page, open, door } = visit;
  const { submit } = door.easel;
  door.easel.submit = () =>
    Promise.resolve({
      kind: "failed",
      failure: failure("content_policy", "The picture would show a <secret>"),
    });
  await open("/");
  await take(page, "easel");
  await field(page).fill("a secret");
  await button(page).click();
  const alert = page.locator(".job[data-status=failed]").getByRole("alert");
  await alert.waitFor();
  assertMatch(await alert.innerText(), /would show a <secret>/);
  assertMatch(await alert.innerText(), /Say it in other words/);
  assertEquals(await violations(page), []);
  door.easel.submit = submit;
  await page.getByRole("button", { name: "Try again" }).click();
  await picture(page, "a secret").waitFor();
});

cockpitTest("a job is deleted when the question is answered with yes", {}, async (visit) => {
  const { page, open } = visit;
  await open("/");
  await field(page).fill("a pear");
  await button(page).click();
  await picture(page, "a pear").waitFor();
  const remove = page.locator(".job").getByRole("button", { name: "Delete" });
  const dialog = page.getByRole("dialog");
  await remove.click();
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assertEquals((await jobsOf(visit)).length, 1);
  await remove.click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Nothing drawn yet").waitFor();
  assertEquals((await jobsOf(visit)).length, 0);
});

cockpitTest("a remix begins with all fields of its job", {}, async (visit) => {
  const { page, open, door } = visit;
  const body = {
    model: "easel",
    prompt: "a pear",
    n: 2,
    size: "640x480",
    output_format: "jpeg",
    output_compression: 60,
  };
  const { id } = JSON.parse(await (await door.post("/v1/jobs", body)).text());
  await open(`/?from=${id}`);
  assertEquals(await field(page).inputValue(), "a pear");
  assertEquals(await page.locator("[name=model]:checked").getAttribute("value"), "easel");
  for (const [name, value] of [["n", "2"], ["width", "640"], ["height", "480"]] as const) {
    assertEquals(await page.locator(`[name=${name}]`).inputValue(), value, name);
  }
  assertEquals(await page.getByLabel("Format").inputValue(), "jpeg");
  assertEquals(await page.getByLabel("File quality").inputValue(), "60");
});

cockpitTest("the keyboard alone is enough", {}, async ({ page, open }) => {
  await open("/");
  await page.keyboard.press("Tab");
  assertEquals(await page.evaluate("document.activeElement.textContent"), "Skip to content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("typed by hand");
  assertEquals(await field(page).inputValue(), "typed by hand");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  assertEquals(await page.locator(".picker").getAttribute("open"), null);
  await page.locator("[data-picked]", { hasText: "easel" }).waitFor();
  await page.keyboard.press("Control+Enter");
  await picture(page, "typed by hand").waitFor();
});

cockpitTest("a phone has room for all of it", { viewport: SCREENS.phone }, async (visit) => {
  const { page, open } = visit;
  await open("/");
  const overflow = "document.documentElement.scrollWidth - innerWidth";
  assertEquals(await page.evaluate(overflow), 0);
  await field(page).fill("a pear ".repeat(200));
  await button(page).click();
  await page.locator(".job[data-status=completed]").waitFor();
  assertEquals(await page.evaluate(overflow), 0);
  assertEquals(await violations(page), []);
});
