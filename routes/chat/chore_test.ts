import { assertEquals } from "../../tests/assert.ts";
import type { ChatMessage } from "../schemas/chat_request.ts";
import { choreOf } from "./chore.ts";
import { choreAnswer } from "./chore_answer.ts";
import { readTurns } from "./turns.ts";

/** The answer to a chore; undefined when something is to be drawn. */
function answerTo(...messages: readonly (readonly [role: string, content: string])[]) {
  return answer(messages.map(([role, content]) => ({ role, content })));
}

function answer(messages: readonly ChatMessage[]): string | undefined {
  const turns = readTurns(messages);
  const chore = choreOf(turns);
  return chore && choreAnswer(chore, turns);
}

const HISTORY = "### Chat History:\n<chat_history>\nUSER: a red panda in a teacup, please\n" +
  "ASSISTANT: ![a red panda](http://localhost/files/00.png)\n</chat_history>";

const openWebui = (task: string, output: string) =>
  `### Task:\n${task}\n\n### Guidelines:\n- Be brief.\n\n### Output:\n${output}\n\n${HISTORY}`;

/** What Open WebUI sends, in its own forms. */
const OPEN_WEBUI: Readonly<Record<string, readonly [prompt: string, answer: string]>> = {
  "a title": [
    openWebui(
      "Generate a concise, 3-5 word title with an emoji summarizing the chat history.",
      'JSON format: { "title": "your concise title here" }',
    ),
    '{"title":"A red panda in a teacup"}',
  ],
  "a title as plain text": [
    openWebui("Generate a concise, 3-5 word title.", "Return ONLY the title text."),
    "A red panda in a teacup",
  ],
  "tags": [
    openWebui(
      "Generate 1-3 broad tags categorizing the main themes of the chat history.",
      'JSON format: { "tags": ["tag1", "tag2", "tag3"] }',
    ),
    '{"tags":["red","panda","teacup"]}',
  ],
  "follow-ups": [
    openWebui(
      "Suggest 3-5 relevant follow-up questions or prompts that the user might ask next.",
      'JSON format: { "follow_ups": ["Question 1?", "Question 2?"] }',
    ),
    '{"follow_ups":[]}',
  ],
  "search queries": [
    openWebui(
      "Analyze the chat history to determine the necessity of generating search queries.",
      'Strictly return in JSON format:\n{\n  "queries": ["query1", "query2"]\n}',
    ),
    '{"queries":[]}',
  ],
  "an image prompt": [
    openWebui(
      "Generate a detailed prompt for am image generation task.",
      'Strictly return in JSON format:\n{\n    "prompt": "Your detailed description here."\n}',
    ),
    '{"prompt":"a red panda in a teacup, please"}',
  ],
  "autocompletion": [
    "### Task:\nYou are an autocompletion system. Continue the text in `<text>`.\n" +
    'If unsure, return: `{ "text": "" }`.\n<text>a red pan</text>',
    '{"text":""}',
  ],
  "an emoji": [
    "Your task is to reflect the speaker's likely facial expression through a fitting emoji. " +
    "Interpret emotions.\n\nMessage: ```a red panda```",
    "🙂",
  ],
};

for (const [what, [prompt, expected]] of Object.entries(OPEN_WEBUI)) {
  Deno.test(`choreOf() recognises ${what} for Open WebUI`, () => {
    assertEquals(answerTo(["user", prompt]), expected);
  });
}

const TITLE = "A red panda in a teacup";
const TALK = [
  ["user", "a red panda in a teacup, please"],
  ["assistant", "![a red panda](http://localhost/files/00.png)"],
] as const;
const TRANSCRIPT = "user: a red panda in a teacup, please\nassistant: ![](http://localhost/00.png)";

/** What other clients send for a title. */
const TITLES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "NextChat in English": [
    ...TALK,
    [
      "user",
      "Please generate a four to five word title summarizing our conversation without any " +
      "lead-in, punctuation, quotation marks, periods, symbols, bold text, or additional text.",
    ],
  ],
  "NextChat in Chinese": [
    ...TALK,
    [
      "user",
      "使用四到五个字直接返回这句话的简要主题，不要解释、不要标点、不要语气词、不要多余文本",
    ],
  ],
  "LobeHub": [
    [
      "system",
      "You are a professional conversation summarizer. Generate a concise title that captures " +
      "the essence of the conversation.\n\nRules:\n- Output ONLY the title text\n- Maximum 10 words",
    ],
    ["user", TRANSCRIPT],
  ],
  "LobeHub before 2025": [
    ["system", "你是一名擅长会话的助理，你需要将用户的会话总结为 10 个字以内的标题"],
    ["user", `${TRANSCRIPT}\n\n请总结上述对话为10个字以内的标题，不需要包含标点符号`],
  ],
  "Cherry Studio": [
    [
      "system",
      "You are an assistant skilled in conversation. You need to summarize the user's " +
      "conversation into a title within 10 words. Do not use punctuation marks.",
    ],
    ["user", '[{"role":"user","mainText":"a red panda in a teacup, please"}]'],
  ],
  "Cherry Studio with plain turns": [
    ["system", "Summarize the conversation into a title within 10 characters. Output only it."],
    ["user", "a red panda in a teacup, please"],
  ],
  "LibreChat": [
    [
      "user",
      "Provide a concise, 5-word-or-less title for the conversation, using title case " +
      "conventions. Only return the title itself.\n\nConversation:\n" +
      "User: a red panda in a teacup, please\nAI: ![](http://localhost/00.png)",
    ],
  ],
  "LibreChat's structured title": [
    [
      "user",
      "Analyze this conversation and provide:\n1. The detected language of the conversation\n" +
      "2. A concise title in the detected language (5 words or less, no punctuation or " +
      "quotation)\n\nUser: a red panda in a teacup, please",
    ],
  ],
  "LibreChat's assistants": [
    [
      "user",
      "Please generate a concise title (max 40 characters) for a conversation that starts with:" +
      "\nUser: a red panda in a teacup, please\nAssistant: ![]()\n\nTitle:",
    ],
  ],
  "Chatbox": [
    [
      "user",
      "Based on the chat history, give this conversation a name.\nKeep it short - 10 characters " +
      "max, no quotes.\n\n```\nuser: a red panda in a teacup, please\n```",
    ],
  ],
  "n8n": [
    [
      "system",
      "Generate a concise, descriptive title for this conversation based on the user's message." +
      "\n\nRequirements:\n- 3 to 5 words\n- Only output the title, nothing else",
    ],
    ["user", "a red panda in a teacup, please"],
  ],
};

for (const [client, messages] of Object.entries(TITLES)) {
  Deno.test(`choreOf() recognises a title for ${client}`, () => {
    assertEquals(answerTo(...messages), TITLE);
  });
}

Deno.test("choreOf() recognises summaries, also at the end as a system message", () => {
  const summary = "The user asked for pictures: a red panda in a teacup, please";
  for (
    const prompt of [
      "Summarize the discussion briefly in 200 words or less to use as a prompt for future context.",
      "简要总结一下对话内容，用作后续的上下文提示 prompt，控制在 200 字以内",
    ]
  ) {
    assertEquals(answerTo(...TALK, ["system", prompt]), summary);
  }
});

/** Wishes for pictures that look a little like chores. */
const WISHES = [
  "a title page for a book",
  "A title card that reads: The Conversation, 5 words or less, no quotes",
  "draw the title of our conversation as a neon sign, only return the picture",
  "Create a poster for a conversation between two robots, title in three words",
  "Generate an image with the title of this chat, no punctuation",
  "a cover for the discussion club, with its title in five words",
  "summarize our discussion as a comic strip",
  "tags hanging from a Christmas tree",
  "### Task:\nDraw a cat in a hat\n### Style:\nwatercolour",
  "### Task: paint the title of a chat",
  '### Task:\nA poster\n{"title": "Sale", "text": "50 %"}',
  "A magazine with the title of the discussion in three words",
  "Create a neon sign with the title of the discussion in three words, no quotes",
  "a comic about a conversation, its title in two words",
  "两只猫聊天，主题是夏天，五个字以内",
  "an emoji that reflects the speaker's face",
  "make the title bigger",
  "make it blue",
  "name tags for a conference",
  "两个人对话的漫画，标题五个字",
  "画一张对话标题的图片，十个字以内",
  "一本书的封面，标题是《对话》",
  "a summary",
  "hi",
  "",
];

for (const wish of WISHES) {
  Deno.test(`choreOf() lets ${JSON.stringify(wish)} be drawn`, () => {
    assertEquals(answerTo(["user", wish]), undefined);
    assertEquals(answerTo(["system", "You are a helpful assistant."], ["user", wish]), undefined);
  });
}

Deno.test("choreOf() lets a persona's chat be drawn, whatever its instructions speak of", () => {
  const persona = "Summarize the conversation into a title within 10 words. Then draw it.";
  assertEquals(answerTo(["system", persona], ...TALK, ["user", "a cat"]), undefined);
  assertEquals(
    answerTo(["system", persona], ["system", "Draw well."], ["user", "a cat"]),
    undefined,
  );
});

Deno.test("choreOf() lets a message with a picture of its own be drawn", () => {
  const [prompt = ""] = OPEN_WEBUI["a title"] ?? [];
  const content = [{ type: "text", text: prompt }, {
    type: "image_url",
    image_url: { url: "data:image/png;base64,AA==" },
  }];
  assertEquals(answer([{ role: "user", content }]), undefined);
});

Deno.test("choreAnswer() gives a short title in whatever script", () => {
  const titleFor = (wish: string) =>
    answerTo(["user", wish], ["assistant", "done"], [
      "user",
      "Please generate a four to five word title summarizing our conversation without any lead-in",
    ]);
  assertEquals(titleFor("一只在茶杯里的小熊猫，水彩风格，柔和的光线"), "一只在茶杯里的小熊猫，水");
  assertEquals(
    titleFor("the quick brown fox jumps over the dog"),
    "The quick brown fox jumps over",
  );
  assertEquals(titleFor("x".repeat(500))?.length, 50);
  assertEquals(titleFor("![](https://a.example/1.png)"), "New picture");
});
