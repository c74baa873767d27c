/**
 * What webhooks are signed with.
 *
 * @module
 */

import { z } from "zod";

/** `WEBHOOK_SECRET`. */
export const signingSecret = z.string().refine(isSigningSecret, {
  message: 'must be "whsec_" and 24 to 64 bytes in base64, or any text of at least 24 bytes',
});

/** As Standard Webhooks has it: a key is 24 to 64 bytes; text without the prefix is taken as it is. */
function isSigningSecret(text: string): boolean {
  if (!text.startsWith("whsec_")) return new TextEncoder().encode(text).length >= 24;
  const base64 = text.slice("whsec_".length);
  return base64.length % 4 === 0 && /^[A-Za-z0-9+/]{32,86}={0,2}$/.test(base64);
}
