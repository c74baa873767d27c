/**
 * The words of an edit as raster steps.
 *
 * @module
 */

import { mix } from "../../images/colour.ts";
import { saturationMatrix, warmthMatrix } from "../../images/filters/matrix.ts";
import { seededRandom } from "../../images/random.ts";
import type { RasterStep } from "../../images/raster_job.ts";
import { COLOUR_OF } from "./colour_words.ts";
import { type EditTag, readEditTags } from "./edit_words.ts";
import { type Finish, lookSteps, toolsFor } from "./looks.ts";
import type { Palette, Time } from "./palette.ts";
import { lookOf, type Scene } from "./scene.ts";
import { createStage, type Stage } from "./stage.ts";
import { paintFall, paintFog } from "./weather.ts";
import { COLOURS, type Tag } from "./words.ts";

type Steps = readonly RasterStep[];

/** What an edit is asked for in. */
export interface Retouch extends Finish {
  readonly prompt: string;
  readonly scene: Scene;
}

/** Everything that the prompt's words ask for; empty when the studio knows none of them. */
export function retouchSteps(retouch: Retouch): Steps {
  const { scene, prompt } = retouch;
  const look = lookOf(scene);
  return [
    ...readEditTags(prompt).flatMap((tag) => changeSteps(tag, retouch)),
    ...colourWordSteps(scene),
    ...lightSteps(scene),
    ...look === "cyberpunk" ? NEON : [],
    ...look === undefined ? [] : lookSteps(look, retouch),
    ...weatherSteps(retouch),
  ];
}

/** What is done when no word is known: a light painterly hand. */
export function painterlySteps(finish: Finish): Steps {
  const { px, seed } = toolsFor(finish);
  return [
    { op: "kuwahara", radiusPx: px(4) },
    { op: "matrix", matrix: saturationMatrix(1.12) },
    { op: "texture", amount: 0.08, scalePx: px(120), octaves: 4, seed },
    { op: "contrast", amount: 0.06 },
  ];
}

function changeSteps(tag: EditTag, finish: Finish): Steps {
  const { px, seed } = toolsFor(finish);
  switch (tag) {
    case "blur":
      return [{ op: "blur", sigmaPx: px(12) }];
    case "sharpen":
      return [{ op: "sharpen", sigmaPx: px(2.5) }, { op: "contrast", amount: 0.08 }];
    case "invert":
      return [{ op: "negate" }];
    case "brighter":
      return [{ op: "gamma", gamma: 1.4 }, { op: "linear", gain: 1.08, offset: 0.03 }];
    case "darker":
      return [{ op: "gamma", gamma: 0.72 }, { op: "linear", gain: 0.84, offset: 0 }];
    case "contrast":
      return [{ op: "contrast", amount: 0.38 }];
    case "saturate":
      return [{ op: "matrix", matrix: saturationMatrix(1.6) }];
    case "desaturate":
      return [{ op: "matrix", matrix: saturationMatrix(0.4) }];
    case "warmer":
      return [{ op: "matrix", matrix: warmthMatrix(0.8) }];
    case "colder":
      return [{ op: "matrix", matrix: warmthMatrix(-0.8) }];
    case "posterise":
      return [{ op: "posterise", levels: 4, dither: 0 }];
    case "mirror":
      return [{ op: "flop" }];
    case "glitch":
      return [{ op: "split", shiftPx: px(14) }, { op: "grain", amount: 0.08, seed }];
    case "grain":
      return [{ op: "grain", amount: 0.12, seed }];
    case "vignette":
      return [{ op: "vignette", amount: 0.75 }];
    case "glow":
      return [{ op: "bloom", sigmaPx: px(34), amount: 0.9 }];
    case "remove": // needs a mask, and is done there
    case "merge": // needs a second picture, and is done there
      return [];
  }
}

/** "Make it blue": every tone takes the hue. Things that have colours of their own are not meant. */
function colourWordSteps({ tags }: Scene): Steps {
  const isColour = (tag: Tag) => COLOURS.some((colour) => colour === tag);
  const colour = COLOUR_OF[tags.find(isColour) ?? "lighthouse"];
  if (colour === undefined) return [];
  const colours = [mix(colour, "#08060f", 0.85), colour, mix(colour, "#ffffff", 0.82)];
  return [{ op: "gradientMap", colours, amount: 0.78 }];
}

const LIGHTS: Readonly<Record<Time, Steps>> = {
  night: [
    { op: "gamma", gamma: 0.7 },
    { op: "gradientMap", colours: ["#02040f", "#12275a", "#8fb0e6"], amount: 0.62 },
    { op: "linear", gain: 0.72, offset: 0 },
    { op: "vignette", amount: 0.5 },
  ],
  dusk: [
    { op: "gradientMap", colours: ["#1a1238", "#a23d6f", "#ff9a52", "#ffe3a0"], amount: 0.5 },
    { op: "matrix", matrix: warmthMatrix(0.35) },
  ],
  dawn: [
    { op: "gradientMap", colours: ["#2c3660", "#b98fb5", "#ffd9bd", "#fffaf0"], amount: 0.42 },
    { op: "gamma", gamma: 1.15 },
  ],
  day: [{ op: "gamma", gamma: 1.25 }, { op: "matrix", matrix: saturationMatrix(1.15) }],
};

/** Night and neon under the cyberpunk look, which a drawing has from its palette. */
const NEON: Steps = [
  { op: "gamma", gamma: 0.7 },
  { op: "contrast", amount: 0.2 },
  {
    op: "gradientMap",
    colours: ["#08021c", "#3b0f7a", "#d4148f", "#ff7ad1", "#8ff6ff"],
    amount: 0.72,
  },
];

const SEASONS: Partial<Record<Tag, Steps>> = {
  autumn: [{
    op: "gradientMap",
    colours: ["#24120c", "#a8521f", "#eeb049", "#fff3d6"],
    amount: 0.45,
  }],
  spring: [{ op: "matrix", matrix: saturationMatrix(1.2) }, { op: "gamma", gamma: 1.2 }],
  winter: [{ op: "matrix", matrix: warmthMatrix(-0.5) }, {
    op: "linear",
    gain: 0.85,
    offset: 0.15,
  }],
  snow: [{ op: "matrix", matrix: saturationMatrix(0.6) }, {
    op: "linear",
    gain: 0.88,
    offset: 0.12,
  }],
  rain: [{ op: "matrix", matrix: saturationMatrix(0.55) }, { op: "linear", gain: 0.8, offset: 0 }],
};

/** Time of day and season, of which only what is named counts here. */
function lightSteps({ tags }: Scene): Steps {
  const time = (["night", "dusk", "dawn", "day"] as const).find((name) => tags.includes(name));
  const seasons = tags.flatMap((tag) => SEASONS[tag] ?? []);
  return [...time === undefined ? [] : LIGHTS[time], ...seasons];
}

/** Falling snow, rain and fog are drawn over the picture. */
function weatherSteps({ scene, size, palette, seed }: Retouch): Steps {
  const weather = scene.tags.filter((tag) => tag === "snow" || tag === "rain" || tag === "fog");
  if (weather.length === 0) return [];
  const random = seededRandom(seed);
  const stage = createStage({ size, palette, random, detail: 1, horizonShare: 0.6 });
  const text = stage.finish(weather.map((tag) => paintWeather(stage, tag, palette)));
  return [{ op: "composite", blend: "over", layer: { source: { kind: "svg", text } } }];
}

function paintWeather(stage: Stage, tag: Tag, palette: Palette): string {
  if (tag === "fog") return paintFog({ ...stage, palette: { ...palette, sky: ["#e6e9ee"] } });
  return paintFall(stage, tag === "snow" ? "snow" : "rain");
}
