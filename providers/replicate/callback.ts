/**
 * Replicate's webhooks, signed as Standard Webhooks has it: HMAC-SHA256 over id, time and body, by a
 * secret that each account is told under `/webhooks/default/secret`.
 *
 * Forms as in Replicate's documentation of webhooks, read in November 2026.
 *
 * @module
 */

import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { KEY_STALE_MS, timeOfMessage } from "../callbacks.ts";
import { callJson } from "../http.ts";
import type { Callback, CallContext } from "../provider.ts";

const Secret = z.object({ key: z.string().regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/) });

/** What is asked for secrets. */
export interface SecretOptions {
  /** `…/v1` */
  readonly baseUrl: string;
  authorization(context: CallContext): Readonly<Record<string, string>>;
}

interface Known {
  readonly key: Uint8Array;
  readonly askedAt: number;
}

/** Creates what verifies the messages of all accounts; secrets are asked for once, and kept. */
export function createVerifier({ baseUrl, authorization }: SecretOptions) {
  const secrets = new Map<string, Known>();

  return async function verifyCallback(
    message: Callback,
    context: CallContext,
  ): Promise<number | undefined> {
    const sentAt = timeOfMessage(message.headers.get("webhook-timestamp"), context.now());
    if (sentAt === undefined) return undefined;
    const known = secrets.get(context.account) ?? await ask(context);
    if (known && isSigned(message, known.key)) return sentAt;
    if (!known || context.now() - known.askedAt < KEY_STALE_MS) return undefined;
    const fresh = await ask(context);
    return fresh && isSigned(message, fresh.key) ? sentAt : undefined;
  };

  async function ask(context: CallContext): Promise<Known | undefined> {
    const answer = await callJson({
      url: `${baseUrl}/webhooks/default/secret`,
      headers: authorization(context),
      schema: Secret,
      phase: "poll",
    }, context);
    if (!answer.ok) return undefined;
    const base64 = answer.value.key.slice("whsec_".length);
    const known = { key: Uint8Array.from(atob(base64), byteOf), askedAt: context.now() };
    secrets.set(context.account, known);
    return known;
  }
}

function byteOf(character: string): number {
  return character.charCodeAt(0);
}

function isSigned({ headers, body }: Callback, key: Uint8Array): boolean {
  const signed = `${headers.get("webhook-id")}.${headers.get("webhook-timestamp")}.`;
  const expected = createHmac("sha256", key).update(signed).update(body).digest("base64");
  const given = (headers.get("webhook-signature") ?? "").split(" ");
  return given.some((one) => isSame(one, `v1,${expected}`));
}

/** In a time that tells nothing but the lengths. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => new TextEncoder().encode(text));
  return a !== undefined && b !== undefined && a.length === b.length && timingSafeEqual(a, b);
}
