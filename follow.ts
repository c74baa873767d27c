/**
 * Ties one abort to others for a while.
 *
 * @module
 */

/**
 * Why something of ours is over. One for all: an `abort()` without a reason makes an exception with
 * a stack each time, which takes 80 times as long.
 */
export const OVER = new DOMException("It is over", "AbortError");

/**
 * Aborts the controller as soon as one of the signals has. The function that is returned lets go of
 * the signals: `AbortSignal.any` never does on Deno 2.5, so one that lives as long as the process
 * would remember every request.
 */
export function follow(controller: AbortController, signals: readonly AbortSignal[]): () => void {
  const abort = () => controller.abort(OVER);
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  }
  return () => {
    for (const signal of signals) signal.removeEventListener("abort", abort);
  };
}
