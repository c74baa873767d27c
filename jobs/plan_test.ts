import fc from "fast-check";
import { assert, assertEquals } from "../tests/assert.ts";
import { imageRequest, paperProvider } from "../tests/jobs.ts";
import type { ImageRequest } from "../images/request.ts";
import { createRegistry, type Model } from "../providers/registry.ts";
import { plan, SEEDS } from "./plan.ts";
import type { Provider } from "../providers/provider.ts";

const circumstances = { now: 1_000, random: 0.5, isResting: () => false };

function modelOf(...providers: Provider[]): Model {
  const model = createRegistry({ providers, defaultModel: "sketch" }).model("sketch");
  assert(model);
  return model;
}

function planned(request: ImageRequest, ...providers: Provider[]) {
  const planning = plan(request, modelOf(...providers), circumstances);
  assert(planning.ok, "it can be planned");
  return planning.plan;
}

function refused(request: ImageRequest, ...providers: Provider[]) {
  const planning = plan(request, modelOf(...providers), circumstances);
  assert(!planning.ok, "it cannot be planned");
  return planning.failure;
}

const input = {
  blobId: "b",
  mediaType: "image/png",
  sizeBytes: 1,
  widthPx: 64,
  heightPx: 64,
} as const;

Deno.test("plan() splits n into calls that the model can do, and loses no picture", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 12 }),
      (n, maxImages) => {
        const { tasks } = planned(
          imageRequest({ n, seed: 7 }),
          paperProvider({ capabilities: { maxImages } }),
        );
        assertEquals(tasks.reduce((sum, task) => sum + task.n, 0), n);
        assert(tasks.every((task) => task.n <= maxImages));
        for (const task of tasks) assertEquals(task.seed, 7 + task.firstImage);
      },
    ),
    { seed: 1 },
  );
});

Deno.test("plan() keeps seed 0, draws one when none is given, and wraps at 32 bits", () => {
  const provider = paperProvider();
  assertEquals(planned(imageRequest({ seed: 0 }), provider).tasks[0]?.seed, 0);
  assertEquals(planned(imageRequest(), provider).tasks[0]?.seed, SEEDS / 2);
  const last = planned(imageRequest({ seed: SEEDS - 1, n: 2 }), provider).tasks;
  assertEquals(last.map(({ seed }) => seed), [SEEDS - 1, 0]);
});

Deno.test("plan() takes all routes that can do the request, in order, and no other", () => {
  const edits = { operations: ["edit"], maxInputImages: 1 } as const;
  const providers = [
    paperProvider({ id: "a" }),
    paperProvider({ id: "b", capabilities: edits }),
    paperProvider({ id: "c" }),
  ];
  const generate = planned(imageRequest(), ...providers);
  assertEquals(generate.routes.map(({ provider }) => provider), ["a", "c"]);
  const edit = planned(imageRequest({ operation: "edit", inputs: [input] }), ...providers);
  assertEquals(edit.routes.map(({ provider }) => provider), ["b"]);
});

Deno.test("plan() splits for the most modest of the routes", () => {
  const providers = [
    paperProvider({ id: "a", capabilities: { maxImages: 4 } }),
    paperProvider({ id: "b", capabilities: { maxImages: 2 } }),
  ];
  assertEquals(planned(imageRequest({ n: 4 }), ...providers).tasks.map(({ n }) => n), [2, 2]);
});

Deno.test("plan() says what no route can do, and what would be right", () => {
  const cannotEdit = refused(imageRequest({ operation: "edit", inputs: [input] }), paperProvider());
  assertEquals([cannotEdit.kind, cannotEdit.param], ["invalid_request", "model"]);
  assert(cannotEdit.message.includes("generate"));

  const editor = paperProvider({ capabilities: { operations: ["edit"], maxInputImages: 1 } });
  const edit = { operation: "edit", inputs: [input, input] } as const;
  const tooMany = refused(imageRequest({ ...edit, inputs: [input, input] }), editor);
  assertEquals(tooMany.param, "image");
  const masked = refused(imageRequest({ ...edit, inputs: [input], mask: input }), editor);
  assertEquals(masked.param, "mask");
});

Deno.test("plan() names every parameter that it drops or maps", () => {
  const request = imageRequest({
    negativePrompt: "rain",
    steps: 30,
    seed: 1,
    partialImages: 2,
    size: { widthPx: 1_000, heightPx: 500 },
  });
  assertEquals(planned(request, paperProvider()).warnings, [
    "negative_prompt dropped: sketch does not take it",
    "steps dropped: sketch does not take it",
    "partial_images dropped: sketch does not take it",
    "size mapped: 1000x500 to 1024x512, the nearest that sketch makes",
  ]);
  assertEquals(planned(imageRequest({ seed: 1 }), paperProvider()).warnings, []);
});

Deno.test("plan() says when a quality is mapped to another, and not when it only has another name", () => {
  const capabilities = {
    honours: ["quality"],
    qualities: { low: "standard", high: "hd" },
  } as const;
  const warningsOf = (quality: string) =>
    planned(imageRequest({ quality }), paperProvider({ capabilities })).warnings;
  assertEquals(warningsOf("low"), ["quality mapped: low to standard, the nearest of sketch"]);
  assertEquals([warningsOf("high"), warningsOf("medium")], [[], []]);
});

Deno.test("plan() says when a ratio cannot be met", () => {
  const sizes = { kind: "list", sizes: [{ widthPx: 100, heightPx: 100 }] } as const;
  const warningsOf = (aspectRatio: string) =>
    planned(imageRequest({ aspectRatio }), paperProvider({ capabilities: { sizes } })).warnings;
  assertEquals(warningsOf("1:1"), []);
  assertEquals(warningsOf("16:9"), [
    "aspect_ratio mapped: 16:9 to 100x100, the nearest that sketch makes",
  ]);
});
