/**
 * Access tokens of a Google service account (RFC 7523: a signed assertion for a token).
 *
 * The AI SDK's own way to them calls Google past the `fetch` that it is given, so this is ours.
 *
 * @module
 */

import { z } from "zod";
import { type Failure, failure } from "../../failure.ts";
import { toBase64 } from "../../images/base64.ts";
import { callJson } from "../http.ts";
import type { CallContext } from "../provider.ts";

/** Who calls. */
export interface ServiceAccount {
  readonly clientEmail: string;
  /** PKCS#8 in PEM, as in the account's JSON file. */
  readonly privateKey: string;
}

const TOKEN_URL = "https://oauth2.googleapis.com/token";
const SCOPE = "https://www.googleapis.com/auth/cloud-platform";

/** The longest that Google allows. */
const ASSERTION_SECONDS = 3_600;

/** A token is not used in its last minute. */
const MARGIN_MS = 60_000;

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

interface Kept {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly goodUntil: number;
}

/**
 * Gives tokens, and keeps each as long as it is good. A failure says nothing of the submit that was
 * to follow: it was not sent, so whatever is not about the credentials is `unavailable`.
 */
export function createTokenSource(
  account: ServiceAccount,
): (context: CallContext) => Promise<string | Failure> {
  let kept: Kept | undefined;

  return async function tokenFor(context) {
    if (kept && kept.goodUntil > context.now()) return kept.token;
    const assertion = await sign(account, context.now()).catch(() => undefined);
    if (assertion === undefined) return unusableKey();
    const answer = await callJson({
      url: TOKEN_URL,
      method: "POST",
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion,
      }),
      schema: Token,
      phase: "submit",
    }, context);
    if (!answer.ok) return notGiven(answer.failure);
    const { access_token: token, expires_in: seconds } = answer.value;
    kept = { token, goodUntil: context.now() + seconds * 1_000 - MARGIN_MS };
    return token;
  };
}

/** The token endpoint refuses wrong accounts with status 400. */
function notGiven({ kind, detail }: Failure): Failure {
  const more = detail === undefined ? {} : { detail };
  return kind === "invalid_request" || kind === "upstream_auth"
    ? failure("upstream_auth", "Google refused the service account", more)
    : failure("unavailable", "Google gives no access token now", more);
}

function unusableKey(): Failure {
  const message = "The private key of the service account cannot be used";
  return failure("upstream_auth", message);
}

/** @throws for a key that is none */
async function sign({ clientEmail, privateKey }: ServiceAccount, now: number): Promise<string> {
  const key = await crypto.subtle.importKey(
    "pkcs8",
    derOf(privateKey),
    { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const iat = Math.floor(now / 1_000);
  const claims = {
    iss: clientEmail,
    scope: SCOPE,
    aud: TOKEN_URL,
    iat,
    exp: iat + ASSERTION_SECONDS,
  };
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  const signature = await crypto.subtle.sign(
    key.algorithm.name,
    key,
    new TextEncoder().encode(text),
  );
  return `${text}.${base64Url(new Uint8Array(signature))}`;
}

/** Environment variables often hold line breaks as `\n`. */
function derOf(pem: string): Uint8Array<ArrayBuffer> {
  const base64 = pem.replaceAll("\\n", "\n").replace(/-----[^-]+-----/g, "").replace(/\s/g, "");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function part(value: Readonly<Record<string, string | number>>): string {
  return base64Url(new TextEncoder().encode(JSON.stringify(value)));
}

function base64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
