/**
 * Stretches of time as the dashboard names them. Pure.
 *
 * @module
 */

import type { Unit } from "../../stats/period.ts";
import type { Lang } from "../../ui/words.ts";

/** Where and how times are told. */
export interface Clock {
  readonly lang: Lang;
  /** Such as `Europe/Berlin`. */
  readonly zone: string;
}

/** Names of stretches. */
export interface Names {
  /** Such as `14:32`, `Jun 15, 14:00` or `Jun 15`. */
  label(startAt: number): string;
  /** A short name for a stretch that begins at a round time; undefined: it does not. */
  tick(startAt: number): string | undefined;
}

/** The zone of the days that are counted. */
export const DAY_ZONE = "UTC";

/** Hours and minutes on a clock of 24 hours. */
export const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const DATE = { month: "short", day: "numeric" } as const;

/** Days up to which every Monday gets a mark; beyond them the first and the 15th do. */
const FEW_DAYS = 45;

/** Names for `count` stretches of a length. */
export function namesFor(unit: Unit, count: number, { lang, zone }: Clock): Names {
  // A day of UTC is no day elsewhere.
  const timeZone = unit === "day" ? DAY_ZONE : zone;
  const time = new Intl.DateTimeFormat(lang, { ...TIME, timeZone });
  const date = new Intl.DateTimeFormat(lang, { ...DATE, timeZone });
  const clock = new Intl.DateTimeFormat("en", { ...TIME, timeZone });
  const hourMinute = (at: number) => clock.format(at).split(":").map(Number);

  switch (unit) {
    case "minute":
      return {
        label: (at) => time.format(at),
        tick: (at) => (hourMinute(at)[1] ?? 0) % 15 === 0 ? time.format(at) : undefined,
      };
    case "hour":
      return {
        label: (at) => `${date.format(at)}, ${time.format(at)}`,
        tick(at) {
          const [hour = 0] = hourMinute(at);
          if (hour === 0) return date.format(at);
          return hour === 12 ? time.format(at) : undefined;
        },
      };
    case "day":
      return {
        label: (at) => date.format(at),
        tick: (at) => isMarked(new Date(at), count) ? date.format(at) : undefined,
      };
  }
}

function isMarked(day: Date, count: number): boolean {
  return count <= FEW_DAYS ? day.getUTCDay() === 1 : [1, 15].includes(day.getUTCDate());
}

/** A zone as a browser names it, if it is one; otherwise that of the days. */
export function knownZone(zone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone ?? DAY_ZONE }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return DAY_ZONE;
    throw error;
  }
}
