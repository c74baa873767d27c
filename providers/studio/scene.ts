/**
 * What a prompt asks to be drawn, in the studio's own terms. Small plain data: with a seed and a
 * size it is all that a picture needs, so an unfinished picture can be kept as this.
 *
 * @module
 */

import { z } from "zod";
import { hashText } from "../../images/random.ts";
import { type Palette, paletteFor, type Time } from "./palette.ts";
import { colourBefore, COLOURS, readTags, type Tag, TAGS } from "./words.ts";

const TagSchema = z.enum(TAGS);

/** What a prompt comes to. */
export const Scene = z.object({
  /** In the prompt's order, without what the negative prompt takes away. */
  tags: z.array(TagSchema),
  /** Things that the prompt gives a colour of their own, and that colour. */
  ownColours: z.array(z.tuple([TagSchema, TagSchema])),
  /** Differs between prompts, so that equal seeds do not give equal compositions. */
  entropy: z.number().int().nonnegative(),
});
/** See {@linkcode Scene}. */
export type Scene = z.infer<typeof Scene>;

/** Ways to finish a picture. The first one that is named is used. */
export const LOOKS = [
  "watercolour",
  "oil",
  "sketch",
  "lineart",
  "vector",
  "cartoon",
  "anime",
  "pixel",
  "lego",
  "riso",
  "puppet",
  "emoji",
  "lowpoly",
  "deco",
  "cyberpunk",
  "woodcut",
  "popart",
  "vintage",
  "sepia",
  "mono",
  "realistic",
  "minimal",
] as const satisfies readonly Tag[];
/** See {@linkcode LOOKS}. */
export type LookName = (typeof LOOKS)[number];

/** Where a picture can be set. */
export const GROUNDS = [
  "space",
  "city",
  "sea",
  "lake",
  "forest",
  "desert",
  "meadow",
  "mountain",
] as const satisfies readonly Tag[];
/** See {@linkcode GROUNDS}. */
export type GroundName = (typeof GROUNDS)[number];

/** Things that can stand in it. */
export const SUBJECTS = [
  "lighthouse",
  "cat",
  "dog",
  "portrait",
  "flower",
  "butterfly",
  "fish",
  "bird",
  "castle",
  "house",
  "boat",
  "tree",
  "balloon",
  "rocket",
] as const satisfies readonly Tag[];
/** See {@linkcode SUBJECTS}. */
export type SubjectName = (typeof SUBJECTS)[number];

/** Where a subject stands when the prompt does not say. */
const GROUND_OF: Readonly<Record<SubjectName, GroundName>> = {
  lighthouse: "sea",
  boat: "sea",
  fish: "sea",
  rocket: "space",
  balloon: "mountain",
  bird: "lake",
  castle: "mountain",
  house: "meadow",
  tree: "meadow",
  flower: "meadow",
  butterfly: "meadow",
  cat: "meadow",
  dog: "meadow",
  portrait: "mountain",
};

const NEGATION = /(?:\b(?:without|no|not|except)\b|没有|不要|除了)\s*([^,.;:!?，。；：！？]*)/gi;

/** Reads a prompt. Words after "without" or "no" count as negative. */
export function readScene(prompt: string, negativePrompt = ""): Scene {
  const denied = [...prompt.matchAll(NEGATION)].map((match) => match[1] ?? "").join(" ");
  const wanted = prompt.replaceAll(NEGATION, " ");
  const unwanted = new Set(readTags(`${denied} ${negativePrompt}`));
  const tags = readTags(wanted).filter((tag) => !unwanted.has(tag));
  return { tags, ownColours: ownColoursOf(wanted, tags), entropy: hashText(prompt) };
}

/** How the scene is to be finished, if it says. */
export function lookOf({ tags }: Scene): LookName | undefined {
  return LOOKS.find((look) => tags.includes(look));
}

/** The first subject that the prompt names. */
export function subjectOf({ tags }: Scene): SubjectName | undefined {
  const isSubject = (tag: Tag): tag is SubjectName => SUBJECTS.some((subject) => subject === tag);
  return tags.find(isSubject);
}

/** Where it is set; undefined when nothing but form and colour was asked for. */
export function groundOf(scene: Scene): GroundName | undefined {
  const named = GROUNDS.find((ground) => scene.tags.includes(ground));
  const subject = subjectOf(scene);
  if (named !== undefined || subject !== undefined) return named ?? GROUND_OF[subject ?? "tree"];
  if (scene.tags.includes("geometric")) return undefined;
  const isWeather = (tag: Tag) => WEATHER_GROUNDS.has(tag);
  const weather = scene.tags.find(isWeather);
  return weather && WEATHER_GROUNDS.get(weather);
}

/** What a prompt that names only a season or a time of day is given to show it with. */
const WEATHER_GROUNDS: ReadonlyMap<Tag, GroundName> = new Map<Tag, GroundName>([
  ["moon", "mountain"],
  ["sun", "mountain"],
  ["dawn", "mountain"],
  ["day", "meadow"],
  ["dusk", "lake"],
  ["night", "mountain"],
  ["spring", "meadow"],
  ["summer", "meadow"],
  ["autumn", "forest"],
  ["winter", "forest"],
  ["snow", "forest"],
  ["rain", "city"],
  ["fog", "forest"],
  ["cloud", "mountain"],
  ["aurora", "lake"],
  ["cyberpunk", "city"],
]);

/** The time of day: as named, as implied, or else by the scene's own chance. */
export function timeOf({ tags, entropy }: Scene): Time {
  const named = (["dusk", "dawn", "night", "day"] as const).find((time) => tags.includes(time));
  if (named !== undefined) return named;
  const nightly = ["moon", "space", "aurora", "cyberpunk"] as const;
  if (nightly.some((tag) => tags.includes(tag))) return "night";
  const daily = ["sun", "rain", "snow", "spring", "summer", "autumn"] as const;
  if (daily.some((tag) => tags.includes(tag))) return "day";
  return (["dusk", "day", "dawn", "dusk"] as const)[entropy % 4] ?? "dusk";
}

/** The scene's colours. A colour that belongs to one thing tints the rest only if it is all there is. */
export function scenePalette(scene: Scene): Palette {
  const owned = new Set(scene.ownColours.map(([, colour]) => colour));
  const isFree = (tag: Tag) => COLOURS.some((colour) => colour === tag) && !owned.has(tag);
  return paletteFor({ time: timeOf(scene), tags: scene.tags, colours: scene.tags.filter(isFree) });
}

function ownColoursOf(prompt: string, tags: readonly Tag[]): Scene["ownColours"] {
  const owned: Scene["ownColours"] = [];
  const colours = COLOURS.filter((colour) => tags.includes(colour));
  for (const subject of SUBJECTS) {
    const colour = tags.includes(subject) ? colourBefore(prompt, subject, colours) : undefined;
    if (colour !== undefined) owned.push([subject, colour]);
  }
  return owned;
}
