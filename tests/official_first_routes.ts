/**
 * Those adapters among the first routes that call an official service which answers at once.
 *
 * @module
 */

import { createBedrock } from "../providers/bedrock.ts";
import { createDeepinfra } from "../providers/deepinfra.ts";
import { createFireworks } from "../providers/fireworks.ts";
import { createGemini } from "../providers/gemini.ts";
import { createStability } from "../providers/stability.ts";
import { createTogether } from "../providers/together.ts";
import { createVertex } from "../providers/vertex.ts";
import { createXai } from "../providers/xai.ts";
import { type KnownFault, knownFaults } from "./contract/provider_faults.ts";
import { BEDROCK_REFUSALS, createBedrockFake } from "./fakes/bedrock.ts";
import { createDeepinfraFake, deepinfraAnswer } from "./fakes/deepinfra.ts";
import { createFireworksFake, FIREWORKS_REFUSALS } from "./fakes/fireworks.ts";
import { createGeminiFake, GEMINI_REFUSALS } from "./fakes/gemini.ts";
import { createVirtualRuntime } from "./fakes/runtime.ts";
import { simPicture } from "./fakes/sim_picture.ts";
import { createStabilityFake, STABILITY_REFUSALS } from "./fakes/stability.ts";
import { createTogetherFake, TOGETHER_REFUSALS } from "./fakes/together.ts";
import { createXaiFake, XAI_REFUSALS } from "./fakes/xai.ts";
import { FIRST_SECRET, FIRST_URL, type FirstRoute } from "./pair.ts";

/** What any upstream may do wrong. */
const FAULTS = knownFaults(createVirtualRuntime().now());

/** One of each kind: they share the code that tells the kinds apart. */
const SOME_FAULTS = FAULTS.filter(({ kind }, index) =>
  FAULTS.findIndex((other) => other.kind === kind) === index
);

const KEYS = [FIRST_SECRET];

const GEMINI_FAULTS: readonly KnownFault[] = [
  {
    what: "a key that is none",
    fault: { status: 400, body: GEMINI_REFUSALS.key },
    kind: "upstream_auth",
  },
  {
    what: "the end of the day's quota",
    fault: { status: 429, body: GEMINI_REFUSALS.day },
    kind: "upstream_quota",
  },
];

const XAI_FAULTS: readonly KnownFault[] = [
  {
    what: "a key that is none",
    fault: { status: 400, body: XAI_REFUSALS.key },
    kind: "upstream_auth",
  },
  {
    what: "an account without credits",
    fault: { status: 429, body: XAI_REFUSALS.credit },
    kind: "upstream_quota",
  },
];

/** See the module. */
export const OFFICIAL_FIRST_ROUTES: readonly FirstRoute[] = [
  {
    provider: createGemini({ baseUrl: `${FIRST_URL}/v1beta`, keys: KEYS }),
    model: "gemini-3.1-flash-image",
    faults: [...FAULTS, ...GEMINI_FAULTS],
    createFake: ({ now }) => createGeminiFake({ keys: KEYS, now }),
    refusals: [
      { on: "submit", body: GEMINI_REFUSALS.prompt },
      { on: "submit", body: GEMINI_REFUSALS.words },
    ],
  },
  {
    provider: createVertex({ baseUrl: `${FIRST_URL}/v1/publishers/google`, who: KEYS }),
    model: "gemini-3-pro-image",
    faults: SOME_FAULTS,
    createFake: ({ now }) => createGeminiFake({ keys: KEYS, now }),
    refusals: [{ on: "submit", body: GEMINI_REFUSALS.picture }],
  },
  {
    provider: createTogether({ baseUrl: `${FIRST_URL}/v1`, keys: KEYS }),
    model: "FLUX.1-schnell",
    faults: SOME_FAULTS,
    createFake: ({ now }) => createTogetherFake({ keys: KEYS, now }),
    refusals: [{ on: "submit", status: 422, body: TOGETHER_REFUSALS.content }],
  },
  {
    provider: createFireworks({ baseUrl: `${FIRST_URL}/inference/v1`, keys: KEYS }),
    model: "flux-1-schnell-fp8",
    faults: SOME_FAULTS,
    isAtOnce: true,
    createFake: ({ now }) => createFireworksFake({ keys: KEYS, now }),
    refusals: [{ on: "submit", status: 400, body: FIREWORKS_REFUSALS.prompt }],
  },
  {
    provider: createStability({ baseUrl: FIRST_URL, keys: KEYS }),
    model: "stable-image-core",
    faults: FAULTS,
    createFake: ({ now }) => createStabilityFake({ keys: KEYS, now }),
    refusals: [
      { on: "submit", status: 403, body: STABILITY_REFUSALS.content },
      { on: "submit", body: STABILITY_REFUSALS.filtered },
    ],
  },
  {
    provider: createXai({ baseUrl: `${FIRST_URL}/v1`, keys: KEYS }),
    model: "grok-imagine-image",
    faults: [...SOME_FAULTS, ...XAI_FAULTS],
    createFake: ({ now }) => createXaiFake({ keys: KEYS, now }),
    refusals: [{ on: "submit", body: XAI_REFUSALS.picture }],
  },
  {
    provider: createDeepinfra({ baseUrl: `${FIRST_URL}/v1`, keys: KEYS }),
    model: "FLUX-1-schnell",
    faults: SOME_FAULTS,
    createFake: ({ now }) => createDeepinfraFake({ keys: KEYS, now }),
    refusals: [
      {
        on: "submit",
        body: deepinfraAnswer(simPicture({ widthPx: 8, heightPx: 8 }, 0), true),
      },
    ],
  },
  {
    provider: createBedrock({ baseUrl: FIRST_URL, region: "us-west-2", who: KEYS }),
    model: "sd3.5-large",
    faults: SOME_FAULTS,
    createFake: ({ now }) => createBedrockFake({ keys: KEYS, now }),
    refusals: [{ on: "submit", body: BEDROCK_REFUSALS.prompt }],
  },
];
