/**
 * Keys for tests: made through the door, as an administrator makes them.
 *
 * @module
 */

import { KeyWithText } from "../routes/schemas/access_key.ts";
import { assertEquals } from "./assert.ts";
import type { Door } from "./door.ts";

/** The master key of doors that have keys. */
export const MASTER = "the-master-key";

/** The headers that show a key. */
export function showing(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

/** A key that has been made. */
export interface MadeKey {
  readonly id: string;
  readonly text: string;
  readonly headers: Record<string, string>;
}

/** Makes a key. */
export async function makeKey(door: Door, body: object = {}): Promise<MadeKey> {
  const response = await door.post("/v1/admin/keys", { name: "A key", ...body }, showing(MASTER));
  const answer = await response.json();
  assertEquals(response.status, 200, JSON.stringify(answer));
  const { id, key } = KeyWithText.parse(answer);
  return { id, text: key, headers: showing(key) };
}
