import { FAILURES } from "../../failure.ts";
import { assert, assertEquals } from "../../tests/assert.ts";
import { explainFailure, FAILURE_WORDS, plainWarning } from "./failure_words.ts";

Deno.test("every failure that a job can come to is explained", () => {
  const kinds = Object.entries(FAILURES).filter(([, { scope }]) => scope !== "request");
  assertEquals(kinds.map(([kind]) => kind).filter((kind) => !(kind in FAILURE_WORDS)), []);
});

Deno.test("explainFailure() has a way on for a kind that it does not know", () => {
  assert(explainFailure("of another version", "en").ways.length > 0);
});

for (
  const [warning, en, zh] of [
    [
      "style dropped: studio does not take it",
      "style was left out (studio does not take it)",
      "未使用 style（studio does not take it）",
    ],
    [
      "size mapped: 10x10 to 64x64",
      "size was changed (10x10 to 64x64)",
      "已调整 size（10x10 to 64x64）",
    ],
    [
      "tool_choice mapped to none: there is no tool",
      "tool_choice was changed (to none: there is no tool)",
      "已调整 tool_choice（to none: there is no tool）",
    ],
    [
      "colour ignored: no such field",
      "colour was ignored (no such field)",
      "已忽略 colour（no such field）",
    ],
    ["and 3 more", "and 3 more", "and 3 more"],
  ] as const
) {
  Deno.test(`plainWarning() says "${warning}" plainly`, () => {
    assertEquals(plainWarning(warning, "en"), en);
    assertEquals(plainWarning(warning, "zh-CN"), zh);
  });
}
