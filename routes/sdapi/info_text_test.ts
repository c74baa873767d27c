import { assertEquals } from "../../tests/assert.ts";
import { readInfoText, writeInfoText } from "./info_text.ts";

const pairs = [
  ["Steps", 20],
  ["Sampler", "DPM++ 2M"],
  ["CFG scale", 7.5],
  ["Seed", 42],
  ["Size", "512x768"],
  ["Model", "org/brush:free"],
  ["Denoising strength", undefined],
] as const;

Deno.test("writeInfoText() writes what A1111 writes", () => {
  assertEquals(
    writeInfoText({ prompt: "a pear", negativePrompt: "fog", pairs }),
    "a pear\nNegative prompt: fog\nSteps: 20, Sampler: DPM++ 2M, CFG scale: 7.5, Seed: 42, " +
      'Size: 512x768, Model: "org/brush:free"',
  );
});

Deno.test("readInfoText() reads what writeInfoText() wrote", () => {
  for (
    const [prompt, negativePrompt] of [
      ["a pear", ""],
      ["海边的灯塔, 夜\nsecond line", "雾\nsecond: line, too"],
      ["", "only what not"],
      ["Steps: 3 up the stairs, a: cat", "fog"],
    ] as const
  ) {
    assertEquals(readInfoText(writeInfoText({ prompt, negativePrompt, pairs })), {
      "Prompt": prompt,
      "Negative prompt": negativePrompt,
      "Steps": "20",
      "Sampler": "DPM++ 2M",
      "CFG scale": "7.5",
      "Seed": "42",
      "Size-1": "512",
      "Size-2": "768",
      "Model": "org/brush:free",
    });
  }
});

Deno.test("readInfoText() takes a last line of too few pairs for a prompt", () => {
  assertEquals(readInfoText("a sign that reads: hello, world"), {
    "Prompt": "a sign that reads: hello, world",
    "Negative prompt": "",
  });
  assertEquals(readInfoText(" \n"), {});
});
