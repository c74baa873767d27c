/**
 * Waits, for an upstream whose slowness is only for show.
 *
 * @module
 */

/** Resolves after `ms`; rejects with the signal's reason when that aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal.aborted) return Promise.reject(signal.reason);
  const timer = setTimeout(finish, ms);
  signal.addEventListener("abort", stop, { once: true });
  return promise;

  function finish(): void {
    signal.removeEventListener("abort", stop);
    resolve();
  }

  function stop(): void {
    clearTimeout(timer);
    reject(signal.reason);
  }
}
