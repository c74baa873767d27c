/**
 * Reads multipart forms, in every way that clients spell their file fields.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import { readBody } from "./body.ts";

/** A part of a form that holds a picture: a file, or text that names one. */
export interface ImagePart {
  /** The field, spelt as OpenAI's errors spell it: `image`, or `image[1]` among several. */
  readonly param: string;
  readonly content: File | string;
}

/** A form, taken apart. */
export interface ImageForm {
  /** Texts by field name; of a repeated field the last one counts. */
  readonly fields: Readonly<Record<string, string>>;
  /** In the order of the form. */
  readonly images: readonly ImagePart[];
  readonly mask?: ImagePart;
}

/** A prompt of 32,000 characters fits. */
const MAX_TEXT_BYTES = 128 * 1_024;

/** `image`, `image[]`, `image[0]` and their plurals; likewise for masks. */
const FILE_FIELD = /^(image|mask)s?(?:\[\d*\])?$/;

/**
 * Reads a form. The declared type of its parts is not looked at: SDKs send pictures as octet
 * streams, and what a file is shows in its first bytes.
 *
 * @throws {Refusal} 400 for what is no form, 413
 */
export async function readImageForm(request: Request): Promise<ImageForm> {
  const parts = [...await readForm(request)].map(([name, content]) => ({ name, content }));
  const images = parts.filter(({ name }) => roleOf(name) === "image");
  const mask = parts.find(({ name }) => roleOf(name) === "mask");
  const texts = parts.filter(({ name }) => roleOf(name) === undefined);
  return {
    fields: Object.fromEntries(await Promise.all(texts.map(readText))),
    images: images.map(({ content }, index) => ({
      param: images.length === 1 ? "image" : `image[${index}]`,
      content,
    })),
    ...(mask === undefined ? {} : { mask: { param: "mask", content: mask.content } }),
  };
}

function roleOf(name: string): string | undefined {
  return FILE_FIELD.exec(name)?.[1];
}

interface Part {
  readonly name: string;
  readonly content: File | string;
}

/** Some clients send every field as a file. Of one too large for a text the name must do. */
async function readText({ name, content }: Part): Promise<[string, string]> {
  if (typeof content === "string") return [name, content];
  return [name, content.size <= MAX_TEXT_BYTES ? await content.text() : content.name];
}

/**
 * Reads a form as it is.
 *
 * @throws {Refusal} 400 for what is no form, 413
 */
export async function readForm(request: Request): Promise<FormData> {
  const body = await readBody(request);
  const type = request.headers.get("content-type") ?? "";
  try {
    return await new Response(body, { headers: { "content-type": type } }).formData();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(failure("invalid_request", `The form cannot be read: ${reason}`, {
      code: "invalid_form",
    }));
  }
}
