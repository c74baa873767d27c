import { z } from "zod";
import { createAiSdkDemo } from "../providers/ai_sdk_demo.ts";
import { createAiimagetoimage } from "../providers/aiimagetoimage.ts";
import { createArting } from "../providers/arting.ts";
import { createBfl } from "../providers/bfl.ts";
import { createComfyui } from "../providers/comfyui.ts";
import { createDreamifly } from "../providers/dreamifly.ts";
import { createFal } from "../providers/fal.ts";
import { createFireworks } from "../providers/fireworks.ts";
import { createReplicate } from "../providers/replicate.ts";
import { providerContract } from "./contract/provider.ts";
import { createAiSdkDemoFake } from "./fakes/ai_sdk_demo.ts";
import { createAiimagetoimageFake, readAiimagetoimageForm } from "./fakes/aiimagetoimage.ts";
import { ARTING_REFUSALS, createArtingFake, readArtingBody } from "./fakes/arting.ts";
import { bflReady, bflTask, createBflFake, readBflBody } from "./fakes/bfl.ts";
import { createComfyuiFake, readComfyuiPrompt } from "./fakes/comfyui.ts";
import { createDreamiflyFake, readDreamiflyBody } from "./fakes/dreamifly.ts";
import { createFalFake, falResult, falTrouble, readFalInput } from "./fakes/fal.ts";
import { FIREWORKS_REFUSALS } from "./fakes/fireworks.ts";
import { createFireworksQueueFake, readFireworksQueueBody } from "./fakes/fireworks_queue.ts";
import {
  createReplicateFake,
  readReplicateInput,
  REPLICATE_REFUSALS,
  replicatePrediction,
} from "./fakes/replicate.ts";

const BASE_URL = "http://upstream.test";

providerContract("aiimagetoimage", {
  model: "nano_banana",
  open({ now }) {
    const upstream = createAiimagetoimageFake({ now });
    return { upstream, create: () => createAiimagetoimage({ baseUrl: BASE_URL }) };
  },
  polled: true,
  wire: {
    async readSubmit({ request }) {
      await readAiimagetoimageForm(request);
      return { seed: undefined, n: undefined };
    },
    secrets: [],
    refusals: [
      {
        on: "submit",
        body: { code: 400, message: { zh: "内容违规", en: "The prompt has sensitive content" } },
      },
      { on: "poll", body: { code: 500, message: "Blocked: NSFW" } },
    ],
    hiddenRateLimit: { on: "submit", body: { code: 429, message: { zh: "已达上限" } } },
    expired: { body: { code: 404, message: { zh: "任务不存在", en: "No such job" } } },
    resultAt: (url) => ({
      on: "poll",
      body: { code: 200, result: { job_id: "job_1", status: "success", image_url: [url] } },
    }),
    idempotent: false,
    named: false,
  },
});

providerContract("ai-sdk-demo", {
  model: "replicate/flux-1.1-pro-ultra",
  open({ now }) {
    const upstream = createAiSdkDemoFake({ now });
    return { upstream, create: () => createAiSdkDemo({ baseUrl: BASE_URL }) };
  },
  polled: false,
  wire: {
    readSubmit: () => Promise.resolve({ seed: undefined, n: undefined }),
    secrets: [],
    refusals: [], // it hides its providers' refusals behind one sentence
    hiddenRateLimit: undefined,
    expired: undefined,
    resultAt: undefined,
    idempotent: false,
    named: false,
  },
});

const DREAMIFLY_TOKENS = ["Bearer dreamifly-secret-1", "dreamifly-secret-2"];

providerContract("dreamifly", {
  model: "dreamifly-qwen-image",
  open(clock) {
    const upstream = createDreamiflyFake({ tokens: DREAMIFLY_TOKENS, clock });
    const settings = { baseUrl: BASE_URL, tokens: DREAMIFLY_TOKENS };
    return { upstream, create: () => createDreamifly(settings) };
  },
  polled: false,
  wire: {
    async readSubmit({ request }) {
      const { seed, batch_size: n } = await readDreamiflyBody(request);
      return { seed, n };
    },
    secrets: ["dreamifly-secret-1", "dreamifly-secret-2"],
    refusals: [], // it strikes out the words that it does not like
    hiddenRateLimit: undefined,
    expired: undefined,
    resultAt: undefined,
    idempotent: false,
    named: false,
  },
});

const ARTING_TOKENS = ["arting-secret-1", "arting-secret-2"];

providerContract("arting", {
  model: "oneFORALLAnime",
  open({ now }) {
    const upstream = createArtingFake({ tokens: ARTING_TOKENS, now });
    const settings = { baseUrl: BASE_URL, tokens: ARTING_TOKENS };
    return { upstream, create: () => createArting(settings) };
  },
  polled: true,
  wire: {
    async readSubmit({ request }) {
      const { seed, samples: n } = await readArtingBody(request);
      return { seed, n };
    },
    secrets: ARTING_TOKENS,
    refusals: [{ on: "submit", body: ARTING_REFUSALS.content }],
    hiddenRateLimit: { on: "submit", body: { code: 429, message: "Too many requests" } },
    expired: undefined, // it has no word for it: a poll's code may be a passing one
    resultAt: (url) => ({
      on: "poll",
      body: { code: 100_000, data: { status: "success", output: [url] } },
    }),
    idempotent: false,
    named: false,
  },
});

/** Replicate, fal and Black Forest Labs know counts and seeds as numbers. */
const Numeric = z.number().optional();

const REPLICATE_TOKENS = ["replicate-secret-1", "replicate-secret-2"];

providerContract("replicate", {
  model: "flux-dev",
  open({ now }) {
    const upstream = createReplicateFake({ tokens: REPLICATE_TOKENS, now });
    const settings = { baseUrl: `${BASE_URL}/v1`, keys: REPLICATE_TOKENS };
    return { upstream, create: () => createReplicate(settings) };
  },
  polled: true,
  wire: {
    async readSubmit({ request }) {
      const { seed, num_outputs: n } = await readReplicateInput(request);
      return { seed: Numeric.parse(seed), n: Numeric.parse(n) };
    },
    secrets: REPLICATE_TOKENS,
    refusals: [
      { on: "submit", status: 422, body: REPLICATE_REFUSALS.input },
      {
        on: "poll",
        body: replicatePrediction({ status: "failed", error: REPLICATE_REFUSALS.output }),
      },
    ],
    hiddenRateLimit: undefined,
    expired: { status: 404, body: { detail: "Prediction not found" } },
    resultAt: (url) => ({ on: "poll", body: replicatePrediction({ output: [url] }) }),
    idempotent: false,
    named: false,
  },
});

const FAL_KEYS = ["fal-secret-id:1", "fal-secret-id:2"];

providerContract("fal", {
  model: "flux/dev",
  open({ now }) {
    const upstream = createFalFake({ keys: FAL_KEYS, now });
    return { upstream, create: () => createFal({ baseUrl: BASE_URL, keys: FAL_KEYS }) };
  },
  polled: true,
  wire: {
    async readSubmit({ request }) {
      const { seed } = await readFalInput(request);
      return { seed: Numeric.parse(seed), n: undefined };
    },
    secrets: FAL_KEYS,
    refusals: [
      { on: "submit", status: 422, body: falTrouble("content_policy_violation") },
      { on: "result", status: 422, body: falTrouble("content_policy_violation") },
      { on: "result", body: falResult(`${BASE_URL}/a.png`, { has_nsfw_concepts: [true] }) },
    ],
    hiddenRateLimit: undefined,
    expired: { status: 404, body: { detail: "Request not found" } },
    resultAt: (url) => ({ on: "result", body: falResult(url) }),
    idempotent: false,
    named: false,
  },
});

const BFL_KEYS = ["bfl-secret-1", "bfl-secret-2"];

providerContract("bfl", {
  model: "flux-pro-1.1",
  open({ now }) {
    const upstream = createBflFake({ keys: BFL_KEYS, now });
    return { upstream, create: () => createBfl({ baseUrl: BASE_URL, keys: BFL_KEYS }) };
  },
  polled: true,
  wire: {
    async readSubmit({ request }) {
      const { seed } = await readBflBody(request);
      return { seed: Numeric.parse(seed), n: undefined };
    },
    secrets: BFL_KEYS,
    refusals: [
      { on: "poll", body: bflTask({ status: "Request Moderated" }) },
      { on: "poll", body: bflTask({ status: "Content Moderated" }) },
    ],
    hiddenRateLimit: undefined,
    expired: { body: bflTask({ status: "Task not found" }) },
    resultAt: (url) => ({ on: "poll", body: bflReady(url) }),
    idempotent: false,
    named: false,
  },
});

const FIREWORKS_KEYS = ["fireworks-secret-1", "fireworks-secret-2"];

providerContract("fireworks, queued,", {
  model: "flux-kontext-pro",
  open({ now }) {
    const upstream = createFireworksQueueFake({ keys: FIREWORKS_KEYS, now });
    const settings = { baseUrl: `${BASE_URL}/inference/v1`, keys: FIREWORKS_KEYS };
    return { upstream, create: () => createFireworks(settings) };
  },
  polled: true,
  wire: {
    async readSubmit({ request }) {
      const { seed } = await readFireworksQueueBody(request);
      return { seed, n: undefined };
    },
    secrets: FIREWORKS_KEYS,
    refusals: [
      { on: "submit", status: 400, body: FIREWORKS_REFUSALS.prompt },
      { on: "poll", body: bflTask({ status: "Request Moderated" }) },
      { on: "poll", body: bflTask({ status: "Content Moderated" }) },
    ],
    hiddenRateLimit: undefined,
    expired: { body: bflTask({ status: "Task not found" }) },
    resultAt: (url) => ({ on: "poll", body: bflReady(url) }),
    idempotent: false,
    named: false,
  },
});

/** With the jobs API, and an older server without. */
for (const hasJobs of [true, false]) {
  providerContract(hasJobs ? "comfyui" : "comfyui without jobs API", {
    model: "comfyui/plain",
    open(clock) {
      const upstream = createComfyuiFake({ clock, hasJobs, checkpoints: ["comfyui/plain.ckpt"] });
      const checkpoints = ["comfyui/plain.ckpt"];
      const settings = { baseUrl: BASE_URL, checkpoints, workflows: {} };
      return { upstream, create: () => createComfyui(settings) };
    },
    polled: true,
    wire: {
      async readSubmit({ request }) {
        const { inputs: { seed } } = await readComfyuiPrompt(request);
        return { seed: Numeric.parse(seed), n: undefined };
      },
      secrets: [],
      refusals: [], // it draws whatever it is told to
      hiddenRateLimit: undefined,
      expired: hasJobs
        ? { status: 404, body: { error: "Job not found" } }
        : { body: { queue_running: [], queue_pending: [] } },
      resultAt: undefined, // it gives names of files, never addresses
      idempotent: false,
      named: true,
    },
  });
}
