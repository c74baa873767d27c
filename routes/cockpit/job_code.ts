/**
 * A job's request as code that sends it again: exactly what was asked for, to this server. Pure.
 *
 * @module
 */

import type { ImageRequest, StoredImage } from "../../images/request.ts";
import { formatSize } from "../../images/size.ts";
import type { CodeView } from "../../ui/views/job_page.ts";
import { fileUrl } from "../public_url.ts";

/** What code depends on beside the request. */
export interface CodeContext {
  /** Our address, without a trailing slash. */
  readonly base: string;
  /** Whether a key is asked for; it is read from the environment of whoever runs the code. */
  readonly needsKey: boolean;
}

type Body = Readonly<Record<string, unknown>>;

const PATHS = {
  generate: "/images/generations",
  edit: "/images/edits",
  variation: "/images/variations",
} as const;

/** The variable that the code reads the key from. */
const KEY = "DARKROOM_API_KEY";

/** What the SDKs want to be given where no key is asked for. */
const NO_KEY = "none";

/** The request in three languages. */
export function codeFor(request: ImageRequest, context: CodeContext): CodeView {
  const body = wireBody(request, context.base);
  const path = PATHS[request.operation];
  return {
    curl: curl(path, body, context),
    python: python(path, body, context),
    javascript: javascript(path, body, context),
  };
}

/** The body in OpenAI's words and ours. Answers with addresses, which people can open. */
export function wireBody(request: ImageRequest, base: string): Body {
  const { inputs, mask, size, n, outputFormat, loraIds } = request;
  const url = (image: StoredImage) => fileUrl(base, image);
  const [only, ...others] = inputs.map(url);
  const fields = {
    model: request.model,
    prompt: request.prompt === "" ? undefined : request.prompt,
    negative_prompt: request.negativePrompt,
    n: n === 1 ? undefined : n,
    size: size && formatSize(size),
    aspect_ratio: request.aspectRatio,
    quality: request.quality,
    style: request.style,
    background: request.background,
    moderation: request.moderation,
    output_format: outputFormat === "png" ? undefined : outputFormat,
    output_compression: request.outputCompression,
    seed: request.seed,
    steps: request.steps,
    guidance_scale: request.guidanceScale,
    strength: request.strength,
    sampler: request.sampler,
    clip_skip: request.clipSkip,
    lora_ids: loraIds,
    lora_weight: request.loraWeight,
    image: others.length === 0 ? only : [only, ...others],
    mask: mask && url(mask),
    response_format: "url",
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function curl(path: string, body: Body, { base, needsKey }: CodeContext): string {
  return [
    `curl ${base}/v1${path}`,
    ...(needsKey ? [`-H "Authorization: Bearer $${KEY}"`] : []),
    `-H "Content-Type: application/json"`,
    `-d '${JSON.stringify(body, null, 2).replaceAll("'", `'\\''`)}'`,
  ].join(" \\\n  ");
}

/** Fields that the SDK knows by name; it passes on the others as `extra_body`. */
const KNOWN = new Set([
  "model",
  "prompt",
  "n",
  "size",
  "quality",
  "style",
  "background",
  "moderation",
  "output_format",
  "output_compression",
  "response_format",
]);

function python(path: string, body: Body, { base, needsKey }: CodeContext): string {
  const key = needsKey ? `os.environ["${KEY}"]` : `"${NO_KEY}"`;
  return [
    ...(needsKey ? ["import os", ""] : []),
    "from openai import OpenAI",
    "",
    `client = OpenAI(base_url="${base}/v1", api_key=${key})`,
    ...(path === PATHS.generate ? pythonGenerate(body) : pythonPost(path, body)),
    "",
  ].join("\n");
}

function pythonGenerate(body: Body): string[] {
  const extra = Object.entries(body).filter(([name]) => !KNOWN.has(name));
  return [
    "result = client.images.generate(",
    ...Object.entries(body).filter(([name]) => KNOWN.has(name))
      .map(([name, value]) => `    ${name}=${JSON.stringify(value)},`),
    ...(extra.length === 0 ? [] : [`    extra_body=${JSON.stringify(Object.fromEntries(extra))},`]),
    ")",
    "for image in result.data:",
    "    print(image.url)",
  ];
}

/** The SDK's own methods take files only; ours are here already and need only be named. */
function pythonPost(path: string, body: Body): string[] {
  const fields = Object.entries(body)
    .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  return [
    `result = client.post("${path}", cast_to=object, body={`,
    ...fields,
    "})",
    `for image in result["data"]:`,
    `    print(image["url"])`,
  ];
}

function javascript(path: string, body: Body, { base, needsKey }: CodeContext): string {
  const key = needsKey ? `process.env.${KEY}` : `"${NO_KEY}"`;
  const json = JSON.stringify(body, null, 2);
  const call = path === PATHS.generate
    ? `client.images.generate(${json})`
    : `client.post("${path}", { body: ${json} })`;
  return [
    `import OpenAI from "openai";`,
    "",
    `const client = new OpenAI({ baseURL: "${base}/v1", apiKey: ${key} });`,
    `const result = await ${call};`,
    "for (const image of result.data) console.log(image.url);",
    "",
  ].join("\n");
}
