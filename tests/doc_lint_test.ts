/**
 * The seams are documented: every name and member that others build on.
 *
 * @module
 */

import { assertEquals } from "./assert.ts";

/** Where others join on: providers, stores, the machine, the words for what goes wrong. */
const SEAMS = ["failure.ts", "providers/provider.ts", "jobs/machine.ts", "store/blobs.ts"];

/** Shapes that zod infers have no declaration of their own that the linter could follow. */
const ACCEPTED = "private-type-ref";

Deno.test("every name and member of the seams is documented", async () => {
  const { stderr, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...SEAMS],
    cwd: new URL("..", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  const report = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
  const problems = [...report.matchAll(/error\[([\w-]+)\][^\n]*\n\s*--> (\S+)/g)]
    .filter(([, rule]) => rule !== ACCEPTED)
    .map(([, rule, place]) => `${rule} at ${place}`);
  assertEquals(problems, []);
});
