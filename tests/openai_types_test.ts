/**
 * Our wire shapes against the `openai` package's own types: a drift of either breaks the type check
 * of this file. What we add to a shape is taken away first.
 *
 * @module
 */

import type OpenAI from "openai";
import type { z } from "zod";
import type { ChatBody, LANGUAGE_FIELDS } from "../routes/schemas/chat_request.ts";
import type {
  ChatChunk,
  ChatCompletion,
  ChatDelta,
  ChatImage,
} from "../routes/schemas/chat_response.ts";
import type { BatchBody, BatchView } from "../routes/schemas/batch.ts";
import type { ErrorBody } from "../routes/schemas/error.ts";
import type { GenerationBody } from "../routes/schemas/image_request.ts";
import type {
  CompletedEvent,
  ImagesResponse,
  PartialImageEvent,
} from "../routes/schemas/image_response.ts";
import type {
  CallEvent,
  CallPartialEvent,
  ImageCall,
  ItemEvent,
  LifecycleEvent,
  ResponseView,
} from "../routes/schemas/response_object.ts";
import type { ImageTool, ResponseBody } from "../routes/schemas/response_request.ts";
import type { ModelView } from "../routes/schemas/model.ts";
import type { DeletedFile, FileView, UploadForm } from "../routes/schemas/uploaded_file.ts";
import type {
  DeletedEndpoint,
  EndpointBody,
  EndpointChanges,
  EndpointList,
  EndpointView,
  EndpointWithSecret,
  EventTypeList,
  RotateBody,
  TestBody,
  TestResult,
} from "../routes/schemas/webhook.ts";
import { assertEquals } from "./assert.ts";

/** Compiles only where every A is a B. */
function isAlso<B>() {
  return function <A extends B>(): readonly [A?, B?] {
    return [];
  };
}

/** AVIF is a format of ours. */
type Official<T> = Omit<T, "output_format"> & { output_format: "png" | "jpeg" | "webp" };

/** Events share a schema; each stream has its own names. */
type Named<T, Type extends string> = Omit<T, "type"> & { type: Type };

/** A type whose optional properties hold no undefined, as they do on the wire. */
type OnWire<T> = T extends readonly (infer Item)[] ? OnWire<Item>[]
  : T extends object ? { [Key in keyof T]: OnWire<Exclude<T[Key], undefined>> }
  : T;

type Generated<T, Type extends string> = OnWire<Named<Official<T>, Type>>;

/** The same, wherever a format stands within. */
type OfficialWithin<T> = T extends readonly (infer Item)[] ? OfficialWithin<Item>[]
  : T extends object ? {
      [Key in keyof T]: Key extends "output_format" ? Exclude<T[Key], "avif">
        : OfficialWithin<T[Key]>;
    }
  : T;

type InResponse<T> = OnWire<OfficialWithin<T>>;

/** The SDK derives `output_text` by itself. */
type Responded = Omit<OpenAI.Responses.Response, "output_text">;

/** An event whose response is as it comes over the wire. */
type Event<Type extends OpenAI.Responses.ResponseStreamEvent["type"]> =
  Extract<OpenAI.Responses.ResponseStreamEvent, { type: Type }> extends infer Found
    ? Found extends { response: unknown } ? Omit<Found, "response"> & { response: Responded }
    : Found
    : never;
/** OpenAI's chunks, with what chat clients read beside their fields. */
type CarryingDelta = OpenAI.ChatCompletionChunk.Choice.Delta & {
  images?: ChatImage[];
  reasoning_content?: string;
};
type CarryingChunk = Omit<OpenAI.ChatCompletionChunk, "choices"> & {
  choices: (Omit<OpenAI.ChatCompletionChunk.Choice, "delta"> & { delta: CarryingDelta })[];
};
type CarryingCompletion = Omit<OpenAI.ChatCompletion, "choices"> & {
  choices: (Omit<OpenAI.ChatCompletion.Choice, "message"> & {
    message: OpenAI.ChatCompletionMessage & { images?: ChatImage[] };
  })[];
};

/** OpenAI's API says null where its package says that a field may be absent. */
type WithoutNull<T> = T extends readonly (infer Item)[] ? WithoutNull<Item>[]
  : T extends object ? { [Key in keyof T]: WithoutNull<Exclude<T[Key], null>> }
  : T;

/** A purpose that files may be uploaded for is missing in the package's answers. */
type OfficialFile = Omit<OpenAI.FileObject, "purpose"> & {
  purpose: OpenAI.FileObject["purpose"] | OpenAI.FilePurpose;
};

/** Request fields of OpenAI's that ours must know. */
type Known = keyof z.infer<typeof GenerationBody>;
type KnownInChat = keyof ChatBody | (typeof LANGUAGE_FIELDS)[number];

Deno.test("our answers are what the openai package says they are", () => {
  const checked = [
    isAlso<OpenAI.Images.ImagesResponse>()<OnWire<Official<ImagesResponse>>>(),
    isAlso<OpenAI.Images.ImageGenCompletedEvent>()<
      Generated<CompletedEvent, "image_generation.completed">
    >(),
    isAlso<OpenAI.Images.ImageGenPartialImageEvent>()<
      Generated<PartialImageEvent, "image_generation.partial_image">
    >(),
    isAlso<OpenAI.Images.ImageEditCompletedEvent>()<
      Generated<CompletedEvent, "image_edit.completed">
    >(),
    isAlso<OpenAI.Images.ImageEditPartialImageEvent>()<
      Generated<PartialImageEvent, "image_edit.partial_image">
    >(),
    isAlso<OpenAI.Models.Model>()<ModelView>(),
    isAlso<CarryingCompletion>()<OnWire<ChatCompletion>>(),
    isAlso<CarryingChunk>()<OnWire<ChatChunk>>(),
    isAlso<keyof CarryingDelta>()<keyof ChatDelta>(),
    isAlso<OpenAI.ErrorObject>()<ErrorBody["error"]>(),
    isAlso<OpenAI.Webhooks.WebhookEndpoint>()<EndpointView>(),
    isAlso<OpenAI.Webhooks.WebhookEndpointWithSecret>()<EndpointWithSecret>(),
    isAlso<OpenAI.Webhooks.WebhookEndpointList>()<EndpointList>(),
    isAlso<OpenAI.Webhooks.DeletedWebhookEndpoint>()<DeletedEndpoint>(),
    isAlso<OpenAI.Webhooks.WebhookEndpointTestResult>()<TestResult>(),
    isAlso<OpenAI.Webhooks.WebhookEventTypeList>()<EventTypeList>(),
    isAlso<OfficialFile>()<FileView>(),
    isAlso<OpenAI.FileDeleted>()<DeletedFile>(),
    isAlso<OpenAI.Batch>()<WithoutNull<BatchView>>(),
    isAlso<keyof BatchView | "model">()<keyof OpenAI.Batch>(),
  ];
  assertEquals(checked.flat(), []);
});

Deno.test("our responses and their events are what the openai package says they are", () => {
  const checked = [
    isAlso<Responded>()<InResponse<ResponseView>>(),
    isAlso<OpenAI.Responses.ResponseOutputItem.ImageGenerationCall>()<InResponse<ImageCall>>(),
    isAlso<Event<"response.created">>()<
      InResponse<Named<LifecycleEvent, "response.created">>
    >(),
    isAlso<Event<"response.queued">>()<InResponse<Named<LifecycleEvent, "response.queued">>>(),
    isAlso<Event<"response.in_progress">>()<
      InResponse<Named<LifecycleEvent, "response.in_progress">>
    >(),
    isAlso<Event<"response.completed">>()<
      InResponse<Named<LifecycleEvent, "response.completed">>
    >(),
    isAlso<Event<"response.failed">>()<InResponse<Named<LifecycleEvent, "response.failed">>>(),
    isAlso<Event<"response.output_item.added">>()<
      InResponse<Named<ItemEvent, "response.output_item.added">>
    >(),
    isAlso<Event<"response.output_item.done">>()<
      InResponse<Named<ItemEvent, "response.output_item.done">>
    >(),
    isAlso<Event<"response.image_generation_call.in_progress">>()<
      Named<CallEvent, "response.image_generation_call.in_progress">
    >(),
    isAlso<Event<"response.image_generation_call.generating">>()<
      Named<CallEvent, "response.image_generation_call.generating">
    >(),
    isAlso<Event<"response.image_generation_call.completed">>()<
      Named<CallEvent, "response.image_generation_call.completed">
    >(),
    isAlso<Event<"response.image_generation_call.partial_image">>()<
      InResponse<CallPartialEvent>
    >(),
  ];
  assertEquals(checked.flat(), []);
});

Deno.test("our requests know every field that the openai package sends", () => {
  const checked = [
    isAlso<Known>()<keyof OpenAI.Images.ImageGenerateParams>(),
    isAlso<Known>()<keyof OpenAI.Images.ImageEditParams>(),
    isAlso<Known>()<keyof OpenAI.Images.ImageCreateVariationParams>(),
    isAlso<keyof ResponseBody>()<keyof OpenAI.Responses.ResponseCreateParams>(),
    isAlso<keyof ImageTool>()<keyof OpenAI.Responses.Tool.ImageGeneration>(),
    isAlso<KnownInChat>()<keyof OpenAI.ChatCompletionCreateParamsNonStreaming>(),
    isAlso<keyof z.infer<typeof EndpointBody>>()<keyof OpenAI.Webhooks.WebhookCreateParams>(),
    isAlso<keyof z.infer<typeof EndpointChanges>>()<keyof OpenAI.Webhooks.WebhookUpdateParams>(),
    isAlso<keyof z.infer<typeof RotateBody>>()<keyof OpenAI.Webhooks.WebhookRotateSecretParams>(),
    isAlso<keyof z.infer<typeof UploadForm>>()<keyof OpenAI.FileCreateParams>(),
    isAlso<keyof z.infer<typeof BatchBody>>()<keyof OpenAI.BatchCreateParams>(),
    isAlso<keyof z.infer<typeof TestBody>>()<keyof OpenAI.Webhooks.WebhookTestParams>(),
  ];
  assertEquals(checked.flat(), []);
});
