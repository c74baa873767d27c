/**
 * Reads multipart forms, in every way that clients spell their file fields.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import { startsWith } from "../images/formats/bytes.ts";
import { readBody } from "./body.ts";
import type { AppContext } from "./context.ts";

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

/** 16 pictures, a mask and every field there is, several times over. */
const MAX_PARTS = 256;

const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;

/** What stands before each part but the first. */
const BEFORE_PART = "\r\n--";

/** `image`, `image[]`, `image[0]` and their plurals; likewise for masks. */
const FILE_FIELD = /^(image|mask)s?(?:\[\d*\])?$/;

/**
 * Reads a form. The declared type of its parts is not looked at: SDKs send pictures as octet
 * streams, and what a file is shows in its first bytes.
 *
 * @throws {Refusal} 400 for what is no form or has too many parts, 408, 413
 */
export async function readImageForm(c: AppContext): Promise<ImageForm> {
  const parts = [...await readForm(c)].map(([name, content]) => ({ name, content }));
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
 * @throws {Refusal} 400 for what is no form or has too many parts, 408, 413
 */
export async function readForm(c: AppContext): Promise<FormData> {
  const body = await readBody(c);
  if (hasTooManyParts(body)) throw tooManyParts();
  const type = c.req.header("content-type") ?? "";
  try {
    return await new Response(body, { headers: { "content-type": type } }).formData();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(failure("invalid_request", `The form cannot be read: ${reason}`, {
      code: "invalid_form",
    }));
  }
}

/** Counted in the bytes: a parser given a million parts would build them all first. */
function hasTooManyParts(body: Uint8Array): boolean {
  let parts = 0;
  let at = body.indexOf(CARRIAGE_RETURN);
  while (at >= 0 && parts <= MAX_PARTS) {
    if (body[at + 1] === LINE_FEED && startsWith(body, BEFORE_PART, at)) parts++;
    at = body.indexOf(CARRIAGE_RETURN, at + 1);
  }
  return parts > MAX_PARTS;
}

function tooManyParts(): Refusal {
  const message = `The form has more than ${MAX_PARTS} parts`;
  return new Refusal(failure("invalid_request", message, { code: "invalid_form" }));
}
