/**
 * What the page about webhooks and jobs shows, from what is stored.
 *
 * @module
 */

import { may } from "../../access/caller.ts";
import type { Attempt, Delivery } from "../../hooks/delivery.ts";
import type { Endpoint } from "../../hooks/endpoint.ts";
import { EVENT_TYPES } from "../../hooks/event.ts";
import { hintOf } from "../../hooks/signature.ts";
import { type Job, jobFailure, jobStatus } from "../../jobs/job.ts";
import {
  type DeliveriesView,
  DELIVERY_STATUSES,
  type DeliveryRow,
  type EndpointRow,
  type EndpointsView,
  JOB_STATUSES,
  type JobRow,
  type JobsView,
  type Span,
  SPANS,
  type Tab,
  TABS,
  type TryView,
  type WebhooksView,
} from "../../ui/webhooks/webhooks_view.ts";
import type { AppContext } from "../context.ts";
import { type CockpitServices, frameFor } from "./page.ts";

/** Rows on a page. */
const PAGE_ROWS = 25;

/** What an action leaves to be shown. */
export type Shown = Partial<Pick<EndpointsView, "made" | "given" | "test">> & {
  readonly refusal?: string;
  /** The section, where the address does not say. */
  readonly tab?: Tab;
  /** This page's path, where the address is that of an action. */
  readonly path?: string;
};

/** The whole page. */
export async function viewWebhooks(
  c: AppContext,
  services: CockpitServices,
  { refusal, tab: shownTab, path, ...shown }: Shown = {},
): Promise<WebhooksView> {
  const first = may(c.get("caller"), "webhooks") ? "endpoints" : "jobs";
  const tab = shownTab ?? TABS.find((known) => known === c.req.query("tab")) ?? first;
  const frame = await frameFor(c, services);
  return {
    ...frame,
    path: path ?? frame.path,
    tab,
    now: services.runtime.now(),
    refusal,
    endpoints: tab === "endpoints" ? await viewEndpoints(c, services, shown) : undefined,
    deliveries: tab === "deliveries" ? await viewDeliveries(c, services) : undefined,
    jobs: tab === "jobs" ? await viewJobs(c, services) : undefined,
  };
}

async function viewEndpoints(
  c: AppContext,
  { hooks, config }: CockpitServices,
  shown: Omit<Shown, "refusal" | "tab">,
): Promise<EndpointsView> {
  return {
    list: (await hooks.endpoints.list(c.get("owner"))).map(viewEndpoint),
    eventTypes: EVENT_TYPES,
    hasSecret: config.webhookSecret !== undefined,
    hasPublicUrl: config.publicUrl !== undefined,
    ...shown,
  };
}

function viewEndpoint(endpoint: Endpoint): EndpointRow {
  const { id, name, url, eventTypes, secret, previous, createdAt, disabledAt } = endpoint;
  return {
    id,
    name,
    url,
    eventTypes,
    secretHint: hintOf(secret),
    overlapUntil: previous?.until,
    createdAt,
    disabledAt,
  };
}

async function viewDeliveries(
  c: AppContext,
  { hooks }: CockpitServices,
): Promise<DeliveriesView> {
  const owner = c.get("owner");
  const { status: wanted, endpoint: wantedEndpoint, after } = c.req.query();
  const status = DELIVERY_STATUSES.find((known) => known === wanted);
  const endpoint = wantedEndpoint || undefined;
  const endpoints = await hooks.endpoints.list(owner);
  const found = await hooks.deliveries.list(owner, {
    limit: PAGE_ROWS + 1,
    ...(status === undefined ? {} : { status }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(after === undefined ? {} : { after }),
  });
  const names = new Map(endpoints.map(({ id, name }) => [id, name]));
  const page = found.slice(0, PAGE_ROWS);
  return {
    list: page.map((delivery) => viewDelivery(delivery, names)),
    endpoints: endpoints.map(({ id, name }) => ({ id, name })),
    status,
    endpoint,
    next: found.length > PAGE_ROWS ? page.at(-1)?.id : undefined,
  };
}

function viewDelivery(delivery: Delivery, names: ReadonlyMap<string, string>): DeliveryRow {
  const { id, status, event, endpoint, url, attempts, createdAt, dueAt } = delivery;
  return {
    id,
    status,
    type: event.type,
    subject: event.data.id,
    receiver: names.get(endpoint ?? "") ?? new URL(url).host,
    tries: attempts.map(viewTry),
    createdAt,
    nextAt: delivery.holder === undefined ? dueAt : undefined,
  };
}

/** One try. */
export function viewTry({ at, durationMs, status, excerpt, error }: Attempt): TryView {
  return { at, durationMs, status, excerpt, error };
}

const SPAN_MS: Readonly<Record<Span, number>> = {
  hour: 3_600_000,
  day: 24 * 3_600_000,
  week: 7 * 24 * 3_600_000,
};

async function viewJobs(
  c: AppContext,
  { engine, registry, runtime }: CockpitServices,
): Promise<JobsView> {
  const query = c.req.query();
  const status = JOB_STATUSES.find((known) => known === query["status"]);
  const span = SPANS.find((known) => known === query["span"]);
  const model = query["model"] || undefined;
  const { jobs, next } = await engine.list(c.get("owner"), {
    limit: PAGE_ROWS,
    where: (job) =>
      (status === undefined || jobStatus(job) === status) &&
      (model === undefined || job.request.model === model),
    ...(query["after"] === undefined ? {} : { after: query["after"] }),
    ...(span === undefined ? {} : { since: runtime.now() - SPAN_MS[span] }),
  });
  const models = registry.models().map(({ id }) => id);
  return { list: jobs.map(viewJob), models, status, model, span, next };
}

function viewJob(job: Job): JobRow {
  const { id, request, createdAt, endedAt } = job;
  return {
    id,
    status: jobStatus(job),
    prompt: request.prompt,
    model: request.model,
    n: request.n,
    createdAt,
    endedAt,
    error: jobFailure(job)?.message,
  };
}
