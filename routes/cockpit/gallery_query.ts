/**
 * What the gallery's address asks for. A page is always shown: what makes no sense counts as not
 * said. Pure.
 *
 * @module
 */

import { type Job, jobStatus } from "../../jobs/job.ts";
import type { Registry } from "../../providers/registry.ts";
import type { GalleryQuery } from "../../ui/views/gallery.ts";

const STATUSES = ["queued", "in_progress", "completed", "failed", "cancelled"] as const;
const MAX_CHARACTERS = 200;
const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** Reads the query. */
export function readQuery(given: Readonly<Record<string, string>>): GalleryQuery {
  const { q = "", model = "", status, from = "", to = "", tz = "" } = given;
  return {
    q: q.trim().slice(0, MAX_CHARACTERS),
    model: model.slice(0, MAX_CHARACTERS),
    status: STATUSES.find((known) => known === status) ?? "",
    from: isDay(from) ? from : "",
    to: isDay(to) ? to : "",
    tz: /^-?\d{1,3}$/.test(tz) ? tz : "",
  };
}

/** Whether anything is looked for. */
export function isFiltered({ tz: _tz, ...wanted }: GalleryQuery): boolean {
  return Object.values(wanted).some((value) => value !== "");
}

/** The query as it stands in an address, with the job before the page. */
export function writeQuery(query: GalleryQuery, after: string | undefined): string {
  const said = Object.entries({ ...query, after: after ?? "" }).filter(([, value]) => value !== "");
  return said.length === 0 ? "" : `?${new URLSearchParams(said)}`;
}

/** Epoch milliseconds between which a job was made; the end is not included. */
export function timesOf({ from, to, tz }: GalleryQuery): { since?: number; until?: number } {
  const startOf = (day: string) => Date.parse(`${day}T00:00Z`) + Number(tz) * MINUTE_MS;
  return {
    ...(from === "" ? {} : { since: startOf(from) }),
    ...(to === "" ? {} : { until: startOf(to) + DAY_MS }),
  };
}

/** Which jobs are wanted. An alias and its model are one and the same. */
export function isWanted(
  query: GalleryQuery,
  registry: Pick<Registry, "model">,
): (job: Job) => boolean {
  const words = query.q.toLowerCase();
  const { until = Infinity } = timesOf(query);
  const modelOf = (id: string) => registry.model(id)?.aliasOf ?? id;
  return (job) =>
    (query.status === "" || jobStatus(job) === query.status) &&
    (query.model === "" || modelOf(job.request.model) === modelOf(query.model)) &&
    job.createdAt < until &&
    (words === "" || job.request.prompt.toLowerCase().includes(words));
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}
