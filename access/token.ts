/**
 * The text of a key, such as `dk_3f9c2b7a10d4e688_Zk1…`: its id, which finds its record, and a
 * secret. Only a digest of the whole is kept.
 *
 * @module
 */

import { createHash, timingSafeEqual } from "node:crypto";

/** A key's text that has just been made. */
export interface Token {
  /** Shown once. */
  readonly text: string;
  /** SHA-256 in lower-case hexadecimal: all that is stored. */
  readonly digest: string;
  /** Its last characters, which tell it from the key's other secrets. */
  readonly tail: string;
}

/** Bytes of a secret: far too many to be guessed, so that a fast digest protects it. */
const SECRET_BYTES = 32;

/** Bytes of an id. */
const ID_BYTES = 8;

const FORM = /^dk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** A new key's id: it owns what the key makes. */
export function newKeyId(): string {
  return `key_${crypto.getRandomValues(new Uint8Array(ID_BYTES)).toHex()}`;
}

/** Makes a text for a key. */
export function newToken(keyId: string): Token {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  const secret = bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  const text = `${prefixOf(keyId)}_${secret}`;
  return { text, digest: digestOf(text).toHex(), tail: text.slice(-4) };
}

/** What may be shown of a key at any time. */
export function prefixOf(keyId: string): string {
  return keyId.replace(/^key_/, "dk_");
}

/** The id of the key that a text claims to be; undefined: it has not the form of one of ours. */
export function keyIdOf(text: string): string | undefined {
  const [, hex] = FORM.exec(text) ?? [];
  return hex === undefined ? undefined : `key_${hex}`;
}

/** Whether an owner is a key; the others are the operator, under whatever name. */
export function isKeyId(owner: string): boolean {
  return owner.startsWith("key_");
}

/** SHA-256. */
export function digestOf(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

/** Whether a text has that digest; takes as long whichever byte differs. */
export function hasDigest(text: string, digest: Uint8Array): boolean {
  return timingSafeEqual(digestOf(text), digest);
}
