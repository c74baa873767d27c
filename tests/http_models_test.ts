import { ModelList, ModelView } from "../routes/schemas/model.ts";
import { errorOf } from "./answers.ts";
import { assert, assertEquals, assertMatch, assertObjectMatch } from "./assert.ts";
import { doorForTests, openDoor } from "./door.ts";

const tests = doorForTests();

async function listIds(query = ""): Promise<string[]> {
  const response = await tests.door.get(`/v1/models${query}`);
  return ModelList.parse(await response.json()).data.map(({ id }) => id);
}

Deno.test("GET models lists every id, with aliases for what clients have built in", async () => {
  const ids = await listIds();
  for (
    const id of ["studio", "easel", "org/brush:free", "easel/easel", "dall-e-3", "gpt-image-1"]
  ) {
    assert(ids.includes(id), id);
  }
});

Deno.test("GET models tells what clients of several services look for", async () => {
  const response = await tests.door.get("/v1/models/easel");
  assertObjectMatch(ModelView.parse(await response.json()), {
    id: "easel",
    object: "model",
    created: Date.UTC(2026, 0, 1) / 1_000,
    owned_by: "easel",
    name: "Easel",
    type: "image",
    alias_of: null,
    architecture: {
      modality: "text+image->image",
      input_modalities: ["text", "image"],
      output_modalities: ["image"],
    },
    supported_endpoint_types: ["image-generation", "openai"],
  });
});

Deno.test("GET models filters by type and by output", async () => {
  const all = await listIds();
  assertEquals(await listIds("?type=image"), all);
  assertEquals(await listIds("?output_modalities=text,image"), all);
  assertEquals(await listIds("?type=chat"), []);
  assertEquals(await listIds("?output_modalities=text"), []);
});

for (const path of ["org/brush:free", "org%2Fbrush:free", "org%2Fbrush%3Afree", "easel/easel"]) {
  Deno.test(`GET models/${path} finds the model`, async () => {
    const response = await tests.door.get(`/v1/models/${path}`);
    assertEquals(response.status, 200);
    assertEquals(ModelView.parse(await response.json()).id, decodeURIComponent(path));
  });
}

Deno.test("GET an unknown model is a 404 with near names", async () => {
  const response = await tests.door.get("/v1/models/studo");
  assertEquals(response.status, 404);
  const error = await errorOf(response);
  assertObjectMatch(error, { code: "model_not_found", param: "model" });
  assertMatch(error.message, /The model "studo" does not exist: did you mean "studio"/);
});

Deno.test("DELETE a model is refused", async () => {
  const response = await tests.door.app.request("/v1/models/org/brush:free", { method: "DELETE" });
  assertEquals(response.status, 403);
  assertMatch((await errorOf(response)).message, /cannot be deleted/);
});

Deno.test("GET a model tells what it can do, who serves it and what that costs", async () => {
  await using door = await openDoor({ env: { MODEL_PRICES: '{"easel/easel": 0.25}' } });
  const model = ModelView.parse(await (await door.get("/v1/models/easel")).json());
  assertEquals(model.capabilities, {
    operations: ["generate", "edit", "variation"],
    max_images_per_call: 1,
    max_input_images: 16,
    mask: true,
    sizes: { min: 16, max: 512, step: 16, default: "64x64" },
  });
  assertEquals([model.routes, model.pricing], [["easel/easel"], { usd: 0.25, per: "image" }]);
});
