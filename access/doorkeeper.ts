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
import { type AccessKey, liveSecrets, type Secret, secretShown } from "./key.ts";
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
   * The caller behind a mark that {@linkcode identify} gave, as the key is now; undefined: what
   * opened the door then would not open it any more.
   */
  recall(mark: string): Promise<Caller | undefined>;
  /** Somebody on whose behalf the process itself works; undefined: that key opens nothing now. */
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

/** Digits of a digest: of a key's, whose text nobody can guess, enough to tell all secrets apart. */
const MARK_OF_KEY = 32;

/** Of the master key's, which a person may have chosen, far too few to try guesses against. */
const MARK_OF_MASTER = 4;

/** The mark of whoever is let in because no key is asked for. */
const LOCAL_MARK = "local";

/** Creates one. */
export function createDoorkeeper({ masterKey, find, runtime }: DoorkeeperOptions): Doorkeeper {
  const known = new Map<string, { readonly key: AccessKey; readonly until: number }>();
  const master = masterKey === undefined ? undefined : digestOf(masterKey);
  const masterMark = master === undefined
    ? LOCAL_MARK
    : `master.${master.toHex().slice(0, MARK_OF_MASTER)}`;

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
    if (master !== undefined && hasDigest(text, master)) return operator(masterMark);
    const id = keyIdOf(text);
    const key = id === undefined ? undefined : await look(id);
    const secret = key && secretShown(key, text, runtime.now());
    return secret && callerOf(key, keyMark(key, secret));
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
      return operator(LOCAL_MARK);
    },

    async recall(mark) {
      if (mark === masterMark) return operator(mark);
      const key = await look(mark.split(".")[0] ?? "");
      const secret = key && liveSecrets(key, runtime.now())
        .find((secret) => keyMark(key, secret) === mark);
      return secret && callerOf(key, mark);
    },

    async callerFor(owner) {
      if (!isKeyId(owner)) return operator(masterMark);
      const key = await look(owner);
      const [secret] = key === undefined ? [] : liveSecrets(key, runtime.now());
      return key && secret && callerOf(key, keyMark(key, secret));
    },

    changed: (id) => void known.delete(id),
  };
}

function keyMark({ id }: AccessKey, { digest }: Secret): string {
  return `${id}.${digest.slice(0, MARK_OF_KEY)}`;
}
