/**
 * Whether a request to the Responses API asks for a picture, and with which model and options. Pure.
 *
 * There is no language model here that could decide anything, so the rules are plain:
 *
 * - a picture is drawn when `tools` has `image_generation` and `tool_choice` allows it, or forces it;
 * - without that tool one is drawn when `model` is an image model; else the request is refused;
 * - the tool's own `model` draws; without one, `model` does if it is an image model; else the
 *   server's default model, with a warning, since `model` then names a language model.
 *
 * @module
 */

import { z } from "zod";
import { failure, Refusal } from "../../failure.ts";
import { type Registry, unknownModel } from "../../providers/registry.ts";
import { parseFields, show } from "../parse.ts";
import { tidyFields } from "../tidy.ts";
import type { EchoedToolChoice } from "../schemas/response_object.ts";
import { ImageTool, type ResponseBody, TOOL_FIELDS } from "../schemas/response_request.ts";

/** The image tool, as it is to be used. */
export interface ChosenTool {
  /** The public id of the model that draws. */
  readonly model: string;
  readonly options: ImageTool;
  /** The tool's name in errors, such as `tools[0]`. */
  readonly param: string;
  /** Whether the caller gave the tool. */
  readonly isGiven: boolean;
  readonly toolChoice: EchoedToolChoice;
  readonly warnings: readonly string[];
}

/** What there is to choose from. */
export interface ToolOptions {
  readonly registry: Registry;
  readonly defaultModel: string;
}

type Tool = NonNullable<ResponseBody["tools"]>[number];

/**
 * Chooses.
 *
 * @throws {Refusal} `invalid_request` when nothing would be drawn, or the tool's options are wrong;
 *   `model_not_found` for a tool whose model is not there
 */
export function chooseTool(
  { model, tools = [], tool_choice }: Pick<ResponseBody, "model" | "tools" | "tool_choice">,
  { registry, defaultModel }: ToolOptions,
): ChosenTool {
  const choice = readChoice(tool_choice);
  const index = tools.findIndex(isImageTool);
  const knowsModel = model === undefined || registry.model(model) !== undefined;
  const uses = choice.allows && (index >= 0 || choice.forces);
  if (!uses && (model === undefined || !knowsModel)) {
    throw nothingToDraw(model, choice, index >= 0);
  }
  const param = `tools[${Math.max(0, index)}]`;
  const { options, unknown } = readTool(tools[index], param);
  if (options.model !== undefined && !registry.model(options.model)) {
    throw new Refusal({ ...unknownModel(options.model, registry), param: `${param}.model` });
  }
  const drawing = options.model ?? (knowsModel ? model : undefined) ?? defaultModel;
  return {
    model: drawing,
    options,
    param,
    isGiven: index >= 0,
    toolChoice: choice.echo,
    warnings: [
      ...(choice.warnings ?? []),
      ...unknown.map((name) => `${param}.${name} ignored: no such field`),
      ...leftOut(tools, index),
      ...(knowsModel || options.model !== undefined
        ? []
        : [`model mapped: ${model} is no image model, ${drawing} draws`]),
      ...(options.n === undefined || options.n === 1
        ? []
        : ["n dropped: a response has 1 picture"]),
    ],
  };
}

interface Choice {
  readonly echo: EchoedToolChoice;
  /** Whether the image tool may be used. */
  readonly allows: boolean;
  /** Whether it must be, listed or not. */
  readonly forces?: boolean;
  readonly warnings?: readonly string[];
}

/** A choice among some of the tools. */
const AllowedTools = z.object({
  type: z.literal("allowed_tools"),
  mode: z.enum(["auto", "required"]).default("auto"),
  tools: z.array(z.looseObject({ type: z.string() })),
});

function readChoice(choice: ResponseBody["tool_choice"] = "auto"): Choice {
  if (typeof choice === "string") return { echo: choice, allows: choice !== "none" };
  if (isImageTool(choice)) {
    return { echo: { type: "image_generation" }, allows: true, forces: true };
  }
  const { data: allowed } = AllowedTools.safeParse(choice);
  if (allowed?.tools.some(isImageTool)) return { echo: allowed.mode, allows: true };
  const warnings = [`tool_choice mapped to none: there is no tool ${show(choice.type)}`];
  return { echo: "none", allows: false, warnings };
}

function isImageTool({ type }: Tool): boolean {
  return type === "image_generation";
}

function readTool(tool: Tool | undefined, param: string) {
  const given = tool ?? { type: "image_generation" };
  const { fields, spelling, unknown } = tidyFields(given, TOOL_FIELDS);
  const paths = Object.entries(spelling).map(([name, spelt]) => [name, `${param}.${spelt}`]);
  const options = parseFields(ImageTool, fields, { spelling: Object.fromEntries(paths) });
  return { options, unknown };
}

function leftOut(tools: readonly Tool[], used: number): string[] {
  const left = tools.flatMap((_, index) => index === used ? [] : [`tools[${index}]`]);
  if (left.length === 0) return [];
  const why = used < 0 ? "there is only image_generation" : `only tools[${used}] is used`;
  return [`${left.join(", ")} dropped: ${why}`];
}

function nothingToDraw(model: string | undefined, { echo }: Choice, hasTool: boolean): Refusal {
  const param = hasTool ? "tool_choice" : "tools";
  const seen = hasTool ? `tool_choice is ${show(echo)}` : "tools has no image_generation";
  const who = model === undefined ? "no model is named" : `${show(model)} is no image model`;
  return new Refusal(failure(
    "invalid_request",
    `${seen}, and ${who}: nothing but pictures is made here, so put ` +
      '{"type": "image_generation"} into tools, or use a model of GET /v1/models',
    { param },
  ));
}
