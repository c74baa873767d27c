import { assertEquals } from "../tests/assert.ts";
import { applyStyle, styleNames, stylePrefix } from "./styles.ts";

const PREFIXES = [
  ["无", "none", ""],
  ["卡通", "cartoon", "cartoon style, "],
  ["动漫", "anime", "anime style, "],
  ["油画", "oil-painting", "oil painting style, "],
  ["线稿", "line-art", "line art style, "],
  ["矢量线条", "vector", "vector line style, "],
  ["街机像素", "pixel-art", "pixel art style, "],
  ["乐高积木", "lego", "lego style, "],
  ["Riso噪点插画", "risograph", "risograph style, "],
  ["现实风格", "realistic", "realistic style, "],
  ["布偶风格", "puppet", "puppet style, "],
  ["Emoji图标风格", "emoji", "emoji icon style, "],
] as const;

Deno.test("stylePrefix() knows the twelve styles by both names", () => {
  for (const [chinese, english, prefix] of PREFIXES) {
    assertEquals(stylePrefix(chinese), prefix);
    assertEquals(stylePrefix(english), prefix);
  }
});

Deno.test("stylePrefix() knows OpenAI's two", () => {
  assertEquals(stylePrefix("vivid"), "vivid style, ");
  assertEquals(stylePrefix("natural"), "natural style, ");
});

Deno.test("stylePrefix() does not mind case, spaces and underscores", () => {
  for (const name of ["Oil-Painting", " oil painting ", "oil_painting"]) {
    assertEquals(stylePrefix(name), "oil painting style, ");
  }
  assertEquals(stylePrefix("RISO噪点插画"), "risograph style, ");
});

Deno.test("stylePrefix() does not know what is not on the list", () => {
  for (const name of ["", "cubism", "constructor", "__proto__"]) {
    assertEquals(stylePrefix(name), undefined);
  }
});

Deno.test("styleNames() lists the twelve in Chinese, then in English", () => {
  const chinese = PREFIXES.map(([name]): string => name);
  const english = PREFIXES.map(([, name]): string => name);
  assertEquals([...styleNames()], [...chinese, ...english]);
});

Deno.test("applyStyle() puts the style's words before the prompt", () => {
  assertEquals(applyStyle("a lighthouse", "油画"), "oil painting style, a lighthouse");
  assertEquals(applyStyle("a lighthouse", "lego"), "lego style, a lighthouse");
});

Deno.test("applyStyle() leaves the prompt alone for no style and for an unknown one", () => {
  for (const style of ["无", "none", "cubism", ""]) {
    assertEquals(applyStyle("a lighthouse", style), "a lighthouse");
  }
});
