import { assertEquals } from "../tests/assert.ts";
import { imageRequest, paperProvider } from "../tests/jobs.ts";
import type { Capabilities, Provider } from "../providers/provider.ts";
import type { Price } from "../providers/price.ts";
import { AUTO, createRegistry } from "../providers/registry.ts";
import { orderRoutes } from "./route_order.ts";

function provider(id: string, capabilities: Partial<Capabilities> = {}, price?: Price): Provider {
  const paper = paperProvider({ id, capabilities });
  const { sketch } = paper.models;
  if (!sketch) throw new RangeError("Paper has a sketch");
  return { ...paper, models: { [id]: { ...sketch, ...(price ? { price } : {}) } } };
}

function order(
  providers: Provider[],
  { model: id = AUTO, request = {}, resting = [] }: {
    readonly model?: string;
    readonly request?: Parameters<typeof imageRequest>[0];
    readonly resting?: readonly string[];
  } = {},
): string {
  const registry = createRegistry({
    providers,
    defaultModel: "a",
    routes: { own: { routes: providers.map(({ id }) => `${id}/${id}`) } },
  });
  const model = registry.model(id);
  if (!model) throw new RangeError(`There is no ${id}`);
  const routes = orderRoutes(
    model.routes,
    { model, request: imageRequest(request) },
    { isResting: ({ provider }) => resting.includes(provider.id) },
  );
  return routes.map(({ provider }) => provider.id).join("");
}

const perImage = (usd: number): Price => ({ usd, per: "image" });

Deno.test("orderRoutes() leaves the operator's own order alone", () => {
  const providers = [provider("a", {}, perImage(2)), provider("b", {}, perImage(1))];
  assertEquals(order(providers, { model: "own", resting: ["a"] }), "ab");
});

Deno.test("orderRoutes() puts the cheaper first for auto, and leaves unpriced ones where they are", () => {
  const providers = [
    provider("a"),
    provider("b", {}, perImage(3)),
    provider("c"),
    provider("d", {}, perImage(1)),
  ];
  assertEquals(order(providers), "adcb");
});

Deno.test("orderRoutes() compares what this picture costs, however it is counted", () => {
  const perMegapixel = { usd: 4, per: "megapixel" } as const;
  const providers = [provider("a", {}, perMegapixel), provider("b", {}, perImage(2))];
  assertEquals(order(providers, { request: { size: { widthPx: 1_024, heightPx: 1_024 } } }), "ba");
  assertEquals(order(providers, { request: { size: { widthPx: 512, heightPx: 512 } } }), "ab");
});

Deno.test("orderRoutes() puts off what rests, draws on a blank canvas or in another size", () => {
  const small = { kind: "list", sizes: [{ widthPx: 64, heightPx: 64 }] } as const;
  const providers = [
    provider("a"),
    provider("b", { needsInput: true }),
    provider("c", { sizes: small }, perImage(0)),
    provider("d", {}, perImage(9)),
  ];
  const request = { size: { widthPx: 512, heightPx: 512 } };
  assertEquals(order(providers, { request, resting: ["a"] }), "dcba");
});
