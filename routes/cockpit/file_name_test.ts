import { assertEquals } from "../../tests/assert.ts";
import { attachment, fileNameOf } from "./file_name.ts";

for (
  const [prompt, name] of [
    ["A lighthouse, at dusk!", "a-lighthouse-at-dusk.png"],
    ["../../etc/passwd", "etc-passwd.png"],
    ['"; rm -rf / #\r\nx: y', "rm-rf-x-y.png"],
    ["  ", "darkroom.png"],
    ["CON", "darkroom.png"],
    ["黄昏的灯塔", "黄昏的灯塔.png"],
    ["a".repeat(100), `${"a".repeat(60)}.png`],
    ["𝒜".repeat(61), `${"𝒜".repeat(60)}.png`],
  ] as const
) {
  Deno.test(`fileNameOf() makes ${JSON.stringify(prompt.slice(0, 30))} safe`, () => {
    assertEquals(fileNameOf({ prompt, extension: "png" }), name.normalize("NFC"));
  });
}

Deno.test("fileNameOf() numbers a picture among several", () => {
  assertEquals(fileNameOf({ prompt: "pears", number: 2, extension: "jpg" }), "pears-2.jpg");
});

Deno.test("attachment() says a name in ASCII and exactly", () => {
  assertEquals(
    attachment("塔(1).png"),
    `attachment; filename="_(1).png"; filename*=UTF-8''%E5%A1%94%281%29.png`,
  );
});
