/**
 * Signing as Standard Webhooks has it, in the form that OpenAI's SDKs verify.
 *
 * @module
 */

import { Webhook } from "standardwebhooks";

const PREFIX = "whsec_";

/** Bytes of a key that we make. */
const KEY_BYTES = 32;

/** A new random secret, such as `whsec_MfKQ9r8G…`. */
export function newSecret(): string {
  return PREFIX + crypto.getRandomValues(new Uint8Array(KEY_BYTES)).toBase64();
}

/** What may be shown of a secret: enough to tell it from others. */
export function hintOf(secret: string): string {
  return `${PREFIX}…${secret.slice(-4)}`;
}

/** One message at one time. */
export interface Signable {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

/** The headers that prove who sent it; any of the secrets verifies them. */
export function signatureHeaders(
  { id, at, body }: Signable,
  secrets: readonly string[],
): Record<string, string> {
  const signatures = secrets.map((secret) =>
    new Webhook(keyOf(secret), { format: "raw" }).sign(id, at, body)
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": signatures.join(" "),
  };
}

/** Text without the prefix is the key itself: so do OpenAI's SDKs read it. */
function keyOf(secret: string): Uint8Array {
  return secret.startsWith(PREFIX)
    ? Uint8Array.fromBase64(secret.slice(PREFIX.length))
    : new TextEncoder().encode(secret);
}
