import { createStudio } from "../providers/studio.ts";
import { createRaster } from "../images/raster.ts";
import { type ProviderContract, providerContract, type WireContract } from "./contract/provider.ts";
import { createSim, type SimOptions } from "./fakes/sim.ts";
import { createSimProvider } from "./fakes/sim_provider.ts";
import { SIM_REFUSAL, SimBody } from "./fakes/sim_works.ts";

const API_KEY = "sim-secret-key";

const SIM_WIRE = {
  readSubmit: async ({ request }) => SimBody.parse(await request.json()),
  secrets: [API_KEY],
  hiddenRateLimit: undefined,
  expired: { status: 404, body: { error: { message: "No such job" } } },
  idempotent: true,
  named: false,
} as const satisfies Partial<WireContract>;

function sim(options: SimOptions): Pick<ProviderContract, "open" | "model"> {
  return {
    model: "sim",
    open(clock) {
      const upstream = createSim({ ...options, clock });
      const { mode = "one_shot" } = options;
      const settings = { baseUrl: "http://sim.test", apiKey: API_KEY, mode, pollAfterMs: 1_000 };
      return {
        upstream,
        create: () => createSimProvider(settings),
        countWorks: () => upstream.jobs.length,
      };
    },
  };
}

providerContract("sim, one shot,", {
  ...sim({}),
  polled: false,
  wire: {
    ...SIM_WIRE,
    refusals: [{ status: 400, body: { error: SIM_REFUSAL } }],
    resultAt: undefined,
  },
});

providerContract("sim, polled,", {
  ...sim({ mode: "async", by: "url", latencyMs: 5_000 }),
  polled: true,
  wire: {
    ...SIM_WIRE,
    refusals: [
      { on: "submit", status: 400, body: { error: SIM_REFUSAL } },
      { on: "poll", body: { status: "failed", error: SIM_REFUSAL } },
    ],
    resultAt: (url) => ({ on: "poll", body: { status: "done", images: [{ url }] } }),
  },
});

for (const latencyMs of [0, 10_000]) {
  providerContract(`studio with a latency of ${latencyMs} ms`, {
    model: "studio",
    open() {
      const raster = createRaster({ workers: 1 });
      return { create: () => createStudio({ raster, latencyMs }), close: () => raster.close() };
    },
    polled: latencyMs > 0,
    wire: undefined,
  });
}
