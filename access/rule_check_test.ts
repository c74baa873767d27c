import fc from "fast-check";
import { assert, assertEquals, assertMatch } from "../tests/assert.ts";
import { ContentRules } from "./content_rules.ts";
import { findIn, problemIn } from "./rule_check.ts";

const rules = (...given: object[]) => ContentRules.parse(given);
const words = (...list: string[]) => rules({ name: "words", words: list });
const pattern = (source: string) => rules({ name: "pattern", patterns: [source] });

async function finds(prompt: string, all: ContentRules): Promise<boolean> {
  return (await findIn({ prompt }, all)).length > 0;
}

/** A rule, what it finds, and what it leaves alone. */
const CASES: readonly (readonly [string, ContentRules, string[], string[]])[] = [
  ["whole words", words("gun"), ["a gun", "Gun!", "GUN", "(gun)"], ["gunpowder", "begun", ""]],
  ["phrases", words("hand gun"), ["a hand   gun", "a hand\ngun"], ["hand, gun", "handgun"]],
  ["what looks alike", words("gun"), ["ｇｕｎ", "g\u200bun", "g\u00adun", "𝗴𝘂𝗻"], ["fun"]],
  ["letters of all kinds", words("café"), ["un CAFÉ", "cafe\u0301"], ["cafés"]],
  ["scripts without spaces", words("手枪"), ["一把手枪在桌上"], ["手和枪"]],
  ["expressions", pattern("\\b(foo|bar)s?\\b"), ["two FOOS", "a bar"], ["food", "foobar"]],
];

for (const [what, all, found, left] of CASES) {
  Deno.test(`findIn() knows ${what}`, async () => {
    for (const prompt of found) assert(await finds(prompt, all), prompt);
    for (const prompt of left) assert(!await finds(prompt, all), prompt);
  });
}

Deno.test("a rule looks where it says, and is told once", async () => {
  const all = rules(
    { name: "both", words: ["gun"] },
    { name: "prompt", words: ["gun"], in: ["prompt"], action: "warn" },
    { name: "other", words: ["knife"], action: "log" },
  );
  assertEquals(await findIn({ prompt: "gun", negative_prompt: "gun" }, all), [
    { rule: "both", action: "block", place: "prompt" },
    { rule: "prompt", action: "warn", place: "prompt" },
  ]);
  assertEquals(await findIn({ prompt: "a pear", negative_prompt: "gun" }, all), [
    { rule: "both", action: "block", place: "negative_prompt" },
  ]);
});

Deno.test("what stands behind a long text is found too", async () => {
  assert(await finds(`${"x ".repeat(100_000)}gun`, words("gun")));
});

Deno.test("expressions that could cost too much, or are none, cannot be used", async () => {
  for (const source of ["(", "(?=a)b", "(a)\\1", "(a{1,100}){1,100}", "a{1,1000}"]) {
    assertMatch(await problemIn(pattern(source)) ?? "", /use a regular expression of RE2/, source);
  }
  assertEquals(await problemIn(pattern("(?:foo|bar)+baz{1,3}$")), undefined);
});

Deno.test("expressions that hang elsewhere find their end in a prompt of any length", async () => {
  const evil = ["(a+)+$", "(a|aa)+$", "(a|a?)+$", "(.*a){20}$", "([a-z]+)*\\d", "(\\w+\\s?)+$"];
  for (const source of evil) {
    // JavaScript's own would take longer than the universe: that it comes back at all is the proof.
    await finds(`${"a".repeat(60_000)}!`, pattern(source));
  }
});

Deno.test("whatever a prompt holds, rules give an answer", async () => {
  const all = rules({ name: "all", words: ["gun", "手枪"], patterns: ["(a+)+$", "\\bfoo\\b"] });
  await fc.assert(
    fc.asyncProperty(fc.uint16Array({ maxLength: 300 }), async (units) => {
      const prompt = String.fromCharCode(...units);
      await findIn({ prompt, negative_prompt: prompt }, all);
    }),
    { seed: 8, numRuns: 200 },
  );
});
