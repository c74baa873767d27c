/**
 * What was stored a moment ago, kept in memory: the caller who waits for a picture reads it right
 * after it was stored.
 *
 * @module
 */

/** Something with a size and an end. */
export interface Recent<T> {
  /** The value, if it was remembered in the last seconds. */
  get(key: string): T | undefined;
  set(key: string, value: T, sizeBytes: number): void;
  delete(key: string): void;
}

/** What a memory is limited by. */
export interface RecentOptions {
  readonly now: () => number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** Creates a memory that forgets the oldest first. */
export function createRecent<T>({ now, maxBytes, maxAgeMs }: RecentOptions): Recent<T> {
  const entries = new Map<string, { value: T; sizeBytes: number; until: number }>();
  let total = 0;

  function forget(key: string): void {
    total -= entries.get(key)?.sizeBytes ?? 0;
    entries.delete(key);
  }

  /** Entries stand in the order of their ages. */
  function makeRoom(): void {
    for (const [key, { until }] of entries) {
      if (total <= maxBytes && until > now()) return;
      forget(key);
    }
  }

  return {
    get(key) {
      const entry = entries.get(key);
      return entry && entry.until > now() ? entry.value : undefined;
    },

    set(key, value, sizeBytes) {
      forget(key);
      entries.set(key, { value, sizeBytes, until: now() + maxAgeMs });
      total += sizeBytes;
      makeRoom();
    },

    delete: forget,
  };
}
