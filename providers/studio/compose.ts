/**
 * Puts a scene together: sky, country, subject, weather.
 *
 * @module
 */

import { seededRandom } from "../../images/random.ts";
import type { Size } from "../../images/request.ts";
import { paintAbstract } from "./abstract.ts";
import { COLOUR_OF } from "./colour_words.ts";
import type { Ground } from "./ground.ts";
import { paintCity } from "./grounds/city.ts";
import { paintDesert } from "./grounds/desert.ts";
import { paintForest, paintRoundTree } from "./grounds/forest.ts";
import { paintLake } from "./grounds/lake.ts";
import { paintMeadow } from "./grounds/meadow.ts";
import { paintMountains, paintRange } from "./grounds/mountains.ts";
import { paintSea } from "./grounds/sea.ts";
import { paintSpace } from "./grounds/space.ts";
import { paintCat, paintDog } from "./motifs/animals.ts";
import { paintBalloons } from "./motifs/balloons.ts";
import { paintBoat } from "./motifs/boat.ts";
import { paintCastle } from "./motifs/castle.ts";
import { paintFish, paintPond } from "./motifs/fish.ts";
import { paintBlooms } from "./motifs/flowers.ts";
import { paintHouse } from "./motifs/house.ts";
import { paintLighthouse } from "./motifs/lighthouse.ts";
import { paintPortrait } from "./motifs/portrait.ts";
import { paintRocket } from "./motifs/rocket.ts";
import type { SubjectPainter } from "./motifs/subject.ts";
import { paintBird, paintButterfly } from "./motifs/wings.ts";
import {
  type GroundName,
  groundOf,
  lookOf,
  type Scene,
  scenePalette,
  type SubjectName,
  subjectOf,
  timeOf,
} from "./scene.ts";
import { paintFlock, paintSky } from "./sky.ts";
import { createStage, type OpenStage, type Stage } from "./stage.ts";
import { at, circle } from "./svg.ts";
import { paintFall, paintFog } from "./weather.ts";

/** One picture of a scene. */
export interface Picture {
  readonly scene: Scene;
  readonly seed: number;
  readonly size: Size;
  readonly detail: 0 | 1 | 2;
  /** Only what is in the picture, with nothing behind it. */
  readonly transparent: boolean;
}

interface Setting {
  /** Row of the horizon, as a share of the height. */
  readonly horizon: number;
  paint(stage: Stage): Ground;
}

const SETTINGS: Readonly<Record<GroundName, Setting>> = {
  space: { horizon: 1, paint: paintSpace },
  city: { horizon: 0.68, paint: paintCity },
  sea: { horizon: 0.62, paint: paintSea },
  lake: { horizon: 0.6, paint: paintLake },
  forest: { horizon: 0.62, paint: paintForest },
  desert: { horizon: 0.56, paint: paintDesert },
  meadow: { horizon: 0.6, paint: paintMeadow },
  mountain: { horizon: 0.62, paint: paintMountains },
};

interface Part {
  /** Height as a share of the canvas's; a share above 0.6 is a close-up. */
  readonly share: number;
  readonly paint: SubjectPainter;
}

const PARTS: Readonly<Record<SubjectName, Part>> = {
  lighthouse: { share: 0.5, paint: paintLighthouse },
  castle: { share: 0.5, paint: paintCastle },
  house: { share: 0.26, paint: paintHouse },
  tree: { share: 0.5, paint: (stage, { foot, tall }) => paintRoundTree(stage, foot, tall) },
  boat: { share: 0.34, paint: paintBoat },
  balloon: { share: 0.46, paint: paintBalloons },
  rocket: { share: 0.6, paint: paintRocket },
  cat: { share: 0.68, paint: paintCat },
  dog: { share: 0.68, paint: paintDog },
  portrait: { share: 0.8, paint: paintPortrait },
  flower: { share: 0.78, paint: paintBlooms },
  butterfly: { share: 0.66, paint: paintButterfly },
  bird: { share: 0.66, paint: paintBird },
  fish: { share: 0.72, paint: paintFish },
};

const CLOSE_UP_SHARE = 0.62;

/** The picture as SVG text. Equal pictures give equal text. */
export function composeSvg(picture: Picture): string {
  const { scene } = picture;
  const ground = groundOf(scene);
  const subject = subjectOf(scene);
  const closeUp = subject !== undefined && PARTS[subject].share > CLOSE_UP_SHARE;
  const stage = openStage(picture, horizonOf(picture, closeUp));
  if (ground === undefined) return stage.finish(paintAbstract(stage));
  if (subject !== undefined && (closeUp || picture.transparent)) {
    return stage.finish(paintCloseUp(stage, picture, subject));
  }
  return stage.finish(paintLandscape(stage, picture, ground));
}

function horizonOf({ scene }: Picture, closeUp: boolean): number {
  const ground = groundOf(scene);
  if (ground === undefined || subjectOf(scene) === "portrait") return 1;
  return closeUp ? 0.8 : SETTINGS[ground].horizon;
}

function openStage({ scene, seed, size, detail }: Picture, horizonShare: number): OpenStage {
  const random = seededRandom(scene.entropy).fork(String(seed));
  return createStage({ size, palette: scenePalette(scene), random, detail, horizonShare });
}

function paintLandscape(stage: Stage, picture: Picture, name: GroundName): string[] {
  const { scene, transparent } = picture;
  const ground = SETTINGS[name].paint(stage);
  const distant = name !== "mountain" && name !== "space" && scene.tags.includes("mountain");
  return [
    ...transparent || name === "space" ? [] : paintSky(stage, skyOf(scene, 46)),
    ...distant ? paintRange(stage) : [],
    ...ground.back,
    scene.tags.includes("bird") || name === "sea" ? paintFlock(stage, flockPlace(stage), 24) : "",
    paintSubject(stage, scene, ground),
    ...ground.front,
    ...paintWeather(stage, scene),
  ];
}

function paintSubject(stage: Stage, scene: Scene, { seat }: Ground): string {
  const subject = subjectOf(scene);
  if (subject === undefined) return "";
  const { share, paint } = PARTS[subject];
  const tall = Math.min(stage.height * share, stage.width * 0.62);
  return paint(stage, { foot: seat, tall, tags: scene.tags, ...colourOf(scene, subject) });
}

/** One subject, large, before the disc of the sun. */
function paintCloseUp(
  stage: Stage,
  { scene, transparent }: Picture,
  subject: SubjectName,
): string[] {
  const { width, height, palette } = stage;
  const { paint } = PARTS[subject];
  const roomy = lookOf(scene) === "emoji" ? 0.84 : 1; // a sticker's round edge takes room
  const tall = Math.min(height * (subject === "portrait" ? 0.86 : 0.76), width * 0.95) * roomy;
  const foot = at(width / 2, subject === "portrait" ? height : height / 2 + tall * 0.54);
  const painted = paint(stage, { foot, tall, tags: scene.tags, ...colourOf(scene, subject) });
  if (transparent) return [painted];
  if (subject === "fish") return [...paintPond(stage), painted, ...paintWeather(stage, scene)];
  const disc = at(width / 2, foot.y - tall * 0.62);
  const ground = subject === "portrait" ? [] : paintFloor(stage, scene);
  return [
    ...paintSky(stage, {
      ...skyOf(scene, 0),
      clouds: scene.tags.includes("cloud"),
    }),
    circle(disc, tall * 0.62, {
      fill: stage.glow([`${palette.glow}00`, `${palette.glow}80`, `${palette.glow}00`]),
    }),
    circle(disc, tall * 0.42, { fill: stage.gradient([palette.sun, palette.glow]), opacity: 0.92 }),
    ...ground,
    painted,
    ...paintWeather(stage, scene),
  ];
}

/** The country behind a close-up: far off and low. */
function paintFloor(stage: Stage, scene: Scene): readonly string[] {
  const name = groundOf(scene);
  if (name === "space") return [];
  if (name === "sea" || name === "city") return SETTINGS[name].paint(stage).back;
  return paintMeadow(stage).back;
}

function colourOf({ ownColours }: Scene, subject: SubjectName): { readonly colour?: string } {
  const own = ownColours.find(([thing]) => thing === subject)?.[1];
  const colour = own && COLOUR_OF[own];
  return colour === undefined ? {} : { colour };
}

function skyOf(scene: Scene, sunRadius: number) {
  const { tags } = scene;
  const moon = timeOf(scene) === "night" || tags.includes("moon");
  return {
    clouds: tags.includes("cloud") || (scene.entropy % 3 !== 0 && !tags.includes("aurora")),
    aurora: tags.includes("aurora"),
    moon,
    sunRadius: tags.includes("moon") || tags.includes("sun") ? sunRadius * 2 : sunRadius,
    rays: lookOf(scene) === "deco",
    empty: lookOf(scene) === "minimal",
  };
}

function flockPlace({ width, horizon, sun }: Stage) {
  return at(width - sun.x, horizon * 0.34);
}

function paintWeather(stage: Stage, { tags }: Scene): string[] {
  return [
    tags.includes("fog") ? paintFog(stage) : "",
    tags.includes("rain") ? paintFall(stage, "rain") : "",
    tags.includes("snow") ? paintFall(stage, "snow") : "",
  ];
}
