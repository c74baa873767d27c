/**
 * Whose key is this? The one place that answers it.
 *
 * What is known of a key is kept in memory for less than a second, so that a request costs no look
 * at the database, and a key that was revoked by another instance opens nothing a second later. A
 * KV watch would be no help: on a local database it does not see what other processes write.
 *
 * @module
 */

import type { Runtime } from "../runtime.ts";
import { type Caller, callerOf, operator } from "./caller.ts";
import { type AccessKey, isShown, keyStatus } from "./key.ts";
import { digestOf, hasDigest, isKeyId, keyIdOf } from "./token.ts";

/** Answers it. */
export interface Doorkeeper {
  /** Whether a key is asked for at all. */
  readonly asksForKey: boolean;
  /**
   * The caller whom one of the texts lets in: the master key, or a key that was made with it.
   * Undefined: none of them opens anything.
   */
  identify(presented: readonly string[]): Promise<Caller | undefined>;
  /**
   * Somebody on whose behalf the process itself works; undefined: that key opens nothing now. Who is
   * no key is the operator, under whatever name.
   */
  callerFor(owner: string): Promise<Caller | undefined>;
  /** Told that a key has changed: what is remembered of it is looked up again. */
  changed(id: string): void;
}

/** What the doorkeeper needs. */
export interface DoorkeeperOptions {
  readonly masterKey?: string;
  readonly find: (id: string) => Promise<AccessKey | undefined>;
  readonly runtime: Pick<Runtime, "now">;
}

/** How long a key is known without another look; with the time of a request, less than a second. */
const KNOWN_MS = 800;

/** Keys that are known at a time. */
const MOST_KNOWN = 10_000;

/** Creates one. */
export function createDoorkeeper({ masterKey, find, runtime }: DoorkeeperOptions): Doorkeeper {
  const known = new Map<string, { readonly key: AccessKey; readonly until: number }>();
  const master = masterKey === undefined ? undefined : digestOf(masterKey);

  async function look(id: string): Promise<AccessKey | undefined> {
    const now = runtime.now();
    const remembered = known.get(id);
    if (remembered !== undefined && remembered.until > now) return remembered.key;
    const key = await find(id);
    known.delete(id);
    if (key === undefined) return undefined;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(id, { key, until: now + KNOWN_MS });
    return key;
  }

  async function identifyOne(text: string): Promise<Caller | undefined> {
    if (master !== undefined && hasDigest(text, master)) return operator();
    const id = keyIdOf(text);
    const key = id === undefined ? undefined : await look(id);
    return key && isShown(key, text, runtime.now()) ? callerOf(key) : undefined;
  }

  return {
    asksForKey: master !== undefined,

    async identify(presented) {
      for (const text of presented) {
        const caller = await identifyOne(text);
        if (caller !== undefined) return caller;
      }
      if (master !== undefined || presented.some((text) => keyIdOf(text) !== undefined)) {
        return undefined;
      }
      return operator();
    },

    async callerFor(owner) {
      if (!isKeyId(owner)) return { ...operator(), owner };
      const key = await look(owner);
      return key && keyStatus(key, runtime.now()) === "active" ? callerOf(key) : undefined;
    },

    changed: (id) => void known.delete(id),
  };
}
