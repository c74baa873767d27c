/**
 * Pictures to work on, brought to ComfyUI before the graph that names them.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { type Failure, failure, FAILURES } from "../../failure.ts";
import type { EncodedImage } from "../../images/request.ts";
import { callJson } from "../http.ts";
import type { CallContext, UpstreamRequest } from "../provider.ts";
import { Uploaded } from "./answer.ts";
import type { Files } from "./graph.ts";

/** Where to bring them. */
export interface UploadOptions {
  /** `…/upload/image` */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Of ComfyUI's folder for inputs. */
const FOLDER = "darkroom";

/**
 * Uploads what the request brings along, under names made of the bytes, so that the same picture is
 * there once. A failure says that nothing was begun.
 */
export async function uploadFiles(
  { inputs, mask }: Pick<UpstreamRequest, "inputs" | "mask">,
  options: UploadOptions,
  context: CallContext,
): Promise<Files | Failure> {
  const names: string[] = [];
  for (const image of mask ? [...inputs, mask] : inputs) {
    const name = await upload(image, options, context);
    if (typeof name !== "string") return name;
    names.push(name);
  }
  return { images: names.slice(0, inputs.length), mask: mask && names.at(-1) };
}

async function upload(
  { bytes, mediaType }: EncodedImage,
  { url, headers }: UploadOptions,
  context: CallContext,
): Promise<string | Failure> {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  const form = new FormData();
  const file = new Blob([bytes], { type: mediaType });
  form.append("image", file, `${digest}.${mediaType.slice("image/".length)}`);
  form.append("subfolder", FOLDER);
  form.append("overwrite", "true");
  const answer = await callJson({
    url,
    method: "POST",
    headers,
    body: form,
    schema: Uploaded,
    phase: "submit",
  }, context);
  if (!answer.ok) return withoutBeginning(answer.failure);
  const { name, subfolder } = answer.value;
  return subfolder === "" ? name : `${subfolder}/${name}`;
}

/** Nothing is drawn because of an upload, whether it arrived or not. */
function withoutBeginning(why: Failure): Failure {
  if (FAILURES[why.kind].repeat !== "if_idempotent") return why;
  const message = `The upstream did not take an input picture: ${why.message}`;
  return failure("unavailable", message, why.detail === undefined ? {} : { detail: why.detail });
}
