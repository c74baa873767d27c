import { assertEquals } from "../tests/assert.ts";
import { honouredFields, namedFields } from "./field_names.ts";

const NAMES = { seed: "seed", guidanceScale: "cfg", steps: "num_steps" } as const;

Deno.test("namedFields() gives what has a name, under that name", () => {
  const values = { seed: 0, guidanceScale: 7, clipSkip: 2 };
  assertEquals(namedFields(NAMES, values), { seed: 0, cfg: 7, num_steps: undefined });
});

Deno.test("honouredFields() lists what has a name", () => {
  assertEquals(honouredFields(NAMES), ["seed", "steps", "guidanceScale"]);
});
