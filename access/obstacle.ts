/**
 * Saying to a caller which limit is in the way. Pure.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";
import { MICRO_USD } from "../providers/price.ts";
import type { Obstacle } from "./account.ts";

/** What is answered in place of a job. */
export function failureOf(obstacle: Obstacle): Failure {
  const { limit, most, left, asked, retryAfterMs } = obstacle;
  switch (limit) {
    case "requestsPerMinute":
      return wait(`Limit of ${most} requests for pictures a minute reached`, retryAfterMs);
    case "imagesPerMinute":
      if (asked > most) return tooMany(obstacle);
      return wait(`Limit of ${most} images a minute: ${left} left, ${asked} wanted`, retryAfterMs);
    case "concurrency":
      return wait(`Limit of ${most} jobs at a time reached: wait until one has ended`);
    case "imagesPerDay":
      return quota(`Quota of ${most} images a day (UTC): ${left} left, ${asked} wanted`);
    case "imagesPerMonth":
      return quota(`Quota of ${most} images a month (UTC): ${left} left, ${asked} wanted`);
    case "costPerMonth":
      return quota(`Quota of ${dollars(most)} a month (UTC): ${dollars(left)} left`);
  }
}

function wait(message: string, retryAfterMs?: number): Failure {
  if (retryAfterMs === undefined) return failure("too_many_requests", message);
  const seconds = Math.ceil(retryAfterMs / 1_000);
  return failure("too_many_requests", `${message}: try again in ${seconds} s`, { retryAfterMs });
}

function tooMany({ asked, most }: Obstacle): Failure {
  const message = `n is ${asked}: this key may make ${most} images a minute, use at most as many`;
  return failure("invalid_request", message, { param: "n", code: "integer_above_max_value" });
}

function quota(message: string): Failure {
  return failure("quota_exhausted", message);
}

function dollars(micro: number): string {
  return `$${(micro / MICRO_USD).toFixed(4).replace(/0{1,2}$/, "")}`;
}
