/**
 * Scales of charts: round numbers that a person would have chosen. Pure.
 *
 * @module
 */

/** What an axis measures. */
export type Measure = "count" | "duration";

/** Marks on an axis, from 0 up; the last is the top of the chart. */
export type Ticks = readonly number[];

/** Lines that a chart has room for. */
const MOST_STEPS = 4;

/** Steps of time that are round to people, in ms; beyond them, days. */
const ROUND_MS = [
  ...[10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60].map((seconds) => seconds * 1_000),
  ...[2, 5, 10, 15, 30, 60].map((minutes) => minutes * 60_000),
  ...[2, 4, 8, 12, 24].map((hours) => hours * 3_600_000),
];

/** Marks for values from 0 to `most`. */
export function ticksFor(most: number, measure: Measure): Ticks {
  const least = Math.max(most, measure === "count" ? 1 : ROUND_MS[0] ?? 1) / MOST_STEPS;
  const step = measure === "count" ? roundCount(least) : roundTime(least);
  const steps = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

/** The smallest of 1, 2, 5, 10, 20, 50, … that is not less; halves are not counted. */
function roundCount(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= least) ?? power * 10;
}

function roundTime(least: number): number {
  const day = 86_400_000;
  return ROUND_MS.find((step) => step >= least) ?? Math.ceil(least / day) * day;
}
