/**
 * Responses as JSON, with the picture's base64 put in without another look at it.
 *
 * @module
 */

import { jsonWithField, quotedBase64, type TextPart } from "../base64_text.ts";
import type { CallHead, ResponseHead } from "./view.ts";

/** A response with its one item, if it has one yet. */
export interface ResponseJson {
  readonly response: ResponseHead;
  readonly call: CallHead | undefined;
  /** The finished picture. */
  readonly base64: string | undefined;
}

/** The JSON of a response. */
export function responseJson({ response, call, base64 }: ResponseJson): TextPart[] {
  const items = call === undefined ? [] : callJson(call, base64);
  return jsonWithField(response, "output", [{ text: "[" }, ...items, { text: "]" }]);
}

/** The JSON of an item. */
export function callJson(call: CallHead, base64: string | undefined): TextPart[] {
  const result = base64 === undefined ? [{ text: "null" }] : quotedBase64(base64);
  return jsonWithField(call, "result", result);
}
