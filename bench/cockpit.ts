/**
 * The cockpit as a visitor meets it: what the first page weighs, when something is to be seen, when the
 * first picture is there. In a real Chromium, with nothing in its cache.
 *
 * @module
 */

import { chromium, type Page } from "playwright-core";
import { z } from "zod";
import { findChromium, FLAGS } from "../tests/browser.ts";
import { freePort, startChild, untilServed } from "./child.ts";
import { ms, print, printTable } from "./report.ts";
import { median } from "./stats.ts";

const VISITS = 7;

const Seen = z.object({ paintMs: z.number(), bytes: z.number() });

/** When the page was first painted, and what came over the wire for it. */
const LOOK = `new Promise((resolve) => {
  const tell = () => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    if (paint === undefined) return setTimeout(tell, 10);
    const loaded = [
      ...performance.getEntriesByType("navigation"),
      ...performance.getEntriesByType("resource"),
    ].filter(({ name }) => !name.includes("/ui/") && !name.includes("/files/"));
    const bytes = loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
    resolve({ paintMs: paint.startTime, bytes });
  };
  tell();
})`;

/** Visits a new server several times, and prints medians. */
export async function benchCockpit(folder: string): Promise<void> {
  print("## Cockpit");
  const program = await findChromium();
  if (program === undefined) return print("left out: no Chromium on this machine");
  const port = freePort();
  const origin = `http://127.0.0.1:${port}`;
  await using _server = startChild({
    args: ["run", "-A", "main.ts"],
    env: { PORT: String(port), HOST: "127.0.0.1", API_MASTER_KEY: "", KV_URL: `${folder}/c.db` },
  });
  await untilServed(`${origin}/health`);
  const browser = await chromium.launch({ executablePath: program, args: FLAGS });
  const visits: Visit[] = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const context = await browser.newContext();
    visits.push(await visitOnce(await context.newPage(), origin));
    await context.close();
  }
  await browser.close();
  const [first] = visits;
  print(`${VISITS} visits, each with an empty cache; the first also wakes the server's parts`);
  print();
  printTable(["", "first visit", "median"], [
    row("first contentful paint, ms", first, visits, ({ paintMs }) => paintMs),
    row("from address to picture (studio, 1024²), ms", first, visits, ({ pictureMs }) => pictureMs),
    row("HTML + CSS + scripts as sent, bytes", first, visits, ({ bytes }) => bytes),
  ]);
}

interface Visit {
  readonly paintMs: number;
  readonly pictureMs: number;
  readonly bytes: number;
}

async function visitOnce(page: Page, origin: string): Promise<Visit> {
  const begun = performance.now();
  await page.goto(origin);
  await page.getByRole("textbox", { name: "Prompt" }).fill(`a lighthouse at dusk ${begun}`);
  await page.getByRole("button", { name: "Generate" }).click();
  const picture = page.getByRole("img", { name: `a lighthouse at dusk ${begun}` });
  await picture.waitFor();
  await page.evaluate("document.querySelector('.pictures img').decode()");
  const pictureMs = performance.now() - begun;
  return { ...Seen.parse(await page.evaluate(LOOK)), pictureMs };
}

function row(
  title: string,
  first: Visit | undefined,
  visits: readonly Visit[],
  value: (visit: Visit) => number,
): string[] {
  return [title, first === undefined ? "" : ms(value(first)), ms(median(visits.map(value)))];
}
