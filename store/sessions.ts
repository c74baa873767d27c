/**
 * Who has signed in with a browser. A session is a key, sealed with a secret that only the browser's
 * cookie holds: who reads the database learns no key, and a session is worth exactly what its key is
 * worth at that moment.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { Runtime } from "../runtime.ts";
import { commit } from "./commit.ts";
import { KEYS } from "./keys.ts";
import { createTable } from "./table.ts";

/** How long a session lasts, in ms. */
export const SESSION_MS = 30 * 24 * 3_600_000;

/** The sessions. */
export interface Sessions {
  /** Remembers a key; gives the token under which it is found again. */
  open(key: string): Promise<string>;
  /** The key of a session; undefined: there is no such session, or it is over. */
  read(token: string): Promise<string | undefined>;
  /** Ends a session; does nothing where there is none. */
  close(token: string): Promise<void>;
}

/** What sessions need. */
export interface SessionsOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
}

const Record = z.object({
  v: z.literal(1),
  /** AES-GCM, both in base64. */
  iv: z.string(),
  sealed: z.string(),
  expiresAt: z.number(),
});

/** 32 random bytes, base64 for URLs. */
const TOKEN = /^[\w-]{43}$/;

/** Creates the store of sessions. */
export function createSessions({ kv, runtime }: SessionsOptions): Sessions {
  const table = createTable({
    kv,
    runtime,
    schema: Record,
    expiresAt: ({ expiresAt }) => expiresAt,
  });
  return {
    async open(key) {
      const token = crypto.getRandomValues(new Uint8Array(32))
        .toBase64({ alphabet: "base64url", omitPadding: true });
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const bytes = new TextEncoder().encode(key);
      const sealed = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv },
        await sealOf(token),
        bytes,
      );
      await commit(
        table.set(kv.atomic(), KEYS.session(idOf(token)), {
          v: 1,
          iv: iv.toBase64(),
          sealed: new Uint8Array(sealed).toBase64(),
          expiresAt: runtime.now() + SESSION_MS,
        }),
        runtime,
      );
      return token;
    },

    async read(token) {
      if (!TOKEN.test(token)) return undefined;
      const stored = await table.get(KEYS.session(idOf(token)));
      if (stored === undefined) return undefined;
      const { iv, sealed } = stored.value;
      const key = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: Uint8Array.fromBase64(iv) },
        await sealOf(token),
        Uint8Array.fromBase64(sealed),
      );
      return new TextDecoder().decode(key);
    },

    async close(token) {
      await commit(kv.atomic().delete(KEYS.session(idOf(token))), runtime);
    },
  };
}

/** Where the session is kept: nobody who lists the database can make a cookie of it. */
function idOf(token: string): string {
  return createHash("sha256").update(`id ${token}`).digest("hex");
}

async function sealOf(token: string): Promise<CryptoKey> {
  const raw = new Uint8Array(createHash("sha256").update(`seal ${token}`).digest());
  return await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}
