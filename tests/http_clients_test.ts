/**
 * What real clients send to the image endpoints, word for word, and the one field that each of them
 * reads. The shapes were read in the clients' own sources.
 *
 * @module
 */

import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { assertEquals, assertMatch } from "./assert.ts";
import { doorForTests } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";

const tests = doorForTests({ env: { DEFAULT_MODEL: "easel" } });

interface Client {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON body, or a form when there are files. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Names of file fields; each gets a picture. */
  readonly files?: readonly string[];
  readonly reads: "b64_json" | "url";
  readonly count?: number;
}

const GENERATIONS: Readonly<Record<string, Client>> = {
  "Open WebUI": {
    body: { model: "easel", prompt: "p", n: 1, size: "512x512", response_format: "b64_json" },
    reads: "b64_json",
  },
  "Open WebUI with a gpt-image model and a trailing slash": {
    path: "/v1//images/generations?api-version=2025-04-01",
    body: { model: "gpt-image-1", prompt: "p", n: 1, size: "auto" },
    reads: "b64_json",
  },
  "LibreChat's dalle tool": {
    body: {
      model: "dall-e-3",
      quality: "hd",
      style: "vivid",
      size: "1792x1024",
      prompt: "p",
      n: 1,
    },
    reads: "url",
  },
  "LibreChat's image_gen_oai": {
    body: {
      model: "gpt-image-1",
      prompt: "p",
      n: 2,
      background: "auto",
      output_format: "png",
      output_compression: 100,
      quality: "auto",
      size: "auto",
    },
    reads: "b64_json",
    count: 2,
  },
  "LobeHub": {
    body: {
      model: "easel",
      prompt: "p",
      n: 1,
      width: 64,
      height: 64,
      seed: 3,
      steps: 20,
      cfg: 4,
      aspectRatio: "1:1",
      samplerName: "Euler",
    },
    reads: "b64_json",
  },
  "Cherry Studio's painting page": {
    body: { prompt: "p", model: "easel", size: "64x64", n: 1, quality: "high", moderation: "low" },
    reads: "b64_json",
  },
  "Cherry Studio's older generic page": {
    body: {
      model: "easel",
      prompt: "p",
      negative_prompt: "",
      image_size: "64x64",
      batch_size: 2,
      seed: 7,
      num_inference_steps: 20,
      guidance_scale: 4.5,
      prompt_enhancement: false,
    },
    reads: "url",
    count: 2,
  },
  "NextChat with a base that ends in /v1": {
    path: "/v1/v1/images/generations",
    body: {
      model: "dall-e-3",
      prompt: "p",
      response_format: "b64_json",
      n: 1,
      size: "1024x1024",
      quality: "standard",
      style: "vivid",
    },
    reads: "b64_json",
  },
  "Dify's dalle tool on Azure": {
    path: "/openai/deployments/dall-e-3/images/generations?api-version=2024-02-01",
    headers: { "api-key": "k" },
    body: {
      prompt: "p",
      n: 1,
      size: "1024x1024",
      response_format: "b64_json",
      seed: "a1B2c3D4",
    },
    reads: "b64_json",
  },
  "n8n with URLs": {
    body: {
      prompt: "p",
      model: "easel",
      response_format: "url",
      n: 1,
      size: "64x64",
      quality: "standard",
    },
    reads: "url",
  },
  "LangChain": {
    body: {
      model: "dall-e-3",
      prompt: "p",
      n: 1,
      size: "1024x1024",
      response_format: "url",
      style: "vivid",
      quality: "standard",
      user: "u",
    },
    reads: "url",
  },
  "AI SDK, openai-compatible": {
    body: { model: "easel", prompt: "p", n: 3, size: "64x64" },
    reads: "b64_json",
    count: 3,
  },
  "AI SDK, openai": {
    body: { model: "easel", prompt: "p", n: 1, response_format: "b64_json" },
    reads: "b64_json",
  },
  "KoboldAI Lite": {
    headers: { origin: "http://localhost:5001" },
    body: {
      model: "dall-e-2",
      prompt: "p",
      n: 1,
      size: "1024x1024",
      response_format: "b64_json",
    },
    reads: "b64_json",
  },
  "chatgpt-web without a model": {
    body: { prompt: "p", size: "256x256", n: 1, response_format: "b64_json" },
    reads: "b64_json",
  },
  "curl without a content type": {
    path: "/images/generations",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: { prompt: "p" },
    reads: "b64_json",
  },
  "the Python SDK with extra_body": {
    headers: { "x-stainless-lang": "python", "openai-organization": "o" },
    body: { prompt: "p", model: "easel", seed: 1, watermark: false },
    reads: "b64_json",
  },
};

const EDITS: Readonly<Record<string, Client>> = {
  "Open WebUI": {
    body: { model: "easel", prompt: "p", n: "1", size: "512x512", response_format: "b64_json" },
    files: ["image[]"],
    reads: "b64_json",
  },
  "LibreChat's image_edit_oai": {
    body: { model: "gpt-image-1", prompt: "p", quality: "auto", size: "auto" },
    files: ["image[]", "image[]"],
    reads: "b64_json",
  },
  "LobeHub": {
    body: { model: "easel", prompt: "p", n: "1", input_fidelity: "high" },
    files: ["image"],
    reads: "b64_json",
  },
  "Cherry Studio": {
    body: { model: "easel", prompt: "p", size: "64x64" },
    files: ["image", "image"],
    reads: "b64_json",
  },
  "n8n for dall-e-2": {
    body: { model: "dall-e-2", prompt: "p", n: "2", size: "256x256", user: "" },
    files: ["image"],
    reads: "url",
    count: 2,
  },
  "Dify": {
    body: { model: "gpt-image-1-mini", prompt: "p", quality: "low", n: "1" },
    files: ["image"],
    reads: "b64_json",
  },
};

for (const [name, client] of Object.entries(GENERATIONS)) {
  Deno.test(`generations as ${name} sends them`, async () => {
    const { path = "/v1/images/generations", headers = {}, body } = client;
    await check(client, await tests.door.post(path, body, { ...headers }));
  });
}

for (const [name, client] of Object.entries(EDITS)) {
  Deno.test(`edits as ${name} sends them`, async () => {
    const form = new FormData();
    const { bytes } = png({ widthPx: 64, heightPx: 64 });
    for (const field of client.files ?? []) form.append(field, new File([bytes], "a.png"));
    for (const [field, value] of Object.entries(client.body)) form.append(field, String(value));
    const init = { method: "POST", body: form };
    await check(client, await tests.door.app.request("/v1/images/edits", init));
  });
}

/** The field that is read must be there, and the other must not. */
async function check({ reads, count = 1 }: Client, response: Response): Promise<void> {
  assertEquals(response.status, 200, await response.clone().text());
  assertMatch(response.headers.get("content-type") ?? "", /^application\/json/);
  const { data } = ImagesResponse.parse(await response.json());
  assertEquals(data.length, count);
  for (const { b64_json, url } of data) {
    if (reads === "url") {
      assertEquals(b64_json, undefined);
      assertMatch(url ?? "", /^http:\/\/localhost\/files\/\w+\.png$/);
    } else {
      assertEquals(url, undefined);
      assertMatch(b64_json ?? "", /^iVBOR/);
    }
  }
}
