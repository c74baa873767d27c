/**
 * Ties one abort to others for a while.
 *
 * @module
 */

/**
 * Aborts the controller as soon as one of the signals has. The function that is returned lets go of
 * the signals: `AbortSignal.any` never does on Deno 2.5, so one that lives as long as the process
 * would remember every request.
 */
export function follow(controller: AbortController, signals: readonly AbortSignal[]): () => void {
  const abort = () => controller.abort();
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  }
  return () => {
    for (const signal of signals) signal.removeEventListener("abort", abort);
  };
}
