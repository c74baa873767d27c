/**
 * The cockpit in a real browser, for tests: one browser for a file, a door and a clean profile for
 * each test.
 *
 * @module
 */

import { type BrowserContext, chromium, type Page } from "playwright-core";
import { assertEquals } from "./assert.ts";
import { findChromium, FLAGS } from "./browser.ts";
import { type Door, type DoorOptions, openDoor } from "./door.ts";
import { serve } from "./serve.ts";

/** Somebody before a screen. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly door: Door;
  /** Such as `http://127.0.0.1:1234`, without a trailing slash. */
  readonly origin: string;
  /** Opens a path of ours in the page. */
  open(path: string): Promise<void>;
}

/** How somebody comes. */
export interface VisitOptions extends DoorOptions {
  /** In pixels. @default {1440 × 900} */
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
  readonly colorScheme?: "light" | "dark";
}

/** The three sizes that the cockpit is looked at in. */
export const SCREENS = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 820, height: 1180 },
  phone: { width: 390, height: 844 },
} as const;

/** Longest wait for anything on a page: a page that needs it is broken, not slow. */
const PATIENCE_MS = 20_000;

const program = await findChromium();

/**
 * A test in a browser; left out, and said so, without one. It fails when the page logs an error or
 * runs into its own Content-Security-Policy.
 */
export function cockpitTest(
  promise: string,
  options: VisitOptions,
  work: (visit: Visit) => Promise<void>,
): void {
  const reason = program ? "" : " [LEFT OUT: no Chromium on this machine; set CHROMIUM to one]";
  Deno.test({
    name: `${promise}${reason}`,
    ignore: program === undefined,
    async fn() {
      await using door = await openDoor(options);
      await using server = serve(door);
      await visit(options, { door, origin: `http://127.0.0.1:${server.addr.port}` }, work);
      await door.idle();
    },
  });
}

async function visit(
  { viewport = SCREENS.desktop, locale = "en", colorScheme = "dark" }: VisitOptions,
  { door, origin }: Pick<Visit, "door" | "origin">,
  work: (visit: Visit) => Promise<void>,
): Promise<void> {
  const profile = await Deno.makeTempDir({ prefix: "darkroom-browser-" });
  const context = await chromium.launchPersistentContext(profile, {
    ...(program === undefined ? {} : { executablePath: program }),
    headless: true,
    args: FLAGS,
    viewport,
    locale,
    colorScheme,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  try {
    context.setDefaultTimeout(PATIENCE_MS);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = context.pages()[0] ?? await context.newPage();
    const troubles: string[] = [];
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (line) => {
      const isOurs = line.type() === "error" && !/status of 4\d\d/.test(line.text());
      if (isOurs) troubles.push(line.text());
    });
    const open = async (path: string) => void await page.goto(`${origin}${path}`);
    await work({ page, context, door, origin, open });
    assertEquals(troubles, []);
  } finally {
    await context.close();
    await Deno.remove(profile, { recursive: true });
  }
}
