/**
 * How the cockpit can look.
 *
 * @module
 */

/** By name; each is a set of colours in `styles/tokens.css`. */
export const THEMES = ["obsidian", "deep-sea", "cyber", "light"] as const;
/** See {@linkcode THEMES}. */
export type Theme = (typeof THEMES)[number];

/** Whether a text names a theme. */
export function isTheme(text: string | undefined): text is Theme {
  return THEMES.some((theme) => theme === text);
}
