/**
 * What the colour words stand for.
 *
 * @module
 */

import { hslColour, hslOf, mix } from "../../images/colour.ts";
import type { Tag } from "./words.ts";

/** Hue and saturation of the colour words; grey ones take colour away. */
const HUES: Partial<Record<Tag, { readonly hue: number; readonly saturation: number }>> = {
  red: { hue: 358, saturation: 0.75 },
  orange: { hue: 26, saturation: 0.85 },
  yellow: { hue: 48, saturation: 0.85 },
  gold: { hue: 42, saturation: 0.7 },
  green: { hue: 130, saturation: 0.5 },
  teal: { hue: 178, saturation: 0.55 },
  blue: { hue: 214, saturation: 0.72 },
  purple: { hue: 272, saturation: 0.55 },
  pink: { hue: 334, saturation: 0.72 },
  brown: { hue: 25, saturation: 0.4 },
  black: { hue: 230, saturation: 0.06 },
  white: { hue: 210, saturation: 0.12 },
  grey: { hue: 215, saturation: 0.07 },
};

/** The plain colour of a colour word, for things that are said to have it. */
export const COLOUR_OF: Partial<Record<Tag, string>> = {
  red: "#d8392f",
  orange: "#f08a2c",
  yellow: "#f5c935",
  gold: "#d9a63a",
  green: "#3f9a56",
  teal: "#1f9d9d",
  blue: "#2f6fd0",
  purple: "#7a4bc0",
  pink: "#f07aa8",
  brown: "#7d5134",
  black: "#1d1d26",
  white: "#f7f5ef",
  grey: "#878d99",
};

/** Takes a colour's hue nearer to a word's, keeping how light it is. */
export function towards(colour: string, word: Tag, share: number): string {
  const target = HUES[word];
  if (target === undefined) return colour;
  const { hue, saturation, lightness } = hslOf(colour);
  const lift = word === "black" ? -0.16 : word === "white" ? 0.2 : 0;
  // A little of the old hue stays, or everything would look like one sheet of coloured glass.
  const turned = target.hue + shortestTurn(target.hue, hue) * 0.12;
  return mix(
    colour,
    hslColour({
      hue: turned,
      saturation: (saturation + target.saturation * 2) / 3,
      lightness: lightness + lift,
    }),
    share,
  );
}

/** The signed angle from one hue to another, -180 to 180. */
function shortestTurn(from: number, to: number): number {
  return ((to - from + 540) % 360) - 180;
}
