/**
 * fal's webhooks, signed with Ed25519 by keys that it publishes as a JWKS.
 *
 * Forms as in fal's documentation of webhooks, read in November 2026: what is signed is the ids, the
 * time and the body's SHA-256 in hexadecimal, on a line each.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import { KEY_STALE_MS, timeOfMessage } from "../callbacks.ts";
import { callJson } from "../http.ts";
import type { Callback, CallContext } from "../provider.ts";

/** Keys of other kinds are passed over. */
const Keys = z.object({
  keys: z.array(
    z.object({ x: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }).optional().catch(undefined),
  ),
});

/** As fal has it. */
const KEPT_MS = 24 * 3_600_000;

interface Known {
  readonly keys: readonly CryptoKey[];
  readonly askedAt: number;
}

/** Creates what verifies messages by the keys at an address, which are asked for once a day. */
export function createVerifier({ jwksUrl }: { readonly jwksUrl: string }) {
  let known: Known | undefined;

  return async function verifyCallback(
    message: Callback,
    context: CallContext,
  ): Promise<number | undefined> {
    const now = context.now();
    const sentAt = timeOfMessage(message.headers.get("x-fal-webhook-timestamp"), now);
    if (sentAt === undefined) return undefined;
    if (!known || now - known.askedAt >= KEPT_MS) known = await ask(context) ?? known;
    if (known && await isSigned(message, known.keys)) return sentAt;
    if (!known || now - known.askedAt < KEY_STALE_MS) return undefined;
    known = await ask(context) ?? known;
    return await isSigned(message, known.keys) ? sentAt : undefined;
  };

  async function ask(context: CallContext): Promise<Known | undefined> {
    const answer = await callJson({ url: jwksUrl, schema: Keys, phase: "poll" }, context);
    if (!answer.ok) return undefined;
    const keys = answer.value.keys.flatMap((key) => key ? importKey(key.x) : []);
    return { keys: await Promise.all(keys), askedAt: context.now() };
  }
}

function importKey(x: string): Promise<CryptoKey> {
  const jwk = { kty: "OKP", crv: "Ed25519", x };
  return crypto.subtle.importKey("jwk", jwk, "Ed25519", false, ["verify"]);
}

async function isSigned(
  { headers, body }: Callback,
  keys: readonly CryptoKey[],
): Promise<boolean> {
  const signature = bytesOf(headers.get("x-fal-webhook-signature") ?? "");
  if (signature === undefined) return false;
  const signed = new TextEncoder().encode([
    headers.get("x-fal-webhook-request-id"),
    headers.get("x-fal-webhook-user-id"),
    headers.get("x-fal-webhook-timestamp"),
    createHash("sha256").update(body).digest("hex"),
  ].join("\n"));
  const checks = keys.map((key) => crypto.subtle.verify("Ed25519", key, signature, signed));
  return (await Promise.all(checks)).includes(true);
}

/** 64 bytes in hexadecimal; undefined for anything else. */
function bytesOf(hex: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[0-9a-f]{128}$/i.test(hex)) return undefined;
  return Uint8Array.from({ length: 64 }, (_, at) => parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}
