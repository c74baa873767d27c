/**
 * From an HTTP request for pictures to an order for the engine, whichever of the endpoints and body
 * formats it came by.
 *
 * @module
 */

import type { z } from "zod";
import { failure, Refusal } from "../failure.ts";
import type { Operation } from "../images/request.ts";
import type { Order } from "../jobs/order.ts";
import { mediaTypeOfBody, readJsonFields } from "./body.ts";
import type { AppContext, Services } from "./context.ts";
import { type ImageInputs, inputContext, storeInputs } from "./image_inputs.ts";
import type { ImageInput } from "./input_bytes.ts";
import { readImageForm } from "./multipart.ts";
import { parseFields } from "./parse.ts";
import { readTarget } from "./paths.ts";
import { type ResponseField, responseField } from "./response_field.ts";
import { IMAGE_FIELDS, type ImageBody } from "./schemas/image_request.ts";
import { tidyFields } from "./tidy.ts";
import { readWebhook } from "./webhook_url.ts";
import { type ImageSettings, readSettings } from "./wire.ts";

/** One of the endpoints that make pictures. */
export interface ImageEndpoint {
  readonly path: string;
  /**
   * What it does; a generation that is given pictures edits them. Absent: the body's `operation`
   * says, or what else it holds.
   */
  readonly operation?: Operation;
  readonly schema: z.ZodType<ImageBody>;
  /** Names that its body may use. @default {those of all image endpoints} */
  readonly fields?: readonly string[];
  /** Whether it reads multipart forms beside JSON. */
  readonly takesForms: boolean;
  /** What its stream's events are called. */
  readonly events: "image_generation" | "image_edit";
}

/** An order, and how its caller wants the answer. */
export interface ImageOrder {
  readonly order: Order;
  readonly responseField: ResponseField;
  readonly stream: boolean;
  /** Sent back as it came. */
  readonly safetyIdentifier?: string | undefined;
}

/**
 * Reads a request. Its pictures are stored when this returns.
 *
 * @throws {Refusal} for everything that is wrong with it
 */
export async function readImageOrder(
  c: AppContext,
  services: Services,
  endpoint: ImageEndpoint,
): Promise<ImageOrder> {
  const raw = await readFields(c, endpoint);
  const { deployment } = readTarget(new URL(c.req.url).pathname);
  const { defaultModel } = services.config;
  const wish = readWish(raw, endpoint, { deployment, defaultModel });
  const { body, asked, settings, given, operation } = wish;
  const webhook = await readWebhook(c, services, body.webhook);
  const stored = await storeInputs(given, inputContext(c, services));
  return {
    order: {
      request: { ...settings, ...stored, operation },
      owner: c.get("owner"),
      ...keepingOf(body),
      ...(webhook === undefined ? {} : { webhook }),
      warnings: wish.warnings,
    },
    responseField: responseField({
      responseFormat: body.response_format,
      model: asked,
      fieldNames: Object.keys(raw.fields),
    }),
    stream: body.stream ?? false,
    safetyIdentifier: body.safety_identifier,
  };
}

/** What a body asks for, before any of its pictures is read. */
export interface Wish {
  readonly body: ImageBody;
  /** The model as the caller names it. */
  readonly asked: string | undefined;
  readonly settings: ImageSettings;
  readonly given: ImageInputs;
  readonly operation: Operation;
  readonly warnings: readonly string[];
}

/** What a body leaves open. */
export interface WishDefaults {
  /** The model that the path names. */
  readonly deployment?: string | undefined;
  readonly defaultModel: string;
}

/**
 * Holds a body against its endpoint. Pure.
 *
 * @throws {Refusal} for everything that is wrong with it
 */
export function readWish(
  raw: RawRequest,
  endpoint: ImageEndpoint,
  { deployment, defaultModel }: WishDefaults,
): Wish {
  const { fields, spelling, unknown } = tidyFields(raw.fields, endpoint.fields ?? IMAGE_FIELDS);
  const body = parseFields(endpoint.schema, fields, { spelling });
  const asked = deployment ?? body.model?.trim();
  const { settings, warnings } = readSettings(body, asked || defaultModel);
  const given = inputsOf(body, raw, spelling);
  const wanted = endpoint.operation ?? body.operation ?? "generate";
  const operation = operationOf(endpoint, wanted, given.images.length);
  if (operation !== "variation" && body.prompt === undefined) throw refusePromptless();
  const ignored = unknown.map((name) => `${name} ignored: no such field`);
  return { body, asked, settings, given, operation, warnings: [...ignored, ...warnings] };
}

/** What a body says about the job, and not about the pictures. */
function keepingOf(
  { priority, metadata, store, expires_after: keepS }: ImageBody,
): Pick<Order, "priority" | "metadata" | "store" | "keepMs"> {
  return {
    ...(priority === undefined ? {} : { priority }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(store === undefined ? {} : { store }),
    ...(keepS === undefined ? {} : { keepMs: keepS * 1_000 }),
  };
}

/** A body's fields, with its pictures set apart where it is a form. */
export interface RawRequest extends ImageInputs {
  readonly fields: Readonly<Record<string, unknown>>;
}

async function readFields(c: AppContext, { takesForms }: ImageEndpoint): Promise<RawRequest> {
  const isForm = mediaTypeOfBody(c.req.raw.headers) === "multipart/form-data";
  if (takesForms && isForm) return await readImageForm(c);
  return { fields: await readJsonFields(c), images: [] };
}

/** The pictures of a JSON body's own fields, after those of a form. */
export function inputsOf(
  body: ImageBody,
  form: ImageInputs,
  spelling: Readonly<Record<string, string>>,
): ImageInputs {
  const mask = body.mask === undefined
    ? form.mask
    : { param: spelling.mask ?? "mask", content: body.mask };
  const images = [...listed(body.image, spelling.image), ...listed(body.images, spelling.images)];
  return { images: [...form.images, ...images], mask };
}

function listed(given: ImageBody["image"], name = "image"): ImageInput[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) return [{ param: name, content: given }];
  return given.map((content, index) => ({ param: `${name}[${index}]`, content }));
}

function operationOf({ path }: ImageEndpoint, wanted: Operation, inputs: number): Operation {
  if (wanted === "generate") return inputs > 0 ? "edit" : "generate";
  if (inputs > 0) return wanted;
  const message = `image is missing: ${path} needs a picture to work on`;
  const code = "missing_required_parameter";
  throw new Refusal(failure("invalid_request", message, { param: "image", code }));
}

function refusePromptless(): Refusal {
  const message = "prompt is missing: say what the picture shows";
  const code = "missing_required_parameter";
  return new Refusal(failure("invalid_request", message, { param: "prompt", code }));
}
