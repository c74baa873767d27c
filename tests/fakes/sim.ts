/**
 * An upstream that draws tiny pictures: at once, or as jobs to be polled. It lives in memory and
 * takes its time from a clock that may be virtual. Not modelled on any real service; its forms are
 * the usual ones.
 *
 * @module
 */

import type { Runtime } from "../../runtime.ts";
import { createFakeUpstream, type FakeUpstream } from "./fake_upstream.ts";
import { addSimRoutes, doorOf, type SimSubmit } from "./sim_routes.ts";
import { createSimWorks, type SimJob } from "./sim_works.ts";

/** How the sim works. */
export interface SimOptions {
  /** `one_shot`: the submit is answered with the pictures. @default {"one_shot"} */
  readonly mode?: "one_shot" | "async";
  /** How pictures are handed over. @default {"inline"} */
  readonly by?: "inline" | "url";
  /** From submit to picture. @default {0} */
  readonly latencyMs?: number;
  /** Whether one key submitted twice is one job. @default {true} */
  readonly idempotent?: boolean;
  /** @default {4} */
  readonly maxImages?: number;
  /** @default {the real one} */
  readonly clock?: Pick<Runtime, "now" | "sleep">;
}

/** The upstream, and what it has come to. */
export interface Sim extends FakeUpstream {
  /** Submits as they came to the sim's own door; those that a fault turned away are in `calls`. */
  readonly submits: readonly SimSubmit[];
  /** What was accepted. */
  readonly jobs: readonly SimJob[];
  /** Forgets a job, as upstreams do after a while. */
  forget(id: string): void;
}

const REAL_CLOCK: Pick<Runtime, "now" | "sleep"> = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Creates one. */
export function createSim(options: SimOptions = {}): Sim {
  const { mode = "one_shot", by = "inline", latencyMs = 0, idempotent = true } = options;
  const { maxImages = 4, clock = REAL_CLOCK } = options;
  const now = () => clock.now();
  const works = createSimWorks({ by, latencyMs, idempotent, now });
  const submits: SimSubmit[] = [];
  const draw = async (signal: AbortSignal) => {
    if (latencyMs > 0) await clock.sleep(latencyMs, signal);
  };
  const fake = createFakeUpstream({
    doorOf,
    addRoutes: (app) => addSimRoutes(app, { works, submits, mode, maxImages, now, draw }),
    now,
  });
  return {
    ...fake,
    submits,
    forget: works.forget,
    get held() {
      return fake.held;
    },
    get jobs() {
      return [...works.jobs.values()];
    },
  };
}
