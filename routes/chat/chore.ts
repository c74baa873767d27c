/**
 * Recognises what chat clients ask for behind the user's back: titles, tags, suggestions, summaries.
 * A picture for each of these would be waste, but a picture that is not drawn is worse: only the
 * clients' own wordings count, and whatever could be somebody's wish for a picture is one. Pure.
 *
 * @module
 */

import type { Turn } from "./turns.ts";

/** Something that is answered with a few words. */
export interface Chore {
  readonly kind:
    | "title"
    | "tags"
    | "follow_ups"
    | "queries"
    | "image_prompt"
    | "completion"
    | "emoji"
    | "summary";
  /** Whether the words are wanted as JSON. */
  readonly asJson: boolean;
  /** The turn that asks for it. */
  readonly turn: Turn;
}

/** Keys of the JSON that Open WebUI's templates ask for. */
const KEYS: Readonly<Record<string, Chore["kind"]>> = {
  title: "title",
  tags: "tags",
  follow_ups: "follow_ups",
  queries: "queries",
  prompt: "image_prompt",
  text: "completion",
};
const KEY = /\{\s*"(title|tags|follow_ups|queries|prompt|text)"\s*:/;

/** Where an instruction stands; what follows may be the conversation itself. */
const HEAD_CHARACTERS = 400;

/** A title of a conversation is to be written, said either way round. */
const TITLE_OF = [
  /\b(?:generate|create|write|provide|give|suggest|produce|craft|extract)\b(?:(?! (?:with|showing|containing|saying|of) )[^.\n]){0,60}\btitle\b(?! ?(?:card|page|screen|sequence|logo))[^.,\n]{0,80}\b(?:this|the|our|following|above|given|an?) (?:[\w']+ )?(?:conversation|chat history|discussion|dialogue)\b/i,
  /\bsummari[sz]e\b[^.,\n]{0,30}\b(?:conversation|chat|session|discussion)\b[^.,\n]{0,40}\b(?:into|to|as|in)\b[^.,\n]{0,40}\btitle\b/i,
  /^based on the chat history, give this conversation a name\b/i,
  /^analyze this conversation and provide:[^]{0,80}\btitle\b/i,
  /(?:总结|概括|归纳|生成|起|取)[^。，\n]{0,30}(?:会话|对话|聊天)[^。，\n]{0,30}(?:标题|主题|题目)/,
  /(?:会话|对话|聊天|这句话)(?:总结|概括|归纳|的)[^。，\n]{0,20}(?:标题|主题|题目)/,
];

/** How short it has to be, or that nothing else may be said: nobody asks a painter for that. */
const LIMIT = [
  /\b(?:\d+|two|three|four|five|six|ten|few|couple of)[- ](?:to[- ]\w+[- ])?(?:words?|characters?)\b/i,
  /\b(?:only|just)\b[^.\n]{0,12}\b(?:return|respond|output|reply|provide)|\b(?:return|respond|output|reply)\b[^.\n]{0,12}\b(?:only|just)\b/i,
  /\bno (?:punctuation|quotes|quotation)\b|\bwithout (?:any )?(?:punctuation|quot|lead-in)/i,
  /\bextremely concise title\b/i,
  /个?字以内|直接返回|[仅只](?:返回|输出)/,
];

/** Words of those who want to see something. */
const PICTURE =
  /\b(?:draw|paint|sketch|render|illustrat\w*|pictures?|images?|photo\w*|posters?|logos?|covers?)\b|[画绘]|图[片像]|海报|封面/i;

const EMOJI =
  /^your task is to reflect the speaker's likely facial expression through .{0,20}emoji/i;

const SUMMARY = [
  /^(?:please )?summari[sz]e (?:the|our) (?:discussion|conversation|chat)\b[^\n]{0,80}\b(?:future context|words or less|characters or less)/i,
  /^(?:ignore previous instructions\.|\[?pause your roleplay\.)?\s*summari[sz]e the most important facts and events in the story so far/i,
  /^简要总结一下(?:对话内容|你和用户的对话)/,
];

/** What a client wants done; undefined for everything that may be a wish for a picture. */
export function choreOf(turns: readonly Turn[]): Chore | undefined {
  const last = turns.at(-1);
  if (last === undefined || last.role === "assistant" || last.attached.length > 0) return undefined;
  return choreInMessage(last) ?? choreInInstructions(turns);
}

function choreInMessage(turn: Turn): Chore | undefined {
  const text = turn.text.trim();
  if (/^### Task:/i.test(text)) return openWebuiChore(turn, text);
  if (EMOJI.test(text)) return { kind: "emoji", asJson: false, turn };
  if (SUMMARY.some((pattern) => pattern.test(text))) {
    return { kind: "summary", asJson: false, turn };
  }
  return asksForTitle(text) ? { kind: "title", asJson: false, turn } : undefined;
}

/**
 * Its templates bring the conversation along, and say what JSON they want; only a title is also
 * wanted as plain text.
 */
function openWebuiChore(turn: Turn, text: string): Chore | undefined {
  if (!/<chat_history>|\bautocompletion system\b/.test(text)) return undefined;
  const kind = KEYS[KEY.exec(text)?.[1] ?? ""];
  if (kind !== undefined) return { kind, asJson: true, turn };
  return /\btitle\b/i.test(headOf(text)) ? { kind: "title", asJson: false, turn } : undefined;
}

/**
 * A task in the system message, with the conversation as one user message. Where an assistant has
 * spoken, or there are more instructions, it is a chat with a persona.
 */
function choreInInstructions(turns: readonly Turn[]): Chore | undefined {
  const [first, ...rest] = turns;
  if (first?.role !== "instructions" || rest.some(({ role }) => role !== "user")) return undefined;
  if (!asksForTitle(first.text.trim())) return undefined;
  return { kind: "title", asJson: false, turn: first };
}

function asksForTitle(text: string): boolean {
  const head = headOf(text);
  const [sentence = ""] = head.split(/[.:。：\n]/, 1);
  return !PICTURE.test(sentence) && matches(TITLE_OF, head) && matches(LIMIT, head);
}

function headOf(text: string): string {
  return text.slice(0, HEAD_CHARACTERS);
}

function matches(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}
