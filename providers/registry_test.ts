import { assert, assertEquals, assertThrows } from "../tests/assert.ts";
import { paperProvider } from "../tests/jobs.ts";
import { testContext } from "../tests/fakes/call_context.ts";
import type { ModelCard, Provider } from "./provider.ts";
import { createRegistry, HARD_CODED_IDS, type Model, unknownModel } from "./registry.ts";

const [card] = Object.values(paperProvider().models);

function provider(id: string, ...models: string[]): Provider {
  assert(card);
  const offered: Record<string, ModelCard> = {};
  for (const model of models) offered[model] = card;
  return { ...paperProvider({ id }), models: offered };
}

function routesOf(model: Model | undefined): string[] {
  return (model?.routes ?? []).map(({ provider, model }) => `${provider.id}/${model}`);
}

Deno.test("createRegistry() offers each model bare and with its provider's prefix", () => {
  const registry = createRegistry({
    providers: [provider("a", "x", "deep/y"), provider("b", "x")],
    defaultModel: "x",
  });
  assertEquals(routesOf(registry.model("x")), ["a/x", "b/x"]);
  assertEquals(routesOf(registry.model("b/x")), ["b/x"]);
  assertEquals(routesOf(registry.model("a/deep/y")), ["a/deep/y"]);
  assertEquals(registry.model("c/x"), undefined);
});

Deno.test("createRegistry() joins an id to the provider that it names, where that comes first", () => {
  const providers = [provider("a", "x"), provider("b", "a/x")];
  const registry = createRegistry({ providers, defaultModel: "x" });
  assertEquals(routesOf(registry.model("a/x")), ["a/x", "b/a/x"]);
  assertEquals(routesOf(registry.model("x")), ["a/x"]);
});

Deno.test("createRegistry() gives ids that clients have built in to the default model", () => {
  const registry = createRegistry({ providers: [provider("a", "x")], defaultModel: "x" });
  for (const id of HARD_CODED_IDS) {
    assertEquals([registry.model(id)?.aliasOf, routesOf(registry.model(id))], ["x", ["a/x"]]);
  }
});

Deno.test("createRegistry() leaves an id to the provider that really serves it", () => {
  const registry = createRegistry({
    providers: [provider("a", "x"), provider("openai", "gpt-image-1")],
    defaultModel: "x",
  });
  assertEquals(routesOf(registry.model("gpt-image-1")), ["openai/gpt-image-1"]);
});

Deno.test("createRegistry() takes the operator's own routes, in order", () => {
  const registry = createRegistry({
    providers: [provider("a", "x", "deep/y"), provider("b", "x")],
    defaultModel: "pair",
    routes: { pair: { routes: ["b/x", "a/deep/y"] } },
  });
  assertEquals(routesOf(registry.model("pair")), ["b/x", "a/deep/y"]);
  assertEquals(routesOf(registry.model("dall-e-3")), ["b/x", "a/deep/y"]);
});

Deno.test("createRegistry() names a route that leads nowhere, and a default that nobody offers", () => {
  const providers = [provider("a", "x")];
  const broken = { providers, defaultModel: "x", routes: { pair: { routes: ["a/x", "a/z"] } } };
  assertThrows(() => createRegistry(broken), RangeError, '"a/z"');
  assertThrows(() => createRegistry({ providers, defaultModel: "y" }), RangeError, '"y"');
});

Deno.test("createRegistry() lets nobody pay for two pictures unless the operator says so", () => {
  const providers = [{ ...provider("a", "x"), paid: false }, provider("b", "x")];
  const pair = (paid: boolean) => ({ routes: ["a/x", "b/x"], hedge: { after: 0.95, paid } });
  const common = { providers, defaultModel: "x" };
  const refused = { ...common, routes: { pair: pair(false) } };
  assertThrows(() => createRegistry(refused), RangeError, "hedge_paid");
  const allowed = createRegistry({ ...common, routes: { pair: pair(true) } });
  assertEquals(allowed.model("pair")?.hedge, { after: 0.95, paid: true });
});

Deno.test("auto is the default model first, then every other route, each once", () => {
  const registry = createRegistry({
    providers: [provider("a", "x"), provider("b", "x", "y")],
    defaultModel: "y",
  });
  assertEquals(routesOf(registry.model("auto")), ["b/y", "a/x", "b/x"]);
});

Deno.test("refresh() takes over what providers list, and keeps what they cannot tell", async () => {
  const listing: Provider = {
    ...provider("a", "old"),
    listModels: () => Promise.resolve(provider("a", "fresh").models),
  };
  const registry = createRegistry({ providers: [provider("b", "x"), listing], defaultModel: "x" });
  assert(registry.model("old"));
  await registry.refresh(testContext(fetch));
  assertEquals([registry.model("old"), routesOf(registry.model("fresh"))], [undefined, [
    "a/fresh",
  ]]);
  assertEquals(routesOf(registry.model("x")), ["b/x"]);
});

Deno.test("refresh() keeps what the operator named, and adds routes once they are listed", async () => {
  const listing: Provider = {
    ...provider("a", "mine", "old"),
    listModels: () => Promise.resolve(provider("a", "fresh").models),
  };
  const registry = createRegistry({
    providers: [provider("b", "x"), listing],
    defaultModel: "mine",
    routes: { pair: { routes: ["a/fresh", "b/x"] }, later: { routes: ["a/fresh"] } },
  });
  assertEquals(routesOf(registry.model("pair")), ["b/x"]);
  assertEquals(registry.model("later"), undefined);
  await registry.refresh(testContext(fetch));
  assertEquals(routesOf(registry.model("pair")), ["a/fresh", "b/x"]);
  assertEquals(routesOf(registry.model("later")), ["a/fresh"]);
  assertEquals(routesOf(registry.model("dall-e-3")), ["a/mine"]);
  assertEquals(registry.model("old"), undefined);
});

Deno.test("a default model that is only listed is stood in for until then", async () => {
  const listing: Provider = {
    ...provider("a"),
    listModels: () => Promise.resolve(provider("a", "fresh").models),
  };
  const registry = createRegistry({
    providers: [provider("b", "x"), listing],
    defaultModel: "fresh",
  });
  assertEquals(routesOf(registry.model("dall-e-3")), ["b/x"]);
  await registry.refresh(testContext(fetch));
  assertEquals(routesOf(registry.model("dall-e-3")), ["a/fresh"]);
});

Deno.test("unknownModel() names ids that look alike", () => {
  const registry = createRegistry({
    providers: [provider("a", "lighthouse")],
    defaultModel: "lighthouse",
  });
  assert(unknownModel("ligthouse", registry).message.includes('"lighthouse"'));
  assert(unknownModel("zzzzzzzzzzzzzzzz", registry).message.includes("/v1/models"));
  assert(unknownModel("x".repeat(5_000), registry).message.length < 300);
});
