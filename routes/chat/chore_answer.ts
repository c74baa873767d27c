/**
 * A few words for a chat client's chores, made from what the user asked for: there is no language
 * model here that could do better. Pure.
 *
 * @module
 */

import type { Chore } from "./chore.ts";
import { promptText } from "./prompt_text.ts";
import type { Turn } from "./turns.ts";

const MAX_TITLE_WORDS = 6;
const MAX_TITLE_CHARACTERS = 50;
/** Without spaces between words, as in Chinese. */
const MAX_DENSE_CHARACTERS = 12;
const MAX_SUMMARY_CHARACTERS = 1_000;
const MAX_TAGS = 3;

/** Words that say nothing of a picture, in the clients' commonest language. */
const FILLER =
  /^(?:a|an|and|at|by|draw|for|from|generate|image|in|into|it|its|make|me|of|on|or|paint|picture|please|show|that|the|this|to|with)$/i;

/** A turn of a transcript. */
const SPOKEN_BY_USER = /^\s*(?:user|human|用户)\s*[:：]\s*(.+)$/gim;

/** What to answer. */
export function choreAnswer(chore: Chore, turns: readonly Turn[]): string {
  const wishes = wishesIn(chore, turns);
  const title = titleOf(wishes[0] ?? "");
  switch (chore.kind) {
    case "title":
      return chore.asJson ? JSON.stringify({ title }) : title;
    case "tags":
      return JSON.stringify({ tags: tagsOf(title) });
    case "follow_ups":
    case "queries":
      return JSON.stringify({ [chore.kind]: [] });
    case "image_prompt":
      return JSON.stringify({ prompt: wishes.at(-1) ?? "" });
    case "completion":
      return JSON.stringify({ text: "" });
    case "emoji":
      return "🙂";
    case "summary":
      return `The user asked for pictures: ${wishes.join("; ")}`.slice(0, MAX_SUMMARY_CHARACTERS);
  }
}

/** What the user wanted drawn, oldest first: by a transcript, or by the messages themselves. */
function wishesIn({ turn }: Chore, turns: readonly Turn[]): string[] {
  const asked = turn.role === "instructions" ? turns : [turn];
  const spoken = asked.flatMap(({ text }) => [...transcribed(text), ...listed(text)]);
  const others = turns.filter((other) => other !== turn && other.role === "user")
    .map(({ text }) => text);
  return (spoken.length > 0 ? spoken : others).map(promptText).filter((wish) => wish !== "");
}

function transcribed(text: string): string[] {
  return Array.from(text.matchAll(SPOKEN_BY_USER), ([, said = ""]) => said);
}

/** Some clients write the conversation as a JSON list. */
function listed(text: string): string[] {
  const start = text.indexOf("[{");
  if (start < 0) return [];
  const turns = Array.from(
    text.slice(start).matchAll(
      /"role":\s*"user",\s*"(?:mainText|content)":\s*("(?:[^"\\]|\\.)*")/g,
    ),
    ([, said = '""']) => said,
  );
  return turns.map((said) => said.slice(1, -1).replace(/\\n/g, " ").replace(/\\(.)/g, "$1"));
}

function titleOf(wish: string): string {
  const [line = ""] = wish.split(/[\n.。!！?？;；]/, 1);
  const words = line.trim().split(/\s+/).filter((word) => word !== "");
  const isDense = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(line);
  const characters = Array.from(words.slice(0, MAX_TITLE_WORDS).join(" "));
  const most = isDense ? MAX_DENSE_CHARACTERS : MAX_TITLE_CHARACTERS;
  const title = characters.slice(0, most).join("").replace(/[\p{P}\s]+$/u, "");
  return title === "" ? "New picture" : title.charAt(0).toUpperCase() + title.slice(1);
}

function tagsOf(title: string): string[] {
  const words = title.split(/[^\p{L}\p{N}-]+/u).filter((word) => word.length > 1);
  const telling = words.filter((word) => !FILLER.test(word));
  return telling.length > 0 ? telling.slice(0, MAX_TAGS) : ["Pictures"];
}
