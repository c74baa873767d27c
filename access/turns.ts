/**
 * One after another, by name, within this process. Across processes KV's checks do that; but many
 * who fail each other's checks would waste most of their tries.
 *
 * @module
 */

/** Waits for those who came before under the same name; gives the function that lets the next go. */
export type TakeTurn = (name: string) => Promise<() => void>;

/** Creates it. */
export function createTurns(): TakeTurn {
  const last = new Map<string, Promise<void>>();
  return async function takeTurn(name) {
    const before = last.get(name);
    const turn = Promise.withResolvers<void>();
    const mine = turn.promise;
    last.set(name, mine);
    await before;
    return () => {
      if (last.get(name) === mine) last.delete(name);
      turn.resolve();
    };
  };
}
