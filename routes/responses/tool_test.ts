import { createRegistry } from "../../providers/registry.ts";
import { assertEquals, assertObjectMatch, assertThrows } from "../../tests/assert.ts";
import { paperProvider } from "../../tests/jobs.ts";
import { chooseTool, type ChosenTool } from "./tool.ts";

const registry = createRegistry({ providers: [paperProvider()], defaultModel: "sketch" });
type Asked = Parameters<typeof chooseTool>[0];

const tool = { type: "image_generation" };

function choose(body: Asked): ChosenTool {
  return chooseTool(body, { registry, defaultModel: "sketch" });
}

Deno.test("chooseTool() lets the tool's model draw, then an image model, then the default", () => {
  const drawing = (body: Asked) => choose(body).model;
  assertEquals(
    drawing({ model: "gpt-4.1", tools: [{ ...tool, model: "paper/sketch" }] }),
    "paper/sketch",
  );
  assertEquals(
    drawing({ model: "dall-e-3", tools: [{ ...tool, model: "paper/sketch" }] }),
    "paper/sketch",
  );
  assertEquals(drawing({ model: "paper/sketch", tools: [tool] }), "paper/sketch");
  assertEquals(drawing({ model: "gpt-4.1", tools: [tool] }), "sketch");
  assertEquals(drawing({ tools: [tool] }), "sketch");
  assertEquals(drawing({ model: "paper/sketch" }), "paper/sketch");
});

Deno.test("chooseTool() says that a language model does not draw", () => {
  assertEquals(choose({ model: "gpt-4.1", tools: [tool] }).warnings, [
    "model mapped: gpt-4.1 is no image model, sketch draws",
  ]);
  assertEquals(choose({ model: "sketch", tools: [tool] }).warnings, []);
});

Deno.test("chooseTool() draws when the tool may or must be used", () => {
  const allowed = { type: "allowed_tools", mode: "auto", tools: [tool] };
  for (const tool_choice of ["auto", "required", tool, allowed, undefined] as const) {
    assertEquals(choose({ model: "gpt-4.1", tools: [tool], tool_choice }).model, "sketch");
  }
  assertEquals(choose({ model: "gpt-4.1", tool_choice: tool }).isGiven, false);
});

Deno.test("chooseTool() refuses when nothing would be drawn, naming what is at fault", () => {
  const other = { type: "function", name: "f" };
  const cases: readonly (readonly [Asked, string])[] = [
    [{ model: "gpt-4.1" }, "tools"],
    [{}, "tools"],
    [{ model: "gpt-4.1", tools: [other] }, "tools"],
    [{ model: "gpt-4.1", tools: [other], tool_choice: "required" }, "tools"],
    [{ model: "gpt-4.1", tools: [tool], tool_choice: "none" }, "tool_choice"],
    [{ model: "gpt-4.1", tools: [tool, other], tool_choice: other }, "tool_choice"],
  ];
  for (const [body, param] of cases) {
    const error = assertThrows(() => choose(body), Error, "nothing but pictures is made here");
    assertObjectMatch(error, { failure: { kind: "invalid_request", param } });
  }
  assertEquals(choose({ model: "sketch", tools: [tool], tool_choice: "none" }).model, "sketch");
});

Deno.test("chooseTool() names the tool's field that is wrong", () => {
  const error = assertThrows(() =>
    choose({ tools: [{ type: "function" }, { ...tool, partial_images: 4 }] })
  );
  assertObjectMatch(error, { failure: { param: "tools[1].partial_images" } });
  const unknown = assertThrows(() => choose({ tools: [{ ...tool, model: "sketsh" }] }));
  assertObjectMatch(unknown, { failure: { kind: "model_not_found", param: "tools[0].model" } });
});

Deno.test("chooseTool() says what it leaves out", () => {
  const { warnings } = choose({
    tools: [{ type: "web_search" }, { ...tool, n: 2, zoom: 1 }, tool],
  });
  assertEquals(warnings, [
    "tools[1].zoom ignored: no such field",
    "tools[0], tools[2] dropped: only tools[1] is used",
    "n dropped: a response has 1 picture",
  ]);
});
