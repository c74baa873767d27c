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

/** Whether things move, where that is not left to the visitor's system. */
export const MOTIONS = ["full", "reduced"] as const;
/** See {@linkcode MOTIONS}. */
export type Motion = (typeof MOTIONS)[number];

/** Whether a text names one. */
export function isMotion(text: string | undefined): text is Motion {
  return MOTIONS.some((motion) => motion === text);
}
