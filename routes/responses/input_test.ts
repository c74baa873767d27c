import { assertEquals, assertThrows } from "../../tests/assert.ts";
import { ResponseBody } from "../schemas/response_request.ts";
import { type ReadInput, readInput } from "./input.ts";

function read(input: unknown): ReadInput {
  return readInput(ResponseBody.shape.input.parse(input));
}

const image = (name: string) => ({ type: "input_image", image_url: `data:${name}` });
const text = (words: string) => ({ type: "input_text", text: words });

Deno.test("readInput() takes a text as the prompt", () => {
  assertEquals(read("a pear"), { prompt: "a pear", pictures: [], warnings: [] });
});

Deno.test("readInput() takes the last user message, whatever stands around it", () => {
  const { prompt } = read([
    { role: "developer", content: "be brief" },
    { role: "user", content: "a pear" },
    { role: "assistant", content: [{ type: "output_text", text: "here" }] },
    { role: "user", content: [text("make it"), text("blue")] },
    { type: "image_generation_call", id: "ig_1" },
  ]);
  assertEquals(prompt, "make it\nblue");
});

Deno.test("readInput() takes the pictures of the whole last turn, and of no other", () => {
  const { prompt, pictures } = read([
    { role: "user", content: [image("old")] },
    { role: "assistant", content: "here" },
    { role: "user", content: [text("like this"), image("a")] },
    { role: "user", content: [image("b"), { type: "input_image", file_id: "file-1" }] },
  ]);
  assertEquals(prompt, "like this");
  assertEquals(pictures, [
    { param: "input[2].content[1]", content: { image_url: "data:a" } },
    { param: "input[3].content[0]", content: { image_url: "data:b" } },
    { param: "input[3].content[1]", content: { file_id: "file-1" } },
  ]);
});

Deno.test("readInput() finds the newest earlier picture, by item or by reference", () => {
  const user = { role: "user", content: "blue" };
  const call = { type: "image_generation_call", id: "ig_1", result: "aGk=", status: "completed" };
  const failed = { type: "image_generation_call", id: "ig_2", result: null, status: "failed" };
  const reference = { type: "item_reference", id: "ig_3" };
  const earlier = (...items: unknown[]) => read([...items, user]).earlier;
  assertEquals(earlier(), undefined);
  assertEquals(earlier(call, failed), { param: "input[0]", id: "ig_1", result: "aGk=" });
  assertEquals(earlier(call, reference), { param: "input[1]", id: "ig_3" });
  assertEquals(earlier(call, { id: "ig_4" }), { param: "input[1]", id: "ig_4" });
  assertEquals(earlier({ type: "item_reference", id: "msg_1" }), undefined);
});

Deno.test("readInput() says which parts it leaves out", () => {
  const { warnings } = read([{ role: "user", content: [text("a"), { type: "input_file" }] }]);
  assertEquals(warnings, [
    'input[0].content[1] dropped: "input_file" is neither text nor a picture',
  ]);
});

Deno.test("readInput() refuses an input in which no user says anything", () => {
  for (const input of [[], [{ role: "system", content: "a" }], [{ role: "user", content: " " }]]) {
    assertThrows(() => read(input), Error, "input has no text in its last user message");
  }
});
