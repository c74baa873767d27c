/**
 * Asking the server.
 *
 * @module
 */

import { tell, toast } from "./toast.ts";

/** Why the server would not do it. */
export interface Refused {
  readonly message: string;
  /** The field that is to blame, by its name on the wire. */
  readonly param: string | null;
}

/** An answer, or why there is none. */
export type Asked =
  | { readonly ok: true; readonly response: Response }
  | { readonly ok: false; readonly refused: Refused; readonly isAborted: boolean };

/** Asks; what goes wrong is a value with words for the visitor. It never rejects. */
export async function ask(path: string, init: RequestInit = {}): Promise<Asked> {
  try {
    const response = await fetch(path, init);
    if (response.status === 401) location.reload();
    if (response.ok) return { ok: true, response };
    return { ok: false, refused: await readRefusal(response), isAborted: false };
  } catch (error) {
    const isAborted = error instanceof DOMException && error.name === "AbortError";
    return { ok: false, refused: { message: offline(), param: null }, isAborted };
  }
}

/** Asks and shows what goes wrong; undefined then. */
export async function askOrTell(
  path: string,
  init: RequestInit = {},
): Promise<Response | undefined> {
  const asked = await ask(path, init);
  if (asked.ok) return asked.response;
  if (asked.refused.message === offline()) tell("offline");
  else toast(asked.refused.message);
  return undefined;
}

async function readRefusal(response: Response): Promise<Refused> {
  const body: unknown = await response.json().catch(() => null);
  const error = fieldOf(body, "error");
  const message = fieldOf(error, "message");
  const param = fieldOf(error, "param");
  return {
    message: typeof message === "string" ? message : `HTTP ${response.status}`,
    param: typeof param === "string" ? param : null,
  };
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return new Map(Object.entries(value)).get(name);
}

function offline(): string {
  return document.querySelector("#toasts")?.getAttribute("data-offline") ?? "";
}
