import { assert, assertEquals } from "../assert.ts";
import { imageRequest } from "../jobs.ts";
import type { UpstreamRequest } from "../../providers/provider.ts";
import { testContext } from "./call_context.ts";
import { serveUpstream } from "./fake_upstream.ts";
import { createSim } from "./sim.ts";
import { createSimProvider } from "./sim_provider.ts";

const { size: _size, inputs: _inputs, mask: _mask, ...plain } = imageRequest({ model: "sim" });
const REQUEST: UpstreamRequest = {
  ...plain,
  seed: 7,
  size: { widthPx: 16, heightPx: 16 },
  inputs: [],
};

Deno.test("a served sim draws as one without a port does", async () => {
  const sim = createSim();
  await using served = serveUpstream(sim);
  const own = createSimProvider({ baseUrl: "http://sim.test" });
  const other = createSimProvider(served);
  assertEquals(
    await other.submit(REQUEST, testContext(fetch)),
    await own.submit(REQUEST, testContext(sim.fetch)),
  );
});

Deno.test("a served sim can cut the connection after it has accepted", async () => {
  const sim = createSim();
  await using served = serveUpstream(sim);
  sim.next({ on: "submit", accepts: true, cut: true });
  const outcome = await createSimProvider(served).submit(REQUEST, testContext(fetch));
  assert(outcome.kind === "failed");
  assertEquals(outcome.failure.kind, "no_answer");
  assertEquals([sim.submits.length, sim.jobs.length], [1, 1]);
});

Deno.test("a served sim lets go of a call that hangs when its caller leaves", async () => {
  const sim = createSim();
  await using served = serveUpstream(sim);
  sim.next({ on: "submit", hang: true });
  const context = testContext(fetch);
  const outcome = createSimProvider(served).submit(REQUEST, context);
  while (sim.held === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  context.abort();
  assertEquals((await outcome).kind, "failed");
  while (sim.held > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assertEquals(sim.jobs.length, 0);
});
