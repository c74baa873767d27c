/**
 * Counts what routes have not let go of.
 *
 * @module
 */

import type { Services } from "../routes/context.ts";

/** What is open now. */
export interface OpenEnds {
  watches: number;
  timers: number;
}

/** The same services, counted as they are used. */
export function countOpenEnds(services: Services): { services: Services; open: OpenEnds } {
  const { engine, runtime } = services;
  const open: OpenEnds = { watches: 0, timers: 0 };
  const counted: Services = {
    ...services,
    engine: {
      ...engine,
      async *watch(id, signal) {
        open.watches++;
        try {
          yield* engine.watch(id, signal);
        } finally {
          open.watches--;
        }
      },
    },
    runtime: {
      ...runtime,
      async sleep(ms, signal) {
        open.timers++;
        await runtime.sleep(ms, signal);
        open.timers--;
      },
    },
  };
  return { services: counted, open };
}
