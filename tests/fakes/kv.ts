/**
 * A database under watch: counts what goes on, and can stop the world at a chosen commit.
 *
 * @module
 */

/** Where the world stops: around the commit with this number, counted from 1. */
export interface Crash {
  readonly atCommit: number;
  /**
   * `before`: the commit never happens. `after`: it does, and nobody hears of it. `fails`: it is
   * refused with an error, and the world goes on.
   */
  readonly when: "before" | "after" | "fails";
}

/** What was seen. */
export interface KvWatch {
  /** The database to hand to the program. Once the world has stopped, its calls never return. */
  readonly kv: Deno.Kv;
  readonly commits: number;
  /** Single mutations in all commits. */
  readonly writes: number;
  readonly reads: number;
  /** Calls that have not returned yet. */
  readonly pending: number;
  readonly crashed: boolean;
  /** No crash comes any more: the life ends in order. */
  survive(): void;
}

type Method = (...args: unknown[]) => unknown;

/** Watches a database; several watches may share one, as processes share a file. */
export function watchKv(kv: Deno.Kv, crash?: Crash): KvWatch {
  const seen = { commits: 0, writes: 0, reads: 0, pending: 0, crashed: false };
  let isSafe = false;

  async function call<T>(work: () => Promise<T>): Promise<T> {
    if (seen.crashed) return await new Promise<never>(() => {});
    seen.pending++;
    try {
      const result = await work();
      return seen.crashed ? await stopped() : result;
    } finally {
      seen.pending--;
    }
  }

  /** Out of the pending count: nothing goes on any more. */
  function stopped(): Promise<never> {
    seen.pending--;
    return new Promise(() => {});
  }

  async function commit(operation: Deno.AtomicOperation): Promise<unknown> {
    const number = ++seen.commits;
    const here = !isSafe && crash?.atCommit === number;
    if (here && crash.when === "fails") throw new TypeError("disk I/O error");
    const result = here && crash.when === "before" ? undefined : await operation.commit();
    if (here) seen.crashed = true;
    return result;
  }

  function watchAtomic(operation: Deno.AtomicOperation): Deno.AtomicOperation {
    const watched: Deno.AtomicOperation = new Proxy(operation, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== "function") return member;
        if (name === "commit") return () => call(() => commit(target));
        return (...args: unknown[]) => {
          if (name === "set" || name === "delete" || name === "enqueue") seen.writes++;
          Reflect.apply(member, target, args);
          return watched;
        };
      },
    });
    return watched;
  }

  async function* watchList(rows: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    const iterator = rows[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await call(() => iterator.next());
      if (done) return;
      yield value;
    }
  }

  function isRows(value: unknown): value is AsyncIterable<unknown> {
    return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
  }

  function watchMethod(name: string | symbol, method: Method): Method {
    if (name === "atomic") return () => watchAtomic(kv.atomic());
    if (name === "listenQueue" || name === "close" || name === "watch") return method;
    return (...args) => {
      if (name === "set" || name === "delete") seen.writes++;
      else seen.reads++;
      if (name === "list") {
        const rows = method(...args);
        return isRows(rows) ? watchList(rows) : rows;
      }
      return call(async () => await method(...args));
    };
  }

  const watched = new Proxy(kv, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return watchMethod(name, (...args) => Reflect.apply(member, target, args));
    },
  });

  return {
    kv: watched,
    get commits() {
      return seen.commits;
    },
    get writes() {
      return seen.writes;
    },
    get reads() {
      return seen.reads;
    },
    get pending() {
      return Math.max(0, seen.pending);
    },
    get crashed() {
      return seen.crashed;
    },
    survive: () => void (isSafe = true),
  };
}
