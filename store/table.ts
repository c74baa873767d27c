/**
 * Records under keys: JSON as UTF-8 bytes (structured values of newer Denos cannot be read by older
 * ones), checked against a schema when read, expired by our own clock.
 *
 * @module
 */

import type { z } from "zod";
import { type CommitRuntime, unlocked } from "./commit.ts";
import { fitsKv, MAX_VALUE_BYTES } from "./limits.ts";

/** A record and the version that a later write must still find. */
export interface Versioned<T> {
  readonly value: T;
  readonly versionstamp: string;
}

/** A kind of record. */
export interface Table<T> {
  /**
   * Adds a write to an operation.
   *
   * @throws {RangeError} when the record is larger than a KV value may be
   */
  set(operation: Deno.AtomicOperation, key: Deno.KvKey, value: T): Deno.AtomicOperation;
  /** Undefined when there is none or it has expired. */
  get(key: Deno.KvKey): Promise<Versioned<T> | undefined>;
  /**
   * For a write that must not be overtaken: what there is, and the version to check. A record that
   * has expired still has one until KV removes it, which may be a minute later.
   */
  look(key: Deno.KvKey): Promise<Place<T>>;
}

/** What stands under a key. */
export interface Place<T> {
  /** Undefined when there is none or it has expired. */
  readonly value: T | undefined;
  readonly versionstamp: string | null;
}

/** What a table is made of. */
export interface TableOptions<T> {
  readonly kv: Deno.Kv;
  readonly runtime: CommitRuntime & { now(): number };
  /** Must hold a version field: a record of another version is a bug, not an absence. */
  readonly schema: z.ZodType<T>;
  /** Epoch milliseconds from which on the record does not exist. Absent: it stays. */
  readonly expiresAt?: (value: T) => number;
}

/** A stored record that does not fit its schema. */
export class RecordError extends Error {
  override readonly name = "RecordError";
}

/** Creates a table over a schema. */
export function createTable<T>(options: TableOptions<T>): Table<T> {
  const { kv, runtime, schema, expiresAt = () => Infinity } = options;
  return {
    set(operation, key, value) {
      const bytes = new TextEncoder().encode(JSON.stringify(value));
      if (bytes.length > MAX_VALUE_BYTES) {
        throw new RangeError(`Record ${key.join("/")} has ${bytes.length} bytes: KV takes 65536`);
      }
      const leftMs = expiresAt(value) - runtime.now();
      // KV removes it up to a minute late, never early; `get` keeps to the exact time.
      return operation.set(key, bytes, leftMs < Infinity ? { expireIn: Math.max(1, leftMs) } : {});
    },

    async get(key) {
      const { value, versionstamp } = await look(key);
      return value === undefined || versionstamp === null ? undefined : { value, versionstamp };
    },

    look,
  };

  async function look(key: Deno.KvKey): Promise<Place<T>> {
    if (!fitsKv(key)) return { value: undefined, versionstamp: null };
    const entry = await unlocked(() => kv.get<Uint8Array>(key), runtime);
    const { versionstamp } = entry;
    if (versionstamp === null) return { value: undefined, versionstamp };
    const parsed = schema.safeParse(JSON.parse(new TextDecoder().decode(entry.value)));
    if (!parsed.success) {
      throw new RecordError(`Record ${key.join("/")} does not fit: ${parsed.error.message}`);
    }
    const isOver = expiresAt(parsed.data) <= runtime.now();
    return { value: isOver ? undefined : parsed.data, versionstamp };
  }
}
