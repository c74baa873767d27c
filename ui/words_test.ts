import { assertEquals } from "../tests/assert.ts";
import { preferredLanguage, speak } from "./words.ts";

const WORDS = { waits: { en: "{n} wait for {who}", zh: "{who} 前有 {n} 个" } };

Deno.test("speak() fills values in, in each language's own order", () => {
  assertEquals(speak(WORDS, "en")("waits", { n: 2, who: "you" }), "2 wait for you");
  assertEquals(speak(WORDS, "zh-CN")("waits", { n: 2, who: "你" }), "你 前有 2 个");
});

Deno.test("speak() leaves a value that is not given, and markup, as they are", () => {
  assertEquals(speak(WORDS, "en")("waits", { n: "<b>" }), "<b> wait for {who}");
});

for (
  const [accepted, lang] of [
    [undefined, "en"],
    ["", "en"],
    ["zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"],
    ["en-US,en;q=0.9,zh;q=0.8", "en"],
    ["de,zh-TW;q=0.7,en;q=0.3", "zh-CN"],
    ["fr,de", "en"],
    ["zh;q=0,en;q=0.1", "en"],
    ["*", "en"],
    ["zho", "en"],
  ] as const
) {
  Deno.test(`preferredLanguage() reads ${JSON.stringify(accepted)} as ${lang}`, () => {
    assertEquals(preferredLanguage(accepted), lang);
  });
}
