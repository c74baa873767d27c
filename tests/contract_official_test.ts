import type { Provider } from "../providers/provider.ts";
import { createBedrock } from "../providers/bedrock.ts";
import { createDeepinfra } from "../providers/deepinfra.ts";
import { createFireworks } from "../providers/fireworks.ts";
import { createGemini } from "../providers/gemini.ts";
import { createStability } from "../providers/stability.ts";
import { createTogether } from "../providers/together.ts";
import { createVertex } from "../providers/vertex.ts";
import { createXai } from "../providers/xai.ts";
import { providerContract, type WireContract } from "./contract/provider.ts";
import { BEDROCK_REFUSALS, createBedrockFake, readBedrockBody } from "./fakes/bedrock.ts";
import { createDeepinfraFake, deepinfraAnswer, readDeepinfraBody } from "./fakes/deepinfra.ts";
import type { FakeUpstream } from "./fakes/fake_upstream.ts";
import { createFireworksFake, FIREWORKS_REFUSALS, readFireworksBody } from "./fakes/fireworks.ts";
import { createGeminiFake, GEMINI_REFUSALS, readGeminiBody } from "./fakes/gemini.ts";
import { simPicture } from "./fakes/sim_picture.ts";
import { createStabilityFake, readStabilityForm, STABILITY_REFUSALS } from "./fakes/stability.ts";
import { createTogetherFake, readTogetherBody, TOGETHER_REFUSALS } from "./fakes/together.ts";
import { createXaiFake, readXaiBody, XAI_REFUSALS } from "./fakes/xai.ts";

const BASE_URL = "http://upstream.test";

/** Each key is a secret, and each adapter has two of them. */
const KEYS = ["official-secret-1", "official-secret-2"];

interface OneShot extends Pick<WireContract, "readSubmit" | "refusals"> {
  readonly model: string;
  createFake(options: { readonly keys: readonly string[]; now(): number }): FakeUpstream;
  create(options: { readonly baseUrl: string; readonly keys: readonly string[] }): Provider;
  /** Behind the origin. */
  readonly path: string;
}

/** All of them answer at once with the pictures inline, and know no idempotency keys. */
function oneShotContract(
  name: string,
  { model, createFake, create, path, ...wire }: OneShot,
): void {
  providerContract(name, {
    model,
    open: ({ now }) => ({
      upstream: createFake({ keys: KEYS, now }),
      create: () => create({ baseUrl: `${BASE_URL}${path}`, keys: KEYS }),
    }),
    polled: false,
    wire: {
      ...wire,
      secrets: KEYS,
      hiddenRateLimit: undefined,
      expired: undefined,
      resultAt: undefined,
      idempotent: false,
      named: false,
    },
  });
}

oneShotContract("gemini", {
  model: "gemini-3.1-flash-image",
  createFake: createGeminiFake,
  create: createGemini,
  path: "/v1beta",
  async readSubmit({ request }) {
    const { generationConfig: { seed } } = await readGeminiBody(request);
    return { seed, n: undefined };
  },
  refusals: [
    { on: "submit", body: GEMINI_REFUSALS.prompt },
    { on: "submit", body: GEMINI_REFUSALS.picture },
    { on: "submit", body: GEMINI_REFUSALS.words },
  ],
});

oneShotContract("vertex", {
  model: "gemini-3-pro-image",
  createFake: createGeminiFake,
  create: ({ baseUrl, keys }) => createVertex({ baseUrl, who: keys }),
  path: "/v1/publishers/google",
  async readSubmit({ request }) {
    const { generationConfig: { seed } } = await readGeminiBody(request);
    return { seed, n: undefined };
  },
  refusals: [{ on: "submit", body: GEMINI_REFUSALS.picture }],
});

oneShotContract("together", {
  model: "FLUX.1-schnell",
  createFake: createTogetherFake,
  create: createTogether,
  path: "/v1",
  async readSubmit({ request }) {
    const { seed, n } = await readTogetherBody(request);
    return { seed, n };
  },
  refusals: [{ on: "submit", status: 422, body: TOGETHER_REFUSALS.content }],
});

const blank = simPicture({ widthPx: 8, heightPx: 8 }, 0);
const latin1 = new TextDecoder("latin1");

oneShotContract("fireworks", {
  model: "flux-1-dev-fp8",
  createFake: createFireworksFake,
  create: createFireworks,
  path: "/inference/v1",
  async readSubmit({ request }) {
    const { seed, samples } = await readFireworksBody(request);
    return { seed, n: samples };
  },
  refusals: [
    { on: "submit", status: 400, body: FIREWORKS_REFUSALS.prompt },
    { on: "submit", headers: FIREWORKS_REFUSALS.picture, body: latin1.decode(blank) },
  ],
});

oneShotContract("stability", {
  model: "stable-image-core",
  createFake: createStabilityFake,
  create: createStability,
  path: "",
  async readSubmit({ request }) {
    const { seed } = await readStabilityForm(request);
    return { seed, n: undefined };
  },
  refusals: [
    { on: "submit", status: 403, body: STABILITY_REFUSALS.content },
    { on: "submit", body: STABILITY_REFUSALS.filtered },
  ],
});

oneShotContract("xai", {
  model: "grok-imagine-image",
  createFake: createXaiFake,
  create: createXai,
  path: "/v1",
  async readSubmit({ request }) {
    const { n } = await readXaiBody(request);
    return { seed: undefined, n };
  },
  refusals: [
    { on: "submit", status: 400, body: XAI_REFUSALS.prompt },
    { on: "submit", body: XAI_REFUSALS.picture },
  ],
});

oneShotContract("deepinfra", {
  model: "FLUX-1-schnell",
  createFake: createDeepinfraFake,
  create: createDeepinfra,
  path: "/v1",
  async readSubmit({ request }) {
    const { seed, num_images: n } = await readDeepinfraBody(request);
    return { seed, n };
  },
  refusals: [{ on: "submit", body: deepinfraAnswer(blank, true) }],
});

oneShotContract("bedrock", {
  model: "sd3.5-large",
  createFake: createBedrockFake,
  create: ({ baseUrl, keys }) => createBedrock({ baseUrl, region: "us-west-2", who: keys }),
  path: "",
  async readSubmit({ request }) {
    const { seed } = await readBedrockBody(request);
    return { seed, n: undefined };
  },
  refusals: [
    { on: "submit", body: BEDROCK_REFUSALS.prompt },
    { on: "submit", body: BEDROCK_REFUSALS.picture },
  ],
});
