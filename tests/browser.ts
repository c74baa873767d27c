/**
 * A real browser for tests: the Chromium of this machine, without a window.
 *
 * @module
 */

import { chromium, type Page } from "playwright-core";

/** A running browser; disposing of it ends its process and removes its profile. */
export interface Browser extends AsyncDisposable {
  newPage(): Promise<Page>;
}

/** How to start one. */
export interface BrowserOptions {
  /** The program, as {@linkcode findChromium} gives it. */
  readonly program: string;
  /** A name that means this machine to the browser, so that its pages count as another site's. */
  readonly siteName: string;
}

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** It is given a page that we wrote, and asks nobody but this machine. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The program that `CHROMIUM` names, else one in a usual place; undefined: there is none. */
export async function findChromium(): Promise<string | undefined> {
  const named = Deno.env.get("CHROMIUM");
  if (named !== undefined && named !== "") return named;
  for (const place of PLACES) {
    if (await isThere(place)) return place;
  }
  return undefined;
}

/** Starts a browser with a profile of its own. */
export async function openBrowser({ program, siteName }: BrowserOptions): Promise<Browser> {
  const profile = await Deno.makeTempDir({ prefix: "darkroom-browser-" });
  const removeProfile = () => Deno.remove(profile, { recursive: true });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program,
    headless: true,
    args: [...FLAGS, `--host-resolver-rules=MAP ${siteName} 127.0.0.1`],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  }).catch(async (error) => {
    await removeProfile();
    throw error;
  });
  return {
    newPage: () => context.newPage(),

    async [Symbol.asyncDispose]() {
      await context.close();
      await removeProfile();
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
