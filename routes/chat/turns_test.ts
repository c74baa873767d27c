import fc from "fast-check";
import { assert, assertEquals, assertMatch } from "../../tests/assert.ts";
import { findMarkdownPictures, markdownPicture, withoutMarkdownPictures } from "./markdown.ts";
import { promptText } from "./prompt_text.ts";
import { newestPicture } from "./reference.ts";
import { readTurns } from "./turns.ts";

const URL = "https://a.example/1.png";
const DATA = "data:image/png;base64,AAAA";

const urls = (text: string) => findMarkdownPictures(text).map(({ url }) => url);

Deno.test("findMarkdownPictures() finds addresses and data URLs, with titles and brackets", () => {
  assertEquals(urls(`a ![x](${URL}) b ![](${DATA}) c`), [URL, DATA]);
  assertEquals(urls(`![x]( ${URL} "title")![y](<${URL}>)`), [URL, URL]);
  assertEquals(urls(`[![thumb](${URL})](https://a.example/page)`), [URL]);
  assertEquals(urls(`wow![ not one ![x](${URL})`), [URL]);
});

Deno.test("findMarkdownPictures() leaves alone what is no picture", () => {
  assertEquals(urls(`[link](${URL}) ![x](attachment:1) ![y](javascript:alert(1)) ![z]`), []);
  assertEquals(urls(`![x](${URL}`), []);
});

Deno.test("findMarkdownPictures() reads long texts in one pass", () => {
  const long = "![](".repeat(500_000);
  assertEquals(urls(long), []);
  assertEquals(urls(`${long})`), []);
  assertEquals(urls(`![a](data:image/png;base64,${"A".repeat(5_000_000)})`).length, 1);
});

Deno.test("withoutMarkdownPictures() keeps everything else", () => {
  assertEquals(withoutMarkdownPictures(`a ![x](${URL}) b ![](${DATA}) c`), "a  b  c");
  fc.assert(fc.property(fc.string(), (text) => {
    fc.pre(!text.includes("!["));
    assertEquals(withoutMarkdownPictures(text), text);
  }));
});

Deno.test("markdownPicture() cannot be broken by the prompt", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), (prompt) => {
    const text = markdownPicture(prompt, URL);
    assertMatch(text, /^!\[[^[\]()<>\n\\`]+\]\(https:\/\/a\.example\/1\.png\)$/);
    assert(Array.from(text).length < 70 + URL.length);
    assertEquals(urls(text), [URL]);
  }));
  assertEquals(markdownPicture("a cat](evil) & a *dog*", URL), `![a cat evil a dog](${URL})`);
});

/** What stands in a message, and what of it is drawn. */
const PROMPTS: readonly (readonly [text: string, prompt: string])[] = [
  ["  make it blue ", "make it blue"],
  [`![a cat](${URL})\nmake it blue`, "make it blue"],
  ["> Drawing: 40 %\n> Drawing: 80 %\n\nmake it blue", "make it blue"],
  ["<think>hm\n\nwell</think>make it <b>blue</b>", "make it <b>blue</b>"],
  ["<reasoning>a</reasoning>one<think>b</think>two", "onetwo"],
  ["> a cat", "a cat"],
  ["a cat\n\n\n\nin a hat", "a cat\n\nin a hat"],
  ["5 > 3 as a neon sign", "5 > 3 as a neon sign"],
  ["a tag <think> on a wall", "a tag <think> on a wall"],
  [`![](${DATA})`, ""],
];

for (const [text, prompt] of PROMPTS) {
  Deno.test(`promptText() reads ${JSON.stringify(text)}`, () => {
    assertEquals(promptText(text), prompt);
  });
}

Deno.test("readTurns() reads the forms in which clients write pictures", () => {
  const [turn] = readTurns([{
    role: "user",
    content: [
      { type: "text", text: "this" },
      "and that",
      { type: "image_url", image_url: { url: DATA, detail: "auto" } },
      { type: "image_url", image_url: DATA },
      { type: "file", file: { file_data: DATA, filename: "a.png" } },
      { type: "file", file: { file_id: "file-1" } },
      { type: "input_audio", input_audio: { data: "AAAA" } },
    ],
  }]);
  assertEquals(turn, {
    role: "user",
    text: "this\nand that",
    attached: [
      { param: "messages[0].content[2]", content: DATA },
      { param: "messages[0].content[3]", content: DATA },
      { param: "messages[0].content[4]", content: DATA },
      { param: "messages[0].content[5]", content: { file_id: "file-1" } },
    ],
    shown: [],
    ignored: [
      'messages[0].content[6] ignored: "input_audio" is neither a text nor a picture',
    ],
    param: "messages[0].content",
  });
});

Deno.test("readTurns() reads roles and missing contents", () => {
  const turns = readTurns([
    { role: "developer", content: "be nice" },
    { role: "tool", content: null },
    { role: "Assistant" },
  ]);
  assertEquals(turns.map(({ role, text }) => [role, text]), [
    ["instructions", "be nice"],
    ["other", ""],
    ["assistant", ""],
  ]);
});

Deno.test("newestPicture() takes the last picture, wherever a message holds it", () => {
  const image = (url: string) => ({ type: "image_url", image_url: { url } });
  const newest = (...messages: Parameters<typeof readTurns>[0]) =>
    newestPicture(readTurns(messages))?.param;
  assertEquals(newest({ role: "user", content: "a" }), undefined);
  assertEquals(
    newest(
      { role: "user", content: [image(DATA)] },
      { role: "assistant", content: `![a](${URL}) ![b](${URL})` },
    ),
    "messages[1].content",
  );
  assertEquals(
    newest({ role: "assistant", content: "", images: [{ image_url: { url: DATA } }, URL] }),
    "messages[0].images[1]",
  );
  assertEquals(
    newest({ role: "assistant", content: [image(URL)] }, {
      role: "user",
      content: [{ type: "file", file: { file_data: "data:application/pdf;base64,AAAA" } }],
    }),
    "messages[0].content[0]",
  );
});
