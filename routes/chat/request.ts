/**
 * From a chat to what is to be answered: pictures, or a few words.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import type { Operation } from "../../images/request.ts";
import type { Order } from "../../jobs/order.ts";
import { type Model, unknownModel } from "../../providers/registry.ts";
import { readJsonFields } from "../body.ts";
import type { AppContext, Services } from "../context.ts";
import { type ImageInputs, inputContext, storeInputs } from "../image_inputs.ts";
import { inputsOf } from "../image_order.ts";
import { parseFields } from "../parse.ts";
import { GenerationBody } from "../schemas/image_request.ts";
import { readSettings } from "../wire.ts";
import { type ChatFields, chooseModel, type ChosenModel, readChatFields } from "./body.ts";
import { choreOf } from "./chore.ts";
import { choreAnswer } from "./chore_answer.ts";
import { promptText } from "./prompt_text.ts";
import { newestPicture, storeReference } from "./reference.ts";
import { readTurns, type Turn } from "./turns.ts";

/** What a caller wants, and how. */
export interface ChatRequest {
  /** Pictures, or words that need no job. */
  readonly wanted:
    | { readonly kind: "pictures"; readonly order: Order }
    | { readonly kind: "words"; readonly words: string };
  /** The model's name for the answer. */
  readonly model: string;
  readonly carry: ChosenModel["carry"];
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/** What a probe is answered. */
const READY = "Ready to draw.";

const Prompt = GenerationBody.pick({ prompt: true });

/**
 * Reads a request. Its pictures are stored when this returns.
 *
 * @throws {Refusal} for everything that is wrong with it
 */
export async function readChatRequest(c: AppContext, services: Services): Promise<ChatRequest> {
  const fields = readChatFields(await readJsonFields(c));
  const { body, isProbe } = fields;
  const { asked, id, carry } = chooseModel(c, body, services);
  const model = services.registry.model(id);
  if (model === undefined) throw new Refusal(unknownModel(id, services.registry));
  const turns = readTurns(body.messages);
  const words = isProbe ? READY : wordsFor(turns);
  return {
    wanted: words === undefined
      ? { kind: "pictures", order: await readOrder(c, services, { fields, turns, model }) }
      : { kind: "words", words },
    model: asked,
    carry,
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
  };
}

function wordsFor(turns: readonly Turn[]): string | undefined {
  const chore = choreOf(turns);
  return chore && choreAnswer(chore, turns);
}

interface Asked {
  readonly fields: ChatFields;
  readonly turns: readonly Turn[];
  readonly model: Model;
}

/** The last turn of the user is the prompt; without a picture of its own it is a follow-up. */
async function readOrder(c: AppContext, services: Services, asked: Asked): Promise<Order> {
  const { fields: { body, spelling, warnings }, turns, model } = asked;
  const at = turns.findLastIndex(({ role }) => role === "user");
  const last = turns[at];
  if (last === undefined) throw noUserMessage();
  const given = ownPictures(last, inputsOf(body, { images: [] }, spelling));
  const prompt = readPrompt(last, given.images.length);
  const { settings, warnings: dropped } = readSettings({ ...body, prompt }, model.id);
  const context = inputContext(c, services);
  const stored = await storeInputs(given, context);
  const before = given.images.length === 0 ? newestPicture(turns.slice(0, at)) : undefined;
  const reference = await storeReference(before, { ...context, model });
  const inputs = [...stored.inputs, ...reference.inputs];
  const operation = operationFor(prompt, inputs.length);
  return {
    request: { ...settings, ...stored, inputs, operation },
    owner: c.get("owner"),
    warnings: [...warnings, ...last.ignored, ...dropped, ...reference.warnings],
  };
}

function ownPictures({ attached, shown }: Turn, { images, mask }: ImageInputs): ImageInputs {
  return { images: [...attached, ...shown, ...images], mask };
}

/** A picture may come without words: then others like it are wanted. */
function readPrompt({ text, param }: Turn, pictures: number): string {
  const prompt = promptText(text);
  if (prompt === "" && pictures > 0) return "";
  return parseFields(Prompt, { prompt }, { spelling: { prompt: param } }).prompt;
}

function operationFor(prompt: string, inputs: number): Operation {
  if (inputs === 0) return "generate";
  return prompt === "" ? "variation" : "edit";
}

function noUserMessage(): Refusal {
  const message = 'messages holds nothing to draw: add a message with the role "user"';
  const code = "missing_required_parameter";
  return new Refusal(failure("invalid_request", message, { param: "messages", code }));
}
