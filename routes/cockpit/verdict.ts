/**
 * What the answer to a client's first request means for whoever sets the client up. Pure.
 *
 * @module
 */

import { z } from "zod";
import type { Probe } from "../../ui/connect/client.ts";
import type { Finding } from "../../ui/connect/connect_view.ts";
import type { Typed } from "./connection.ts";

/** An answer, and what it answers. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly path: string;
  readonly probe: Probe;
  readonly typed: Typed;
}

/** What would be right. */
export interface Rights {
  readonly right: string;
  /** With the key in it, for clients that can send none. */
  readonly keyed: string;
  /** Whether no key is set, so that only this machine is served. */
  readonly isOpen: boolean;
}

/** OpenAI's errors, and those of Stable Diffusion's web UI. */
const Trouble = z.union([
  z.object({ error: z.object({ message: z.string(), param: z.string().nullish() }) })
    .transform(({ error }) => error),
  z.object({ detail: z.string() }).transform(({ detail }) => ({ message: detail, param: null })),
]);

const Listed = z.union([
  z.array(z.unknown()),
  z.object({ data: z.array(z.unknown()) }).transform(({ data }) => data),
]);

/** What is said of it. */
export function verdict(answered: Answered, { right, keyed, isOpen }: Rights): Finding {
  const { status, text, path, probe } = answered;
  const body = parseJson(text);
  const { message, param } = Trouble.safeParse(body).data ?? { message: text, param: null };
  const refused = { mood: "bad", word: "refused", values: { status, message } } as const;
  switch (status) {
    case 200: {
      const n = Listed.safeParse(body).data?.length;
      return n === undefined
        ? { mood: "good", word: "works" }
        : { mood: "good", word: "models", values: { n } };
    }
    case 401:
      if (showsKey(answered)) return { mood: "bad", word: "keyWrong" };
      return probe.auth === "none"
        ? { mood: "bad", word: "keyInAddress", values: { keyed } }
        : { mood: "bad", word: "keyMissing" };
    case 403:
      return isOpen ? { mood: "bad", word: "noKeySet" } : refused;
    case 404:
      return { mood: "bad", word: "wrongPath", values: { path, right } };
    default:
      return status === 400 && param === "prompt" ? { mood: "good", word: "noPrompt" } : refused;
  }
}

function showsKey({ probe, typed }: Answered): boolean {
  const isSent = probe.auth !== "none" && typed.key.trim() !== "";
  return isSent || /\/k\/[^/]|[?&](api_)?key=./.test(typed.address);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // it is shown as it is
  }
}
