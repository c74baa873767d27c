/**
 * How soon a finished picture is noticed, and for how many polls: learnt pauses against fixed and
 * growing ones, on the same times. Nothing runs: time is a number here.
 *
 * @module
 */

import { learn, NO_TIMING, pauseMs, type Timing } from "../jobs/timing.ts";
import { print, printTable } from "./report.ts";
import { median } from "./stats.ts";

/** Chooses the next pause from what is known. */
type Strategy = (elapsedMs: number, polls: number, timing: Timing) => number;

/** The pause of public clients of such services. */
const USUAL_MS = 3_000;

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  "fixed 1 s": () => 1_000,
  "fixed 3 s": () => USUAL_MS,
  "doubling from 1 s": (_, polls) => Math.min(30_000, 1_000 * 2 ** polls),
  "learnt": (elapsedMs, _, timing) => pauseMs(timing, elapsedMs, USUAL_MS),
};

const JOBS = 2_000;

/** Draws times in ms; `random` gives numbers in [0, 1). */
const UPSTREAMS: Readonly<Record<string, (random: () => number) => number>> = {
  "lognormal, 15–60 s": (random) => 30_000 * Math.exp(0.42 * normal(random)),
  "bimodal, 8 s or 45 s": (random) =>
    (random() < 0.6 ? 8_000 : 45_000) * Math.exp(0.15 * normal(random)),
  "heavy tail from 10 s": (random) => Math.min(600_000, 10_000 / (1 - random()) ** (1 / 1.5)),
};

/** Runs the comparison and prints it. */
export function benchPolling(): void {
  print("\nPolling (virtual time): lag is from a picture's end to the poll that finds it.");
  const rows = Object.entries(UPSTREAMS).flatMap(([upstream, draw]) =>
    Object.entries(STRATEGIES).map(([name, strategy]) => {
      const { lags, shares, polls } = simulate(draw, strategy);
      return [
        upstream,
        name,
        (median(lags) / 1_000).toFixed(2),
        `${(median(shares) * 100).toFixed(1)} %`,
        polls.toFixed(1),
      ];
    })
  );
  printTable(["upstream", "pauses", "lag p50 s", "lag p50 of the time", "polls a job"], rows);
}

function simulate(draw: (random: () => number) => number, strategy: Strategy) {
  const random = seeded(7);
  const [lags, shares]: [number[], number[]] = [[], []];
  let timing = NO_TIMING;
  let polls = 0;
  for (let job = 0; job < JOBS; job++) {
    const took = draw(random);
    let [before, now, count] = [0, 0, 0];
    while (now < took) {
      before = now;
      now += strategy(now, count++, timing);
    }
    timing = learn(timing, (before + now) / 2);
    lags.push(now - took);
    shares.push((now - took) / took);
    polls += count;
  }
  return { lags, shares, polls: polls / JOBS };
}

/** Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
