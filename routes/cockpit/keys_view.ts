/**
 * What the page about keys shows, from what is stored.
 *
 * @module
 */

import { OPERATOR } from "../../access/caller.ts";
import type { AuditEntry } from "../../access/audit.ts";
import type { AccessKey } from "../../access/key.ts";
import { DEFAULT_SCOPES, SCOPES } from "../../access/scope.ts";
import {
  type AuditRow,
  type KeyForm,
  type KeyListView,
  type KeyRow,
  type KeysView,
  type LimitName,
  type LimitRow,
  LIMITS,
  type OneKeyView,
  type Tab,
  TABS,
} from "../../ui/keys/keys_view.ts";
import type { AppContext } from "../context.ts";
import { findKey } from "../key_changes.ts";
import { viewKey, viewUse } from "../key_view.ts";
import type { KeyWithUse } from "../schemas/access_key.ts";
import { formOf, scopeBoxes } from "./key_form.ts";
import { type CockpitServices, frameFor } from "./page.ts";
import { viewUsage } from "./usage_view.ts";

/** Keys on a page. */
const PAGE_ROWS = 25;

/** Entries of the audit log that are shown. */
const AUDIT_ROWS = 20;

/** What an action leaves to be shown. */
export interface Shown {
  readonly refusal?: string;
  readonly made?: KeysView["made"];
  /** What was typed, where that was refused. */
  readonly given?: KeyForm | undefined;
  /** The key that is looked at, where the address does not say. */
  readonly id?: string | undefined;
  /** This page's path, where the address is that of an action. */
  readonly path?: string;
}

/** The whole page. */
export async function viewKeys(
  c: AppContext,
  services: CockpitServices,
  { refusal, made, given, path, id = c.req.query("key") }: Shown = {},
): Promise<KeysView> {
  const tab: Tab = TABS.find((known) => known === c.req.query("tab")) ?? "keys";
  const frame = await frameFor(c, services);
  return {
    ...frame,
    path: path ?? frame.path,
    tab,
    now: services.runtime.now(),
    refusal,
    made,
    ...(tab === "keys" ? await viewTerms(c, services, { given, id }) : {}),
    usage: tab === "usage" ? await viewUsage(c, services) : undefined,
    audit: tab === "audit" ? await viewAudit(services) : undefined,
  };
}

async function viewTerms(
  c: AppContext,
  services: CockpitServices,
  { given, id }: Pick<Shown, "given" | "id">,
): Promise<Pick<KeysView, "list" | "one">> {
  if (id === undefined) return { list: await viewList(c, services, given) };
  return { one: await viewOne(c, services, { given, id }) };
}

async function viewList(
  c: AppContext,
  services: CockpitServices,
  given: KeyForm | undefined,
): Promise<KeyListView> {
  const { keys, doorkeeper } = services.access;
  const after = c.req.query("after");
  const all = await keys.list();
  const start = all.findIndex((key) => key.id === after) + 1;
  const page = all.slice(start, start + PAGE_ROWS);
  return {
    rows: await Promise.all(page.map((key) => viewRow(key, services))),
    next: start + PAGE_ROWS < all.length ? page.at(-1)?.id : undefined,
    scopes: SCOPES,
    form: given ?? scopeBoxes(DEFAULT_SCOPES),
    isRefused: given !== undefined,
    asksForKey: doorkeeper.asksForKey,
  };
}

/** @throws {Refusal} when there is no such key */
async function viewOne(
  c: AppContext,
  services: CockpitServices,
  { given, id }: { readonly given: KeyForm | undefined; readonly id: string },
): Promise<OneKeyView> {
  const key = await findKey(id, services);
  return {
    row: await viewRow(key, services),
    scopes: SCOPES,
    form: given ?? formOf(key, services.runtime.now()),
    isSaved: c.req.query("saved") === "1",
  };
}

async function viewRow(
  key: AccessKey,
  { access: { accounts }, runtime }: CockpitServices,
): Promise<KeyRow> {
  const now = runtime.now();
  const { id, name, scopes, models, expiresAt, updatedAt, secrets } = key;
  const { prefix, status, ...view } = viewKey(key, now);
  const use = viewUse(await accounts.read(id), now);
  const overlapUntil = Math.max(...secrets.slice(1).map(({ endsAt = 0 }) => endsAt));
  return {
    id,
    name,
    prefix,
    status,
    scopes,
    models,
    limits: LIMITS.flatMap((limit) => viewLimit(limit, view[limit], use)),
    expiresAt,
    updatedAt,
    overlapUntil: status === "active" && overlapUntil > now ? overlapUntil : undefined,
  };
}

/** What counts against each. */
const USED: Readonly<Record<LimitName, keyof KeyWithUse["use"]>> = {
  requests_per_minute: "requests_in_last_minute",
  images_per_minute: "images_in_last_minute",
  max_concurrent_jobs: "open_jobs",
  images_per_day: "images_today",
  images_per_month: "images_this_month",
  cost_per_month_usd: "cost_this_month_usd",
};

function viewLimit(name: LimitName, most: number | null, use: KeyWithUse["use"]): LimitRow[] {
  return most === null ? [] : [{ name, most, used: use[USED[name]] }];
}

async function viewAudit({ access: { audit, keys } }: CockpitServices): Promise<AuditRow[]> {
  const entries = await audit.list({ limit: AUDIT_ROWS });
  const ids = [...new Set(entries.flatMap(({ actor, subject }) => [actor, subject]))];
  const names = new Map(
    await Promise.all(ids.map(async (id) => [id, (await keys.find(id))?.name ?? id] as const)),
  );
  return entries.map((entry) => viewEntry(entry, (id) => names.get(id) ?? id));
}

function viewEntry(
  { id, at, action, actor, subject, detail }: AuditEntry,
  nameOf: (id: string) => string,
): AuditRow {
  return {
    id,
    at,
    action,
    actor: actor === OPERATOR ? undefined : nameOf(actor),
    subject: { id: subject, name: nameOf(subject) },
    detail,
  };
}
