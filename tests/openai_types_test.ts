/**
 * Our wire shapes against the `openai` package's own types: a drift of either breaks the type check
 * of this file. What we add to a shape is taken away first.
 *
 * @module
 */

import type OpenAI from "openai";
import type { z } from "zod";
import type { ErrorBody } from "../routes/schemas/error.ts";
import type { GenerationBody } from "../routes/schemas/image_request.ts";
import type {
  CompletedEvent,
  ImagesResponse,
  PartialImageEvent,
} from "../routes/schemas/image_response.ts";
import type { ModelView } from "../routes/schemas/model.ts";
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

/** Request fields of OpenAI's that ours must know. */
type Known = keyof z.infer<typeof GenerationBody>;

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
    isAlso<OpenAI.ErrorObject>()<ErrorBody["error"]>(),
    isAlso<OpenAI.Webhooks.WebhookEndpoint>()<EndpointView>(),
    isAlso<OpenAI.Webhooks.WebhookEndpointWithSecret>()<EndpointWithSecret>(),
    isAlso<OpenAI.Webhooks.WebhookEndpointList>()<EndpointList>(),
    isAlso<OpenAI.Webhooks.DeletedWebhookEndpoint>()<DeletedEndpoint>(),
    isAlso<OpenAI.Webhooks.WebhookEndpointTestResult>()<TestResult>(),
    isAlso<OpenAI.Webhooks.WebhookEventTypeList>()<EventTypeList>(),
  ];
  assertEquals(checked.flat(), []);
});

Deno.test("our requests know every field that the openai package sends", () => {
  const checked = [
    isAlso<Known>()<keyof OpenAI.Images.ImageGenerateParams>(),
    isAlso<Known>()<keyof OpenAI.Images.ImageEditParams>(),
    isAlso<Known>()<keyof OpenAI.Images.ImageCreateVariationParams>(),
    isAlso<keyof z.infer<typeof EndpointBody>>()<keyof OpenAI.Webhooks.WebhookCreateParams>(),
    isAlso<keyof z.infer<typeof EndpointChanges>>()<keyof OpenAI.Webhooks.WebhookUpdateParams>(),
    isAlso<keyof z.infer<typeof RotateBody>>()<keyof OpenAI.Webhooks.WebhookRotateSecretParams>(),
    isAlso<keyof z.infer<typeof TestBody>>()<keyof OpenAI.Webhooks.WebhookTestParams>(),
  ];
  assertEquals(checked.flat(), []);
});
