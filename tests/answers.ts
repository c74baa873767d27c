/**
 * Reads answers of the API in tests.
 *
 * @module
 */

import { z } from "zod";
import { ErrorBody } from "../routes/schemas/error.ts";
import { assert, assertEquals } from "./assert.ts";
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

/**
 * The outcome of work that goes over real connections, while virtual time passes for as long as the
 * work takes.
 */
export async function whileTimePasses<T>(runtime: VirtualRuntime, work: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => void (isOver = true);
  work.then(over, over);
  while (!isOver) await runtime.pass(1_000);
  return await work;
}

/** One record of a stream. */
export interface StreamEvent {
  readonly name: string;
  readonly value: unknown;
}

/** Every record of a stream; comments are left out. */
export async function readEvents(response: Response): Promise<StreamEvent[]> {
  const text = await response.text();
  assert(text === "" || text.endsWith("\n"), "the last record is ended");
  return text.split("\n\n").flatMap((record) => {
    const lines = record.split("\n").filter((line) => line !== "" && !line.startsWith(":"));
    if (lines.length === 0) return [];
    const [event = "", data = "", ...more] = lines;
    assertEquals(more, []);
    assert(event.startsWith("event: ") && data.startsWith("data: "), record.slice(0, 80));
    return [{ name: event.slice(7), value: JSON.parse(data.slice(6)) }];
  });
}
