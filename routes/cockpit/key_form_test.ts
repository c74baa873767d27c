import { newKey } from "../../access/key.ts";
import { newToken } from "../../access/token.ts";
import { assertEquals } from "../../tests/assert.ts";
import { KeyBody } from "../schemas/access_key.ts";
import { termsOf } from "../key_view.ts";
import { changesOf, fieldsOf, formOf } from "./key_form.ts";

const NOW = Date.UTC(2026, 10, 21);
const FIELDS = {
  name: "Shop",
  scopes: ["generate", "files"],
  models: ["studio", "openai/*"],
  requests_per_minute: 5,
  cost_per_month_usd: 1.5,
  max_priority: 0,
  expires_at: NOW / 1_000 + 86_400,
};

function keyWith(fields: object) {
  const id = "key_0123456789abcdef";
  return newKey(id, { terms: termsOf(KeyBody.parse(fields)), token: newToken(id), now: NOW });
}

Deno.test("the form of a key says what the key was made with", () => {
  assertEquals(fieldsOf(formOf(keyWith(FIELDS), NOW)), FIELDS);
});

Deno.test("of a form that is sent back, only what differs is a change", () => {
  const before = formOf(keyWith({ ...FIELDS, expires_at: NOW / 1_000 + 5_000 }), NOW);
  assertEquals(changesOf(before, before), {});
  const { "scope:files": _, ...without } = before;
  const form = { ...without, models: " ", images_per_day: "0", requests_per_minute: "" };
  assertEquals(changesOf(form, before), {
    scopes: ["generate"],
    models: null,
    images_per_day: 0,
    requests_per_minute: null,
  });
});

Deno.test("what is no number or day is kept, to be refused as it was typed", () => {
  const fields = fieldsOf({ name: "Shop", images_per_day: "many", expires_on: "2026-13-40" });
  assertEquals([fields["images_per_day"], fields["expires_at"]], ["many", "2026-13-40"]);
});
