/**
 * Keys: those that there are, what was used with them, and what was done to them; and what the forms
 * about them do: the same as the API, held against the same schemas, in the same audit log.
 *
 * @module
 */

import type { AccessKey } from "../../access/key.ts";
import { FAILURES } from "../../failure.ts";
import { KeysPage } from "../../ui/keys/keys_page.tsx";
import { requireScope } from "../auth.ts";
import type { App, AppContext } from "../context.ts";
import { actorOf, changeKey, createKey, findKey, revokeKey, rotateKey } from "../key_changes.ts";
import { changesOf, fieldsOf, formOf, overlapOf } from "./key_form.ts";
import { type Shown, viewKeys } from "./keys_view.ts";
import { answerPage, type CockpitServices } from "./page.ts";
import { readPageForm } from "./page_form.ts";

const PATH = "/ui/keys";

/** Adds `/keys`, and what its forms do; all of it is for who has the scope `admin`. */
export function addKeyPages(app: App, services: CockpitServices): void {
  const answer = async (c: AppContext, shown?: Shown): Promise<Response> => {
    requireScope(c.get("caller"), "admin");
    return await answerPage(c, services, <KeysPage view={await viewKeys(c, services, shown)} />);
  };

  /** Shows what goes wrong above the forms, with what was typed still in them. */
  function tellOnPage(c: AppContext, { key, given }: Told = {}): void {
    c.set("tellFailure", ({ kind, message }) => {
      c.status(FAILURES[kind].status);
      return answer(c, { ...placeOf(key), refusal: message, given });
    });
  }

  app.get("/keys", (c) => answer(c));

  app.use(`${PATH}/*`, async function requireAdmin(c, next) {
    requireScope(c.get("caller"), "admin");
    await next();
  });

  app.post(PATH, async function makeKey(c) {
    const given = await readPageForm(c);
    tellOnPage(c, { given });
    const order = { fields: fieldsOf(given), actor: actorOf(c) };
    const { key, text } = await createKey(order, services);
    return await answer(c, { path: "/keys", made: { name: key.name, text } });
  });

  app.post(`${PATH}/:id`, async function changeTerms(c) {
    const key = await findKey(c.req.param("id"), services);
    const given = await readPageForm(c);
    tellOnPage(c, { key, given });
    const fields = changesOf(given, formOf(key, services.runtime.now()));
    if (Object.keys(fields).length > 0) {
      await changeKey(key.id, { fields, actor: actorOf(c) }, services);
    }
    return c.redirect(`/keys?key=${key.id}&saved=1`, 303);
  });

  app.post(`${PATH}/:id/rotate`, async function newText(c) {
    const before = await findKey(c.req.param("id"), services);
    tellOnPage(c, { key: before });
    const fields = overlapOf(await readPageForm(c));
    const { key, text } = await rotateKey(before.id, { fields, actor: actorOf(c) }, services);
    return await answer(c, { ...placeOf(key), made: { name: key.name, text } });
  });

  app.post(`${PATH}/:id/revoke`, async function endKey(c) {
    const { id } = await revokeKey(c.req.param("id"), actorOf(c), services);
    return c.redirect(`/keys?key=${id}`, 303);
  });
}

interface Told {
  /** The key that it was about; absent: a new one. */
  readonly key?: AccessKey;
  readonly given?: Shown["given"];
}

/** Where a key is seen. */
function placeOf(key: AccessKey | undefined): Pick<Shown, "id" | "path"> {
  return key === undefined ? { path: "/keys" } : { id: key.id, path: `/keys?key=${key.id}` };
}
