import { assertEquals, assertMatch } from "../../tests/assert.ts";
import { readSampler, SAMPLERS, SCHEDULERS } from "./vocabulary.ts";

Deno.test("readSampler() knows every sampler with every scheduler, in one name or in two", () => {
  for (const { name, aliases } of SAMPLERS) {
    for (const { name: scheduler, label } of SCHEDULERS) {
      const wireName = label === "Automatic" ? name : `${name} ${label}`;
      const wanted = { sampler: name, scheduler: label, wireName, warnings: [] };
      assertEquals(readSampler({ name: aliases[0], scheduler }), wanted);
      assertEquals(readSampler({ name: name.toUpperCase(), scheduler: label }), wanted);
      assertEquals(readSampler({ name: `${name} ${label}`, scheduler: undefined }), wanted);
    }
  }
});

Deno.test("readSampler() takes the default for what is missing or unknown", () => {
  assertEquals(readSampler({ name: undefined, scheduler: undefined }), {
    sampler: "Euler",
    scheduler: "Automatic",
    warnings: [],
  });
  const { sampler, scheduler, wireName, warnings } = readSampler({ name: "Warp", scheduler: "9" });
  assertEquals([sampler, scheduler, wireName], ["Euler", "Automatic", undefined]);
  assertMatch(warnings.join("; "), /^sampler_name mapped: "Warp" .*; scheduler mapped: "9" /);
});

Deno.test("readSampler() keeps a scheduler that was asked for without a sampler", () => {
  assertEquals(readSampler({ name: undefined, scheduler: "Karras" }).wireName, "Euler Karras");
});
