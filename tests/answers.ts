/**
 * Reads answers of the API in tests.
 *
 * @module
 */

import { z } from "zod";
import { ErrorBody } from "../routes/schemas/error.ts";
import { assertEquals } from "./assert.ts";
import type { VirtualRuntime } from "./fakes/runtime.ts";

/** The error of an envelope, which must have all four keys and no others. */
export async function errorOf(response: Response): Promise<ErrorBody["error"]> {
  assertEquals(response.headers.get("content-type"), "application/json");
  return z.strictObject({ error: z.strictObject(ErrorBody.shape.error.shape) })
    .parse(await response.json()).error;
}

/** What the warnings header says. */
export function warningsOf(response: Response): string[] {
  return z.array(z.string()).parse(JSON.parse(response.headers.get("x-darkroom-warnings") ?? "[]"));
}

/** The answer, once virtual time has brought it about. */
export async function answered<T = Response>(
  runtime: VirtualRuntime,
  asked: Promise<T>,
): Promise<T> {
  let done = false;
  asked.finally(() => done = true);
  await runtime.until(() => done);
  return await asked;
}
