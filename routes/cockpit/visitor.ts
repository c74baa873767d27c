/**
 * Who looks at the cockpit, and how they want it to look.
 *
 * @module
 */

import { getCookie, setCookie } from "hono/cookie";
import { isMotion, isTheme, type Motion, type Theme } from "../../ui/themes.ts";
import { isLang, type Lang, preferredLanguage } from "../../ui/words.ts";
import type { AppContext } from "../context.ts";

const THEME = "darkroom_theme";
const LANG = "darkroom_lang";
const MOTION = "darkroom_motion";

/** How somebody wants the cockpit to look. */
export interface Look {
  readonly lang: Lang;
  /** Absent: as their system is. */
  readonly theme?: Theme | undefined;
  /** Absent: as their system says. */
  readonly motion?: Motion | undefined;
}

/** As they chose, else as their browser says. */
export function lookOf(c: AppContext): Look {
  const lang = getCookie(c, LANG);
  const theme = getCookie(c, THEME);
  const motion = getCookie(c, MOTION);
  return {
    lang: isLang(lang) ? lang : preferredLanguage(c.req.header("accept-language")),
    theme: isTheme(theme) ? theme : undefined,
    motion: isMotion(motion) ? motion : undefined,
  };
}

/** Remembers choices for a year; a word that is none of them is "as my system is". */
export function rememberLook(
  c: AppContext,
  { lang, theme, motion }: Readonly<Record<string, unknown>>,
): void {
  const keep = { path: "/", httpOnly: true, sameSite: "Strict", maxAge: 365 * 24 * 3_600 } as const;
  const choices: readonly [string, unknown, (text: string) => boolean][] = [
    [LANG, lang, isLang],
    [THEME, theme, isTheme],
    [MOTION, motion, isMotion],
  ];
  for (const [name, choice, isKnown] of choices) {
    if (typeof choice !== "string") continue;
    if (isKnown(choice)) setCookie(c, name, choice, keep);
    else setCookie(c, name, "", { ...keep, maxAge: 0 });
  }
}
