/**
 * A fake of Google's token endpoint for service accounts. Wire forms as in Google's page on OAuth 2.0
 * for server to server applications, read in November 2026.
 *
 * @module
 */

import type { Context, Hono } from "hono";
import { z } from "zod";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";

/** A fake, and who has signed in there. */
export interface GoogleTokensFake extends FakeUpstream {
  /** What it gives. */
  readonly token: string;
  readonly signedIn: readonly string[];
}

const Claims = z.strictObject({
  iss: z.email(),
  scope: z.literal("https://www.googleapis.com/auth/cloud-platform"),
  aud: z.literal("https://oauth2.googleapis.com/token"),
  iat: z.int(),
  exp: z.int(),
});

/** Creates one. */
export function createGoogleTokensFake({ now }: { now(): number }): GoogleTokensFake {
  const token = "ya29.a-token-of-google";
  const signedIn: string[] = [];

  async function give(c: Context): Promise<Response> {
    const form = new URLSearchParams(await c.req.text());
    const claims = readClaims(form.get("assertion") ?? "");
    if (!claims || claims.exp * 1_000 <= now()) return c.json(GOOGLE_TOKEN_REFUSAL, 400);
    signedIn.push(claims.iss);
    return c.json({ access_token: token, expires_in: 3_599, token_type: "Bearer" });
  }

  const fake = createFakeUpstream({
    doorOf: () => undefined,
    addRoutes: (app: Hono) => app.post("/token", give),
    now,
  });
  return Object.assign(fake, { token, signedIn });
}

/** How it says no. */
export const GOOGLE_TOKEN_REFUSAL = {
  error: "invalid_grant",
  error_description: "Invalid JWT Signature.",
} as const;

/** Undefined for an assertion that it would not take; the signature is not looked at. */
function readClaims(assertion: string): z.infer<typeof Claims> | undefined {
  const [, claims = "", signature = ""] = assertion.split(".");
  if (signature.length < 300) return undefined;
  return Claims.safeParse(JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/")))).data;
}

/** An account with a key of its own, as its JSON file has it. */
export async function makeServiceAccount() {
  const { privateKey } = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: 2_048,
      publicExponent: Uint8Array.of(1, 0, 1),
      hash: "SHA-256",
    },
    true,
    ["sign", "verify"],
  );
  const der = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
  const lines = btoa(String.fromCharCode(...der)).replace(/(.{64})/g, "$1\n");
  return {
    clientEmail: "darkroom@my-project.iam.gserviceaccount.com",
    privateKey: `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`,
  };
}
