/**
 * The adapters that meet every fault as the first of two routes.
 *
 * @module
 */

import { createRaster } from "../images/raster.ts";
import { createAiimagetoimage } from "../providers/aiimagetoimage.ts";
import { createAiSdkDemo } from "../providers/ai_sdk_demo.ts";
import { createArting } from "../providers/arting.ts";
import { createBfl } from "../providers/bfl.ts";
import { createComfyui } from "../providers/comfyui.ts";
import { createDreamifly } from "../providers/dreamifly.ts";
import { createFal } from "../providers/fal.ts";
import { createFireworks } from "../providers/fireworks.ts";
import { createOpenai } from "../providers/openai.ts";
import { createReplicate } from "../providers/replicate.ts";
import { createSdwebui } from "../providers/sdwebui.ts";
import { type KnownFault, knownFaults } from "./contract/provider_faults.ts";
import { createAiimagetoimageFake } from "./fakes/aiimagetoimage.ts";
import { AI_SDK_DEMO_FAILURE, createAiSdkDemoFake } from "./fakes/ai_sdk_demo.ts";
import { ARTING_REFUSALS, createArtingFake } from "./fakes/arting.ts";
import { bflReady, bflTask, createBflFake } from "./fakes/bfl.ts";
import { createComfyuiFake } from "./fakes/comfyui.ts";
import { createDreamiflyFake } from "./fakes/dreamifly.ts";
import { createFalFake, falResult, falTrouble } from "./fakes/fal.ts";
import { createFireworksQueueFake } from "./fakes/fireworks_queue.ts";
import { createFakeOpenai, OPENAI_MODERATION } from "./fakes/openai.ts";
import { createReplicateFake, REPLICATE_REFUSALS, replicatePrediction } from "./fakes/replicate.ts";
import { createVirtualRuntime } from "./fakes/runtime.ts";
import { createFakeSdwebui } from "./fakes/sdwebui.ts";
import { createSim } from "./fakes/sim.ts";
import { createSimProvider, type SimProviderOptions } from "./fakes/sim_provider.ts";
import { SIM_REFUSAL } from "./fakes/sim_works.ts";
import { OFFICIAL_FIRST_ROUTES } from "./official_first_routes.ts";
import { FIRST_SECRET, FIRST_URL, type FirstRoute } from "./pair.ts";

/** What any upstream may do wrong. */
export const FAULTS = knownFaults(createVirtualRuntime().now());

/** The first fault of each kind of failure. */
export const ONE_OF_EACH_KIND = FAULTS.filter(({ kind }, index) =>
  FAULTS.findIndex((other) => other.kind === kind) === index
);

/** Its handle is paid for, and nothing protects a second submit. */
const PAID_AND_POLLED: SimProviderOptions = {
  id: "paid-and-polled",
  baseUrl: FIRST_URL,
  mode: "async",
  paid: true,
  idempotent: false,
};

/** What AUTOMATIC1111 does wrong in its own manner. */
const SDWEBUI_FAULTS: readonly KnownFault[] = [
  {
    what: "an exception",
    fault: {
      status: 500,
      body: { error: "OutOfMemoryError", detail: "", body: "", errors: "CUDA out of memory." },
    },
    kind: "generation_failed",
  },
  {
    what: "an API that is switched off",
    fault: { status: 404, body: { detail: "Not Found" } },
    kind: "unavailable",
  },
  {
    what: "an interrupt by somebody else",
    fault: { body: { images: [], parameters: {}, info: "{}" } },
    kind: "generation_failed",
  },
];

/** A route to a machine that draws one thing at a time, and tells meanwhile how far it is. */
export function sdwebuiRoute({ latencyMs }: { readonly latencyMs: number }): FirstRoute {
  const auth = `me:${FIRST_SECRET}`;
  return {
    provider: createSdwebui({ baseUrl: FIRST_URL, auth, raster: createRaster() }),
    model: "sdwebui",
    faults: [...FAULTS, ...SDWEBUI_FAULTS],
    createFake: (clock) => createFakeSdwebui({ auth, latencyMs, clock }),
    refusals: [], // it draws whatever it is told to
  };
}

/** See the module. */
export const FIRST_ROUTES: readonly FirstRoute[] = [
  ...OFFICIAL_FIRST_ROUTES,
  {
    provider: createDreamifly({ baseUrl: FIRST_URL, tokens: [FIRST_SECRET] }),
    model: "dreamifly-qwen-image",
    faults: FAULTS,
    createFake: (clock) => createDreamiflyFake({ tokens: [FIRST_SECRET], clock }),
    refusals: [], // it strikes out the words that it does not like
  },
  {
    provider: createOpenai({
      baseUrl: `${FIRST_URL}/v1`,
      apiKeys: [FIRST_SECRET],
      models: ["gpt-image-2"],
    }),
    model: "gpt-image-2",
    faults: FAULTS,
    createFake: ({ now }) => createFakeOpenai({ apiKeys: [FIRST_SECRET], now }),
    refusals: [
      { on: "submit", status: 400, body: OPENAI_MODERATION },
      { on: "submit", body: OPENAI_MODERATION },
    ],
    hiddenRateLimit: {
      on: "submit",
      body: { error: { message: "Slow down", type: "requests", code: "rate_limit_exceeded" } },
    },
  },
  {
    provider: createArting({ baseUrl: FIRST_URL, tokens: [FIRST_SECRET] }),
    model: "oneFORALLAnime",
    faults: FAULTS,
    createFake: ({ now }) => createArtingFake({ tokens: [FIRST_SECRET], latencyMs: 1_000, now }),
    refusals: [{ on: "submit", body: ARTING_REFUSALS.content }],
    hiddenRateLimit: { on: "submit", body: { code: 429, message: "Too many requests" } },
    resultAt: (url) => ({
      on: "poll",
      body: { code: 100_000, data: { status: "success", output: [url] } },
    }),
  },
  {
    provider: createAiimagetoimage({ baseUrl: FIRST_URL }),
    model: "nano_banana",
    faults: ONE_OF_EACH_KIND, // every one of its submits carries a large canvas
    createFake: ({ now }) => createAiimagetoimageFake({ latencyMs: 1_000, now }),
    refusals: [
      { on: "submit", body: { code: 400, message: { en: "The prompt has sensitive content" } } },
      { on: "poll", body: { code: 500, message: "Blocked: NSFW" } },
    ],
    hiddenRateLimit: { on: "submit", body: { code: 429, message: { zh: "已达上限" } } },
    expired: { on: "poll", body: { code: 404, message: { en: "No such job" } } },
    resultAt: (url) => ({
      on: "poll",
      body: { code: 200, result: { job_id: "job_1", status: "success", image_url: [url] } },
    }),
  },
  {
    provider: createReplicate({ baseUrl: `${FIRST_URL}/v1`, keys: [FIRST_SECRET] }),
    model: "flux-schnell",
    faults: FAULTS,
    createFake: ({ now }) => createReplicateFake({ tokens: [FIRST_SECRET], now }),
    refusals: [
      { on: "submit", status: 422, body: REPLICATE_REFUSALS.input },
      {
        on: "poll",
        body: replicatePrediction({ status: "failed", error: REPLICATE_REFUSALS.output }),
      },
    ],
    expired: { on: "poll", status: 404, body: { detail: "Prediction not found" } },
    resultAt: (url) => ({ on: "poll", body: replicatePrediction({ output: [url] }) }),
  },
  {
    provider: createFal({ baseUrl: FIRST_URL, keys: [FIRST_SECRET] }),
    model: "flux/schnell",
    faults: FAULTS,
    createFake: ({ now }) => createFalFake({ keys: [FIRST_SECRET], now }),
    refusals: [
      { on: "submit", status: 422, body: falTrouble("content_policy_violation") },
      { on: "result", status: 422, body: falTrouble("content_policy_violation") },
    ],
    expired: { on: "poll", status: 404, body: { detail: "Request not found" } },
    resultAt: (url) => ({ on: "result", body: falResult(url) }),
  },
  {
    provider: createBfl({ baseUrl: FIRST_URL, keys: [FIRST_SECRET] }),
    model: "flux-2-pro",
    faults: FAULTS,
    createFake: ({ now }) => createBflFake({ keys: [FIRST_SECRET], now }),
    refusals: [
      { on: "poll", body: bflTask({ status: "Request Moderated" }) },
      { on: "poll", body: bflTask({ status: "Content Moderated" }) },
    ],
    expired: { on: "poll", body: bflTask({ status: "Task not found" }) },
    resultAt: (url) => ({ on: "poll", body: bflReady(url) }),
  },
  {
    provider: { ...createSimProvider(PAID_AND_POLLED), origin: FIRST_URL },
    model: "sim",
    faults: FAULTS,
    createFake: (clock) =>
      createSim({ mode: "async", by: "url", latencyMs: 1_000, idempotent: false, clock }),
    refusals: [
      { on: "submit", status: 400, body: { error: SIM_REFUSAL } },
      { on: "poll", body: { status: "failed", error: SIM_REFUSAL } },
    ],
    expired: { on: "poll", status: 404, body: { error: { message: "No such job" } } },
    resultAt: (url) => ({ on: "poll", body: { status: "done", images: [{ url }] } }),
  },
  {
    provider: createFireworks({ baseUrl: `${FIRST_URL}/inference/v1`, keys: [FIRST_SECRET] }),
    model: "flux-kontext-max",
    faults: FAULTS,
    createFake: ({ now }) => createFireworksQueueFake({ keys: [FIRST_SECRET], now }),
    refusals: [
      { on: "poll", body: bflTask({ status: "Request Moderated" }) },
      { on: "poll", body: bflTask({ status: "Content Moderated" }) },
    ],
    expired: { on: "poll", body: bflTask({ status: "Task not found" }) },
    resultAt: (url) => ({ on: "poll", body: bflReady(url) }),
  },
  {
    provider: createComfyui({
      baseUrl: FIRST_URL,
      auth: `Bearer ${FIRST_SECRET}`,
      checkpoints: ["plain.safetensors"],
      workflows: {},
    }),
    model: "plain",
    faults: FAULTS,
    createFake: (clock) =>
      createComfyuiFake({
        authorization: `Bearer ${FIRST_SECRET}`,
        checkpoints: ["plain.safetensors"],
        clock,
      }),
    refusals: [], // it draws whatever it is told to
    expired: { on: "poll", status: 404, body: { error: "Job not found" } },
  },
  sdwebuiRoute({ latencyMs: 4_500 }),
  {
    provider: createAiSdkDemo({ baseUrl: FIRST_URL }),
    model: "replicate/flux-1.1-pro",
    faults: [
      ...FAULTS,
      { what: "its one sentence for everything", fault: AI_SDK_DEMO_FAILURE, kind: "no_answer" },
    ],
    createFake: ({ now }) => createAiSdkDemoFake({ now }),
    refusals: [], // it hides its providers' refusals behind one sentence
  },
];
