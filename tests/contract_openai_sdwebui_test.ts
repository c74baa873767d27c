import { createRaster } from "../images/raster.ts";
import { createOpenai } from "../providers/openai.ts";
import { createSdwebui } from "../providers/sdwebui.ts";
import { type ProviderContract, providerContract } from "./contract/provider.ts";
import type { Fault } from "./fakes/faults.ts";
import { createFakeOpenai, DALL_E_MODERATION, OPENAI_MODERATION } from "./fakes/openai.ts";
import { createFakeSdwebui } from "./fakes/sdwebui.ts";

const API_KEY = "sk-contract-secret";
const PASSWORD = "contract-password";

const REFUSALS: readonly Fault[] = [
  { on: "submit", status: 400, body: OPENAI_MODERATION },
  { on: "submit", status: 400, body: DALL_E_MODERATION },
  { on: "submit", body: { created: 1, data: [] } },
];

function openai(model: string): ProviderContract {
  return {
    model,
    open({ now }) {
      const upstream = createFakeOpenai({ now, apiKeys: [API_KEY] });
      const settings = { baseUrl: "http://openai.test/v1", apiKeys: [API_KEY], models: [model] };
      return { upstream, create: () => createOpenai(settings) };
    },
    polled: false,
    wire: {
      readSubmit: async ({ request }) => {
        const { seed, n } = await request.json();
        return { seed, n };
      },
      secrets: [API_KEY],
      refusals: REFUSALS,
      hiddenRateLimit: {
        on: "submit",
        body: { error: { message: "Slow down", type: "requests", code: "rate_limit_exceeded" } },
      },
      expired: undefined,
      resultAt: undefined,
      idempotent: false,
      named: false,
    },
  };
}

providerContract("openai with a GPT image model", openai("gpt-image-2"));
providerContract("openai with another model", openai("flux.1-dev"));

const ADDRESS = openai("flux.1-dev");
providerContract("openai with pictures at addresses", {
  ...ADDRESS,
  open({ now }) {
    const upstream = createFakeOpenai({ now, byUrl: true });
    const settings = { baseUrl: "http://openai.test/v1", apiKeys: [], models: ["flux.1-dev"] };
    return { upstream, create: () => createOpenai(settings) };
  },
  wire: ADDRESS.wire && {
    ...ADDRESS.wire,
    secrets: [],
    resultAt: (url) => ({ on: "submit", body: { created: 1, data: [{ url }] } }),
  },
});

providerContract("sdwebui", {
  model: "sdwebui",
  open(clock) {
    const raster = createRaster({ workers: 1 });
    const auth = `me:${PASSWORD}`;
    const upstream = createFakeSdwebui({ clock, auth });
    const settings = { baseUrl: "http://sdwebui.test", auth, raster };
    return { upstream, create: () => createSdwebui(settings), close: () => raster.close() };
  },
  polled: false,
  wire: {
    readSubmit: async ({ request }) => {
      const { seed, batch_size: n } = await request.json();
      return { seed, n };
    },
    secrets: [PASSWORD, btoa(`me:${PASSWORD}`)],
    refusals: [],
    hiddenRateLimit: undefined,
    expired: undefined,
    resultAt: undefined,
    idempotent: false,
    named: false,
  },
});
