import { assert, assertEquals } from "../tests/assert.ts";
import { type Line, readLines } from "./lines.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A text in parts of a size, and how many of them were asked for. */
function inParts(text: string, size: number) {
  const bytes = encoder.encode(text);
  const seen = { parts: 0 };
  async function* parts() {
    for (let at = 0; at < bytes.length; at += size) {
      seen.parts++;
      yield await Promise.resolve(bytes.slice(at, at + size));
    }
  }
  return { parts: parts(), seen };
}

async function linesOf(
  text: string,
  size: number,
  maxBytes = 100,
): Promise<(string | undefined)[]> {
  const lines = await Array.fromAsync(readLines(inParts(text, size).parts, { maxBytes }));
  return lines.map(({ bytes }) => bytes && decoder.decode(bytes));
}

Deno.test("readLines() gives every line, wherever the parts end", async () => {
  const text = "eins\n\nzwei ü\ndrei";
  for (let size = 1; size <= 20; size++) {
    assertEquals(await linesOf(text, size), ["eins", "", "zwei ü", "drei"], `parts of ${size}`);
  }
  assertEquals(await linesOf("a\n", 4), ["a"]);
  assertEquals(await linesOf("", 4), []);
});

Deno.test("readLines() says where lines are, so that reading can go on there", async () => {
  const text = "one\ntwo\nthree\nfour\n";
  const all = await Array.fromAsync(readLines(inParts(text, 5).parts, { maxBytes: 100 }));
  for (const [at, { end }] of all.entries()) {
    const first = Math.floor(end / 5);
    const { parts } = inParts(text.slice(first * 5), 5);
    const rest = await Array.fromAsync(readLines(parts, { at: first * 5, from: end, maxBytes: 9 }));
    assertEquals(rest, all.slice(at + 1));
  }
});

Deno.test("readLines() keeps nothing of a line that is too long", async () => {
  const text = `ok\n${"x".repeat(50)}\nok too`;
  for (const size of [3, 7, 100]) {
    assertEquals(await linesOf(text, size, 10), ["ok", undefined, "ok too"]);
  }
});

Deno.test("readLines() asks for a part only when the lines before it have been taken", async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index}`);
  const { parts, seen } = inParts(lines.join("\n"), 4_096);
  const taken: Line[] = [];
  for await (const line of readLines(parts, { maxBytes: 100 })) {
    taken.push(line);
    const needed = Math.ceil(line.end / 4_096);
    assert(seen.parts <= needed, `${seen.parts} parts for ${line.end} bytes`);
    // Only what is left of a line is kept from a part before.
    assert((line.bytes?.length ?? 0) < 20);
  }
  assertEquals(taken.length, 10_000);
});
