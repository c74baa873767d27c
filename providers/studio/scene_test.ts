import { assert, assertEquals, assertNotEquals } from "../../tests/assert.ts";
import { groundOf, lookOf, readScene, subjectOf, timeOf } from "./scene.ts";

Deno.test("readScene() understands English and Chinese alike", () => {
  for (const prompt of ["A lighthouse at dusk, watercolor", "黄昏的灯塔，水彩"]) {
    const scene = readScene(prompt);
    assertEquals(
      [subjectOf(scene), groundOf(scene), timeOf(scene), lookOf(scene)],
      ["lighthouse", "sea", "dusk", "watercolour"],
      prompt,
    );
  }
});

Deno.test("readScene() leaves out what the negative prompt names", () => {
  const scene = readScene("a cat and a house under the moon", "cats, moon");
  assertEquals(scene.tags, ["house"]);
});

Deno.test("readScene() takes 'without' and 'no' for negative", () => {
  assertEquals(readScene("a castle without trees, at night").tags, ["castle", "night"]);
  assertEquals(readScene("海边的房子，没有船").tags, ["sea", "house"]);
});

Deno.test("readScene() gives a colour to the thing that it stands before", () => {
  assertEquals(readScene("a red old house by a blue lake").ownColours, [["house", "red"]]);
  assertEquals(readScene("黑色的猫").ownColours, [["cat", "black"]]);
});

Deno.test("readScene() finds whole words only", () => {
  assertEquals(readScene("a category of catalogues, education").tags, []);
  assertEquals(readScene("two cats and three wolves").tags, ["cat"]);
});

Deno.test("readScene() differs between prompts that name the same things", () => {
  assertNotEquals(readScene("a cat").entropy, readScene("one cat").entropy);
});

Deno.test("lookOf() knows every style that clients offer, in both languages", () => {
  const english = [
    "cartoon style, ",
    "anime style, ",
    "oil painting style, ",
    "line art style, ",
    "vector line style, ",
    "pixel art style, ",
    "lego style, ",
    "risograph style, ",
    "realistic style, ",
    "puppet style, ",
    "emoji icon style, ",
  ];
  const chinese = [
    "卡通",
    "动漫",
    "油画",
    "线稿",
    "矢量线条",
    "街机像素",
    "乐高积木",
    "Riso噪点插画",
    "现实风格",
    "布偶风格",
    "Emoji图标风格",
  ];
  english.forEach((style, i) => {
    const look = lookOf(readScene(`${style}a lighthouse`));
    assert(look !== undefined, style);
    assertEquals(lookOf(readScene(chinese[i] ?? "")), look, chinese[i]);
  });
});

Deno.test("groundOf() is undefined for prompts that name nothing to stand on", () => {
  assertEquals(groundOf(readScene("something entirely else")), undefined);
  assertEquals(groundOf(readScene("geometric shapes")), undefined);
});
