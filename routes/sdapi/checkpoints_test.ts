import { assertEquals, assertMatch } from "../../tests/assert.ts";
import { checkpointOf, findModel, listCheckpoints } from "./checkpoints.ts";

const IDS = ["vendor/flux", "flux", "brush"];
const MODELS = [
  ...IDS.map((id) => ({ id, routes: [] })),
  { id: "auto", aliasOf: "brush", routes: [] },
];
const registry = {
  defaultModel: "brush",
  models: () => MODELS,
  model: (id: string) => MODELS.find((model) => model.id === id),
};

Deno.test("listCheckpoints() lists each model once, the default first", () => {
  const names = listCheckpoints(registry).map(({ model_name: name }) => name);
  assertEquals(names, ["brush", "vendor/flux", "flux"]);
});

Deno.test("checkpointOf() gives the same names every time", () => {
  assertEquals(checkpointOf("flux"), checkpointOf("flux"));
  assertMatch(checkpointOf("flux").title, /^flux\.safetensors \[[0-9a-f]{10}\]$/);
});

Deno.test("findModel() finds a model by each of its names, a whole one before a part of one", () => {
  for (const id of IDS) {
    const { title, hash, sha256, filename } = checkpointOf(id);
    for (const name of [title, id, hash, sha256, filename, `${id}.ckpt`, ` ${id.toUpperCase()} `]) {
      assertEquals(findModel(registry, name), id, name);
    }
  }
  assertEquals(findModel(registry, "auto"), "auto");
  assertEquals(findModel(registry, "nobody"), undefined);
  const { models } = registry;
  const apart = { ...registry, models: () => models().filter(({ id }) => id !== "flux") };
  assertEquals(findModel(apart, "flux.safetensors"), "vendor/flux");
});
