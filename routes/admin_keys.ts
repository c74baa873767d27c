/**
 * Keys, as administrators manage them, and the log of what they do.
 *
 * @module
 */

import { keyStatus } from "../access/key.ts";
import { readJsonFields } from "./body.ts";
import type { App, AppContext, Services } from "./context.ts";
import {
  actorOf,
  changeKey,
  createKey,
  findKey,
  type KeyOrder,
  refuseUnknownKey,
  revokeKey,
  rotateKey,
} from "./key_changes.ts";
import { viewAuditEntry, viewKey, viewUse } from "./key_view.ts";
import { parseFields } from "./parse.ts";
import {
  type AuditList,
  AuditListQuery,
  type KeyList,
  KeyListQuery,
  type KeyWithText,
  type KeyWithUse,
} from "./schemas/access_key.ts";

const PATH = "/v1/admin/keys";

/** Adds `/v1/admin/keys`, what is below it, and `/v1/admin/audit`. */
export function addAdminRoutes(app: App, services: Services): void {
  const { access: { keys, accounts, audit }, runtime } = services;

  app.use("/v1/admin/*", async function keepSecret(c, next) {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });

  app.post(PATH, async function postKey(c) {
    const { key, text } = await createKey(await readOrder(c), services);
    return c.json({ ...viewKey(key, runtime.now()), key: text } satisfies KeyWithText);
  });

  app.get(PATH, async function listKeys(c) {
    const { limit, after, status } = parseFields(KeyListQuery, c.req.query());
    const now = runtime.now();
    const all = (await keys.list())
      .filter((key) => status === undefined || keyStatus(key, now) === status);
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && start === 0) refuseUnknownKey(after, "after");
    const data = all.slice(start, start + limit).map((key) => viewKey(key, now));
    return c.json({ ...pageOf(data, start + limit < all.length), data } satisfies KeyList);
  });

  app.get(`${PATH}/:id`, async function getKey(c) {
    const key = await findKey(c.req.param("id"), services);
    const now = runtime.now();
    const use = viewUse(await accounts.read(key.id), now);
    return c.json({ ...viewKey(key, now), use } satisfies KeyWithUse);
  });

  app.post(`${PATH}/:id`, async function updateKey(c) {
    const key = await changeKey(c.req.param("id"), await readOrder(c), services);
    return c.json(viewKey(key, runtime.now()));
  });

  app.post(`${PATH}/:id/rotate`, async function renewKey(c) {
    const { key, text } = await rotateKey(c.req.param("id"), await readOrder(c), services);
    return c.json({ ...viewKey(key, runtime.now()), key: text } satisfies KeyWithText);
  });

  app.post(`${PATH}/:id/revoke`, async function endKey(c) {
    const key = await revokeKey(c.req.param("id"), actorOf(c), services);
    return c.json(viewKey(key, runtime.now()));
  });

  app.get("/v1/admin/audit", async function listAudit(c) {
    const { limit, after } = parseFields(AuditListQuery, c.req.query());
    const found = await audit.list({ limit: limit + 1, after });
    const data = found.slice(0, limit).map(viewAuditEntry);
    return c.json({ ...pageOf(data, found.length > limit), data } satisfies AuditList);
  });
}

/** Of a missing body every field is absent. */
async function readOrder(c: AppContext): Promise<KeyOrder> {
  const fields = c.req.raw.body === null ? {} : await readJsonFields(c);
  return { fields: JSON.parse(JSON.stringify(fields)), actor: actorOf(c) };
}

function pageOf(data: readonly { readonly id: string }[], has_more: boolean) {
  const first_id = data[0]?.id ?? null;
  const last_id = data.at(-1)?.id ?? null;
  return { object: "list", first_id, last_id, has_more } as const;
}
