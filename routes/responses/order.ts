/**
 * From a request to the Responses API to an order for the engine.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import type { Order } from "../../jobs/order.ts";
import { readJsonFields } from "../body.ts";
import type { AppContext, Services } from "../context.ts";
import { inputContext, storeInputs } from "../image_inputs.ts";
import { parseFields, show } from "../parse.ts";
import { readTarget } from "../paths.ts";
import { GenerationBody } from "../schemas/image_request.ts";
import type { EchoedTool } from "../schemas/response_object.ts";
import {
  Echoed,
  type ImageTool,
  INEFFECTIVE_FIELDS,
  RESPONSE_FIELDS,
  ResponseBody,
} from "../schemas/response_request.ts";
import { tidyFields } from "../tidy.ts";
import { readSettings, type WireSettings } from "../wire.ts";
import { readInput } from "./input.ts";
import { findPictures } from "./pictures.ts";
import { findStored, packDialect, type ResponseDialect, type StoredResponse } from "./stored.ts";
import { chooseTool, type ChosenTool } from "./tool.ts";

/** An order, and how its caller wants the answer. */
export interface ResponseOrder {
  readonly order: Order;
  readonly stream: boolean;
  readonly background: boolean;
}

/**
 * Reads a request. Its pictures are stored when this returns.
 *
 * @throws {Refusal} for everything that is wrong with it
 */
export async function readResponseOrder(
  c: AppContext,
  services: Services,
): Promise<ResponseOrder> {
  const { body, unknown } = await readResponseBody(c);
  const { registry, config } = services;
  const tool = chooseTool(body, { registry, defaultModel: config.defaultModel });
  const input = readInput(body.input);
  const { settings, warnings } = readToolSettings(tool, input.prompt, body);
  const dialect = packDialect(keep(body, tool, settings));
  const found = await findPictures(input, tool, {
    services,
    owner: c.get("owner"),
    previous: await findPrevious(c, services, body),
  });
  const stored = await storeInputs(found, inputContext(c, services));
  return {
    order: {
      request: {
        ...settings,
        ...stored,
        operation: stored.inputs.length > 0 ? "edit" : "generate",
      },
      owner: c.get("owner"),
      warnings: [
        ...unknown.map((name) => `${name} ignored: no such field`),
        ...ineffective(body),
        ...tool.warnings,
        ...input.warnings,
        ...found.warnings,
        ...warnings,
      ],
      dialect,
      ...(body.store === false ? { store: false } : {}),
    },
    stream: body.stream ?? false,
    background: body.background ?? false,
  };
}

async function readResponseBody(c: AppContext) {
  const raw = await readJsonFields(c);
  const { fields, spelling, unknown } = tidyFields(raw, RESPONSE_FIELDS);
  const { deployment } = readTarget(new URL(c.req.url).pathname);
  const given = deployment === undefined ? fields : { ...fields, model: deployment };
  const body = parseFields(ResponseBody, given, { spelling });
  if (body.background && body.store === false) {
    const message = "background is true, which needs the response to be kept: leave store out, " +
      "or set it to true";
    throw new Refusal(failure("invalid_request", message, { param: "store" }));
  }
  return { body: { ...body, model: body.model?.trim() }, unknown };
}

/** The tool's options mean what they mean in `POST /v1/images/generations`. */
function readToolSettings(
  { options, model, param }: ChosenTool,
  given: string,
  { stream }: Pick<ResponseBody, "stream">,
): WireSettings {
  const { prompt } = parseFields(GenerationBody.pick({ prompt: true }), { prompt: given }, {
    spelling: { prompt: "input" },
  });
  return namingTool(param, () => readSettings({ ...options, n: 1, prompt, stream }, model));
}

/** Fields that contradict each other are found where nobody knows that they are a tool's. */
function namingTool<T>(tool: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal) || error.failure.param === undefined) throw error;
    const { message, param } = error.failure;
    throw new Refusal({
      ...error.failure,
      message: `${tool}.${message}`,
      param: `${tool}.${param}`,
    });
  }
}

function keep(
  body: ResponseBody,
  tool: ChosenTool,
  settings: WireSettings["settings"],
): ResponseDialect {
  return {
    api: "responses",
    model: body.model ?? tool.model,
    background: body.background ?? false,
    store: body.store ?? true,
    tools: tool.isGiven ? [fillIn(tool, settings)] : [],
    toolChoice: tool.toolChoice,
    echoed: Echoed.parse(body),
  };
}

/** The tool as an answer repeats it. */
function fillIn({ options, model }: ChosenTool, settings: WireSettings["settings"]): EchoedTool {
  const { size } = settings;
  return {
    type: "image_generation",
    action: options.action ?? "auto",
    background: options.background ?? "auto",
    model,
    moderation: options.moderation === "low" ? "low" : "auto",
    n: 1,
    output_compression: settings.outputCompression ?? 100,
    output_format: settings.outputFormat,
    partial_images: options.partial_images ?? 0,
    quality: newerWord(options.quality),
    size: size ? `${size.widthPx}x${size.heightPx}` : settings.aspectRatio ?? "auto",
  };
}

function newerWord(quality: ImageTool["quality"] = "auto"): EchoedTool["quality"] {
  return quality === "standard" ? "medium" : quality === "hd" ? "high" : quality;
}

async function findPrevious(
  c: AppContext,
  { engine }: Pick<Services, "engine">,
  { previous_response_id: id }: Pick<ResponseBody, "previous_response_id">,
): Promise<StoredResponse | undefined> {
  if (id === undefined) return undefined;
  const found = await findStored(engine, { id, prefix: "resp", owner: c.get("owner") });
  if (found !== undefined) return found;
  throw new Refusal(failure("invalid_request", `Previous response with id ${show(id)} not found`, {
    param: "previous_response_id",
    code: "previous_response_not_found",
  }));
}

function ineffective(body: ResponseBody): string[] {
  return INEFFECTIVE_FIELDS.filter((name) => body[name] !== undefined)
    .map((name) => `${name} dropped: it has no effect here`);
}
