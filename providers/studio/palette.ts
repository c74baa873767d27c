/**
 * The colours of a scene, from the time of day, the season, the mood and the colour words.
 *
 * @module
 */

import { hslColour, hslOf, mix } from "../../images/colour.ts";
import { COLOUR_OF, towards } from "./colour_words.ts";
import type { Tag } from "./words.ts";

/** Colours by what they are used for. */
export interface Palette {
  /** From the zenith down to the horizon. */
  readonly sky: readonly string[];
  /** Sun or moon. */
  readonly sun: string;
  /** Light around it and on clouds. */
  readonly glow: string;
  /** Land in the distance and right before us. */
  readonly far: string;
  readonly near: string;
  /** Grass and sand; leaves of trees. */
  readonly land: string;
  readonly leaves: string;
  /** Water right before us; at the horizon it is the sky's. */
  readonly deep: string;
  /** Flowers, balloons: what is to catch the eye. */
  readonly accent: string;
  /** Lit windows and lamps. */
  readonly lamp: string;
  /** Walls, sails, snow: what is white by day. */
  readonly pale: string;
  readonly stars: boolean;
  /** Whether flowers bloom, and whether woods have leaves rather than needles. */
  readonly blooming: boolean;
  readonly leafy: boolean;
  /** 0 to 1: how much light spills over. */
  readonly bloom: number;
}

/** Times of day that have a palette. */
export type Time = "dawn" | "day" | "dusk" | "night";

const BASES: Readonly<Record<Time, Palette>> = {
  dawn: {
    sky: ["#5f86b8", "#94a8d2", "#d3bcd0", "#f6c9b8", "#ffe6c4"],
    sun: "#fff4dc",
    glow: "#ffd9b0",
    far: "#9d9dc0",
    near: "#2c3753",
    land: "#5d7a70",
    leaves: "#5d7a70",
    deep: "#4a6a94",
    accent: "#ff9e6b",
    lamp: "#ffdf9e",
    pale: "#f7ece6",
    stars: false,
    blooming: true,
    leafy: false,
    bloom: 0.45,
  },
  day: {
    sky: ["#2b7ac4", "#5aa5dc", "#97cbe8", "#cfe8ee", "#f7f1dc"],
    sun: "#fffbe8",
    glow: "#fff3c9",
    far: "#86aec8",
    near: "#1d4650",
    land: "#5f9a55",
    leaves: "#5f9a55",
    deep: "#17608f",
    accent: "#f2583e",
    lamp: "#fff0b8",
    pale: "#fdf8ec",
    stars: false,
    blooming: true,
    leafy: false,
    bloom: 0.25,
  },
  dusk: {
    sky: ["#17184a", "#43296f", "#8f3d7c", "#dd6a66", "#fba75f", "#ffdc95"],
    sun: "#fff3c4",
    glow: "#ffb25e",
    far: "#8d4a7f",
    near: "#1a1438",
    land: "#4b2f5c",
    leaves: "#4b2f5c",
    deep: "#231a4d",
    accent: "#ffc65c",
    lamp: "#ffc65c",
    pale: "#f6d9cf",
    stars: true,
    blooming: true,
    leafy: false,
    bloom: 0.55,
  },
  night: {
    sky: ["#040720", "#0a143c", "#142a5e", "#27497f", "#4a7399"],
    sun: "#f6f1d8",
    glow: "#9dc0e6",
    far: "#254777",
    near: "#060b1e",
    land: "#132a44",
    leaves: "#132a44",
    deep: "#07122e",
    accent: "#ffd673",
    lamp: "#ffd673",
    pale: "#b9c6de",
    stars: true,
    blooming: true,
    leafy: false,
    bloom: 0.6,
  },
};

const WINTER = {
  land: "#e3ecf5",
  leaves: "#b9c9d6",
  pale: "#ffffff",
  far: "#a9bdd6",
  deep: "#5f86ab",
  blooming: false,
} as const satisfies Partial<Palette>;

/** Seasons and weather replace a few colours of whatever time it is. */
const OVERLAYS: Partial<Record<Tag, Partial<Palette>>> = {
  spring: { land: "#8dbb6a", leaves: "#f4a9c6", accent: "#ff9fc0", leafy: true },
  summer: { land: "#5aa04c", leaves: "#4f9444", accent: "#ffcc3d" },
  autumn: { land: "#b58a45", leaves: "#d8702c", accent: "#f2a23a", far: "#b08a86", leafy: true },
  rain: {
    sky: ["#3b485c", "#5b6a7f", "#8592a3", "#aeb7c0", "#cfd3d4"],
    sun: "#e9edee",
    glow: "#cdd5dc",
    far: "#7d8b99",
    near: "#1b2733",
    deep: "#2f475b",
  },
  winter: WINTER,
  snow: WINTER,
  cyberpunk: {
    sky: ["#0a0320", "#1b0a45", "#47127a", "#a0178f", "#ff3d9a"],
    sun: "#ffe86b",
    glow: "#ff4fd8",
    far: "#4b1b86",
    near: "#0a0424",
    land: "#1d0c4a",
    deep: "#0d0530",
    accent: "#27f2ff",
    lamp: "#27f2ff",
    pale: "#d9c6ff",
    stars: true,
    bloom: 0.9,
  },
  deco: {
    sky: ["#0e2a3d", "#1d4a57", "#4f8078", "#c9a15a", "#f3d9a0"],
    sun: "#fbe9bd",
    glow: "#e9b95c",
    far: "#3f6d70",
    near: "#0a1b29",
    land: "#1c4650",
    deep: "#0f3242",
    accent: "#e8a83c",
    lamp: "#f7d38a",
    pale: "#f6e8c8",
  },
};

/** What the words say about colour. */
export interface PaletteWishes {
  readonly time: Time;
  /** Seasons, styles and moods that change colours. */
  readonly tags: readonly Tag[];
  /** Colour words, in the order of the prompt. */
  readonly colours: readonly Tag[];
}

/** Composes the palette. Nothing random: the same words give the same colours. */
export function paletteFor({ time, tags, colours }: PaletteWishes): Palette {
  const overlaid = tags.reduce((palette, tag) => overlay(palette, tag), BASES[time]);
  const tinted = tint(overlaid, colours);
  return tags.reduce((palette, tag) => inMood(palette, tag), tinted);
}

/** Snow at night is not as white as snow by day. */
function overlay(palette: Palette, tag: Tag): Palette {
  const colours = OVERLAYS[tag];
  if (colours === undefined) return palette;
  const overlaid = { ...palette, ...colours };
  if (tag === "rain" && palette.stars) return palette; // dusk and night are dark enough
  if (!palette.stars || colours.sky !== undefined) return overlaid;
  return { ...overlaid, ...halfway(palette, overlaid) };
}

function halfway(from: Palette, to: Palette): Pick<Palette, "land" | "leaves" | "far" | "deep"> {
  return {
    leaves: mix(from.leaves, to.leaves, 0.65),
    land: mix(from.land, to.land, 0.5),
    far: mix(from.far, to.far, 0.4),
    deep: mix(from.deep, to.deep, 0.3),
  };
}

/** Changes every colour of a palette. */
export function mapPalette(palette: Palette, change: (colour: string) => string): Palette {
  return {
    ...palette,
    sky: palette.sky.map(change),
    sun: change(palette.sun),
    glow: change(palette.glow),
    far: change(palette.far),
    near: change(palette.near),
    land: change(palette.land),
    leaves: change(palette.leaves),
    deep: change(palette.deep),
    accent: change(palette.accent),
    lamp: change(palette.lamp),
    pale: change(palette.pale),
  };
}

/** The first colour word takes sky and land, a second one the ground and the accents. */
function tint(palette: Palette, colours: readonly Tag[]): Palette {
  const [first, second] = colours;
  if (first === undefined) return palette;
  const whole = mapPalette(palette, (colour) => towards(colour, first, 0.85));
  if (second === undefined) return { ...whole, accent: mix(whole.accent, palette.accent, 0.5) };
  return {
    ...whole,
    land: towards(palette.land, second, 0.9),
    leaves: towards(palette.leaves, second, 0.9),
    deep: towards(palette.deep, second, 0.9),
    near: towards(palette.near, second, 0.8),
    accent: COLOUR_OF[second] ?? palette.accent,
  };
}

function inMood(palette: Palette, tag: Tag): Palette {
  switch (tag) {
    case "pastel":
      return adjust(palette, 0.75, 0.14);
    case "vibrant":
      return adjust(palette, 1.35, 0);
    case "muted":
      return adjust(palette, 0.5, 0);
    case "dark":
      return adjust(palette, 0.9, -0.12);
    case "bright":
      return adjust(palette, 1.1, 0.08);
    case "warm":
      return mapPalette(palette, (colour) => towards(colour, "orange", 0.3));
    case "cold":
      return mapPalette(palette, (colour) => towards(colour, "blue", 0.35));
    default:
      return palette;
  }
}

function adjust(palette: Palette, saturationFactor: number, lightnessShift: number): Palette {
  return mapPalette(palette, (colour) => {
    const { hue, saturation, lightness } = hslOf(colour);
    return hslColour({
      hue,
      saturation: saturation * saturationFactor,
      lightness: lightness + lightnessShift,
    });
  });
}
