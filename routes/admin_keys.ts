/**
 * Keys, as administrators manage them, and the log of what they do.
 *
 * @module
 */

import type { z } from "zod";
import type { Act, Actor } from "../access/audit.ts";
import { type AccessKey, keyStatus, newKey, revoke, rotate, withTerms } from "../access/key.ts";
import type { ContentRules } from "../access/content_rules.ts";
import { problemIn } from "../access/rule_check.ts";
import { newKeyId, newToken } from "../access/token.ts";
import { failure, type Json, Refusal } from "../failure.ts";
import { readJsonFields } from "./body.ts";
import type { App, AppContext, Services } from "./context.ts";
import { changedTerms, termsOf, viewAuditEntry, viewKey, viewUse } from "./key_view.ts";
import { parseFields, show } from "./parse.ts";
import {
  type AuditList,
  AuditListQuery,
  KeyBody,
  KeyChanges,
  type KeyList,
  KeyListQuery,
  type KeyWithText,
  type KeyWithUse,
  RotateKeyBody,
} from "./schemas/access_key.ts";

const PATH = "/v1/admin/keys";

/** A key is one record, which has 64 KiB; longer lists are for all, in `CONTENT_RULES`. */
const MOST_RULE_BYTES = 24_000;

/** Adds `/v1/admin/keys`, what is below it, and `/v1/admin/audit`. */
export function addAdminRoutes(app: App, services: Services): void {
  const { access: { keys, accounts, audit }, runtime } = services;

  app.use("/v1/admin/*", async function keepSecret(c, next) {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });

  app.post(PATH, async function createKey(c) {
    const { body, said } = await readStrictly(c, KeyBody);
    await requireUsable(body.content_rules);
    const id = newKeyId();
    const token = newToken(id);
    const key = newKey(id, { terms: termsOf(body), token, now: runtime.now() });
    await keys.add(key, { action: "key.created", detail: said }, actorOf(c));
    return c.json({ ...viewKey(key, runtime.now()), key: token.text } satisfies KeyWithText);
  });

  app.get(PATH, async function listKeys(c) {
    const { limit, after, status } = parseFields(KeyListQuery, c.req.query());
    const now = runtime.now();
    const all = (await keys.list())
      .filter((key) => status === undefined || keyStatus(key, now) === status);
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && start === 0) throw notFound(after, "after");
    const data = all.slice(start, start + limit).map((key) => viewKey(key, now));
    return c.json({ ...pageOf(data, start + limit < all.length), data } satisfies KeyList);
  });

  app.get(`${PATH}/:id`, async function getKey(c) {
    const id = c.req.param("id");
    const key = await keys.find(id);
    if (key === undefined) throw notFound(id, "id");
    const now = runtime.now();
    const use = viewUse(await accounts.read(id), now);
    return c.json({ ...viewKey(key, now), use } satisfies KeyWithUse);
  });

  app.post(`${PATH}/:id`, async function updateKey(c) {
    const { body, said } = await readStrictly(c, KeyChanges);
    await requireUsable(body.content_rules);
    const now = runtime.now();
    const next = (key: AccessKey) => withTerms(key, changedTerms(key, body), now);
    const key = await change(c, services, { action: "key.changed", detail: said, next });
    return c.json(viewKey(key, now));
  });

  app.post(`${PATH}/:id/rotate`, async function rotateKey(c) {
    const { body, said } = await readStrictly(c, RotateKeyBody);
    const now = runtime.now();
    const id = c.req.param("id");
    const token = newToken(id);
    const overlapMs = body.overlap_seconds * 1_000;
    const next = (key: AccessKey) =>
      key.revokedAt === undefined ? rotate(key, { token, overlapMs, now }) : key;
    const key = await change(c, services, { action: "key.rotated", detail: said, next });
    if (key.revokedAt !== undefined) throw isRevoked(id);
    return c.json({ ...viewKey(key, now), key: token.text } satisfies KeyWithText);
  });

  app.post(`${PATH}/:id/revoke`, async function revokeKey(c) {
    const now = runtime.now();
    const next = (key: AccessKey) => revoke(key, now);
    const key = await change(c, services, { action: "key.revoked", detail: {}, next });
    return c.json(viewKey(key, now));
  });

  app.get("/v1/admin/audit", async function listAudit(c) {
    const { limit, after } = parseFields(AuditListQuery, c.req.query());
    const found = await audit.list({ limit: limit + 1, after });
    const data = found.slice(0, limit).map(viewAuditEntry);
    return c.json({ ...pageOf(data, found.length > limit), data } satisfies AuditList);
  });
}

interface Change extends Omit<Act, "subject"> {
  next(key: AccessKey): AccessKey;
}

async function change(
  c: AppContext,
  { access: { keys, doorkeeper } }: Services,
  change: Change,
): Promise<AccessKey> {
  const id = c.req.param("id") ?? "";
  const key = await keys.update(id, change, actorOf(c));
  if (key === undefined) throw notFound(id, "id");
  doorkeeper.changed(id);
  return key;
}

function actorOf(c: AppContext): Actor {
  return { owner: c.get("caller").owner, requestId: c.get("requestId") };
}

interface Said<T> {
  readonly body: T;
  /** As it was said, for the audit log. */
  readonly said: Readonly<Record<string, Json>>;
}

/**
 * Of a missing body every field is absent. A misspelt limit must not become a key without one: what
 * is not known is refused.
 */
async function readStrictly<T>(
  c: AppContext,
  schema: z.ZodType<T> & z.ZodObject,
): Promise<Said<T>> {
  const fields = c.req.raw.body === null ? {} : await readJsonFields(c);
  const known = Object.keys(schema.shape);
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const message = `${show(unknown)} is no field here: use ${known.join(", ")}`;
    const more = { param: unknown.slice(0, 100), code: "unknown_parameter" };
    throw new Refusal(failure("invalid_request", message, more));
  }
  const body = parseFields(schema, fields);
  const said: Readonly<Record<string, Json>> = JSON.parse(JSON.stringify(fields));
  return { body, said };
}

/** @throws {Refusal} when an expression among the rules cannot be used */
async function requireUsable(rules: ContentRules | null | undefined): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(rules ?? [])).length;
  const problem = bytes > MOST_RULE_BYTES
    ? `they have ${bytes} bytes as JSON, use at most ${MOST_RULE_BYTES}`
    : await problemIn(rules ?? []);
  if (problem === undefined) return;
  const message = `content_rules cannot be used: ${problem}`;
  throw new Refusal(failure("invalid_request", message, { param: "content_rules" }));
}

function pageOf(data: readonly { readonly id: string }[], has_more: boolean) {
  const first_id = data[0]?.id ?? null;
  const last_id = data.at(-1)?.id ?? null;
  return { object: "list", first_id, last_id, has_more } as const;
}

function isRevoked(id: string): Refusal {
  const message = `Key ${show(id)} was revoked: make another one`;
  return new Refusal(failure("invalid_request", message, { param: "id" }));
}

function notFound(id: string, param: string): Refusal {
  return new Refusal(failure("not_found", `There is no key ${show(id)}`, { param }));
}
