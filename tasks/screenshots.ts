/**
 * `deno task screenshots`: takes the pictures of the cockpit that README shows, from a server with a
 * few pictures of the built-in provider.
 *
 * @module
 */

import { type Browser, chromium } from "playwright-core";
import sharp from "sharp";
import { findChromium, FLAGS } from "../tests/browser.ts";
import { type Door, openDoor } from "../tests/door.ts";
import { serve } from "../tests/serve.ts";

const FOLDER = new URL("../docs/screenshots/", import.meta.url);

const DESKTOP = { width: 1440, height: 900 };
const TABLET = { width: 820, height: 1180 };
const PHONE = { width: 390, height: 844 };

/** What hangs on the walls. */
const PROMPTS = [
  { prompt: "a lighthouse at dusk, watercolour", size: "768x768" },
  { prompt: "a mountain lake in the morning", aspect_ratio: "16:9" },
  { prompt: "four birds on a branch", size: "512x512", n: 4 },
  { prompt: "a city at night in the rain", aspect_ratio: "3:4" },
  { prompt: "a field of poppies, oil painting", size: "768x768" },
  { prompt: "a fox in the snow", aspect_ratio: "4:3" },
];

/** Each picture: the page, its theme, the screen, and how wide it is kept. */
const SHOTS = [
  { name: "studio", path: "/", theme: "obsidian", viewport: DESKTOP, widthPx: 1200 },
  { name: "gallery", path: "/gallery", theme: "light", viewport: DESKTOP, widthPx: 800 },
  { name: "dashboard", path: "/dashboard", theme: "deep-sea", viewport: DESKTOP, widthPx: 800 },
  { name: "connect", path: "/connect", theme: "cyber", viewport: DESKTOP, widthPx: 800 },
  { name: "settings", path: "/settings", theme: "light", viewport: TABLET, widthPx: 560 },
  { name: "phone", path: "/", theme: "light", viewport: PHONE, widthPx: 320 },
] as const;

/** Waits for what is in sight; what is further down may never load. */
const SEEN = `new Promise((resolve) => {
  const look = () => {
    const inSight = [...document.images].filter((image) =>
      image.getBoundingClientRect().top < innerHeight
    );
    if (inSight.every(({ complete }) => complete)) resolve();
    else setTimeout(look, 50);
  };
  look();
})`;

type Shot = (typeof SHOTS)[number];

const program = await findChromium();
if (program === undefined) throw new Error("There is no Chromium here; set CHROMIUM to one");
await Deno.mkdir(FOLDER, { recursive: true });
await using door = await openDoor();
await draw(door);
await using server = serve(door);
const browser = await chromium.launch({ executablePath: program, args: FLAGS });
for (const shot of SHOTS) await take(browser, shot, `http://127.0.0.1:${server.addr.port}`);
await browser.close();

async function draw({ post }: Door): Promise<void> {
  for (const body of PROMPTS) {
    await (await post("/v1/images/generations", { ...body, response_format: "url" })).text();
  }
}

async function take(browser: Browser, shot: Shot, origin: string): Promise<void> {
  const context = await browser.newContext({ viewport: shot.viewport, locale: "en" });
  await context.addCookies([{ name: "darkroom_theme", value: shot.theme, url: origin }]);
  const page = await context.newPage();
  await page.goto(`${origin}${shot.path}`);
  await page.evaluate(SEEN);
  const { widthPx: width, name } = shot;
  const small = await sharp(await page.screenshot()).resize({ width }).webp({ quality: 82 })
    .toBuffer();
  await Deno.writeFile(new URL(`${name}.webp`, FOLDER), small);
  await context.close();
}
