/**
 * Tells statistics what becomes true: what commits do to job records, and what orders come to that
 * change no record.
 *
 * @module
 */

import type { Registry } from "../providers/registry.ts";
import type { Listener } from "../stats/fact.ts";
import type { Engine } from "./engine.ts";
import { factsOf, orderFacts } from "./facts.ts";
import type { Job } from "./job.ts";

/** Hears of everything and passes on facts. */
export interface Teller {
  /** Told of every commit, with the record that was there before; absent: it is a new job. */
  committed(job: Job, before: Job | undefined): void;
  /** The same engine, whose orders are told of. */
  hearing(engine: Engine): Engine;
}

/** Creates a teller. */
export function createTeller(
  { registry, note }: { readonly registry: Registry; readonly note: Listener },
): Teller {
  return {
    committed(job, before) {
      for (const fact of factsOf(before, job, registry)) note(fact);
    },

    hearing(engine) {
      return {
        ...engine,

        async accept(order) {
          const acceptance = await engine.accept(order);
          for (const fact of orderFacts(acceptance, registry)) note(fact);
          return acceptance;
        },
      };
    },
  };
}
