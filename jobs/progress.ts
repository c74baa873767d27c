/**
 * How far a job is, and how long it will still take: by what upstreams report, and where they report
 * nothing, by how long their pictures usually take. Pure.
 *
 * @module
 */

import { hasEnded, type Job, type Task } from "./job.ts";

/** What time alone can tell: the last bit is for the picture. */
const MOST_GUESSED = 0.95;

/** Upstreams that have only just begun say too little to reckon with. */
const ENOUGH_PROGRESS = 0.05;

/**
 * 0 to 1 over all tasks. A task that has ended counts as whole; one whose upstream says nothing
 * counts by the time it has taken, of the time that its kind usually takes.
 */
export function jobProgress({ tasks }: Pick<Job, "tasks">, now: number): number {
  const shares = pairs(tasks).map((pair) =>
    Math.max(...pair.map((task) => taskProgress(task, now)))
  );
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/**
 * How many milliseconds the job will probably still take; 0 once it has ended. Undefined while that
 * is not known of some task, as of one that waits for its turn.
 */
export function jobRemainingMs({ tasks }: Pick<Job, "tasks">, now: number): number | undefined {
  const times = pairs(tasks).map((pair) => {
    const known = pair.flatMap((task) => taskRemainingMs(task, now) ?? []);
    return known.length === 0 ? undefined : Math.min(...known);
  });
  return times.reduce<number | undefined>(
    (most, time) => most === undefined || time === undefined ? undefined : Math.max(most, time),
    0,
  );
}

/** Each task with the one that was begun beside it, if any, as long as they may bring pictures. */
function pairs(tasks: readonly Task[]): Task[][] {
  return tasks.flatMap((task, index) => {
    if (task.hedgeOf !== undefined) return [];
    const pair = [task, ...tasks.filter(({ hedgeOf }) => hedgeOf === index)];
    const open = pair.filter(({ state }) => !hasEnded(state));
    const isDone = pair.some(({ state }) => state.status === "done");
    return [isDone || open.length === 0 ? pair : open];
  });
}

function taskProgress({ state, progress, usualMs, attempts }: Task, now: number): number {
  if (hasEnded(state)) return 1;
  const startedAt = attempts.at(-1)?.startedAt;
  if (progress !== undefined || usualMs === undefined || startedAt === undefined) {
    return progress ?? 0;
  }
  return Math.min(MOST_GUESSED, Math.max(0, (now - startedAt) / usualMs));
}

function taskRemainingMs(
  { state, progress, usualMs, attempts }: Task,
  now: number,
): number | undefined {
  if (hasEnded(state)) return 0;
  const attempt = attempts.at(-1);
  if (attempt === undefined || attempt.endedAt !== undefined) return undefined;
  const elapsedMs = now - attempt.startedAt;
  if (progress !== undefined && progress >= ENOUGH_PROGRESS) {
    return Math.round(elapsedMs * (1 - progress) / progress);
  }
  return usualMs === undefined ? undefined : Math.max(0, Math.round(usualMs - elapsedMs));
}
