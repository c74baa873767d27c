/**
 * The stretches of time that are counted separately. Pure.
 *
 * @module
 */

/** How long a stretch is. Days are those of UTC. */
export type Unit = "minute" | "hour" | "day";

/** All of them, the shortest first. */
export const UNITS: readonly Unit[] = ["minute", "hour", "day"];

/** Lengths in ms. */
export const UNIT_MS: Readonly<Record<Unit, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** How long each is kept after its end, in ms. */
export const KEPT_MS: Readonly<Record<Unit, number>> = {
  minute: UNIT_MS.day,
  hour: 14 * UNIT_MS.day,
  day: 400 * UNIT_MS.day,
};

/** When the stretch that `at` lies in began. */
export function startOf(unit: Unit, at: number): number {
  return at - at % UNIT_MS[unit];
}
