import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { assert, assertEquals, assertMatch, assertNotEquals } from "../tests/assert.ts";
import { hintOf, newSecret, signatureHeaders } from "./signature.ts";

const body = '{"type":"image.generation.completed","data":{"id":"job_ü"}}';

Deno.test("signatureHeaders() signs what Standard Webhooks' own library verifies", () => {
  const secret = newSecret();
  const headers = signatureHeaders({ id: "evt_1", at: new Date(), body }, [secret]);
  assertEquals(new Webhook(secret).verify(body, headers), JSON.parse(body));
});

Deno.test("signatureHeaders() signs id, seconds and body with the bytes of a plain secret", () => {
  const secret = "a plain secret of 24 bytes and more";
  const headers = signatureHeaders({ id: "evt_1", at: new Date(12_999), body }, [secret]);
  const expected = createHmac("sha256", secret).update(`evt_1.12.${body}`).digest("base64");
  assertEquals(headers, {
    "webhook-id": "evt_1",
    "webhook-timestamp": "12",
    "webhook-signature": `v1,${expected}`,
  });
});

Deno.test("signatureHeaders() signs with each secret, the newest first", () => {
  const secrets = [newSecret(), newSecret()];
  const message = { id: "evt_1", at: new Date(), body };
  const both = signatureHeaders(message, secrets);
  const each = secrets.map((secret) => signatureHeaders(message, [secret])["webhook-signature"]);
  assertEquals(both["webhook-signature"], each.join(" "));
  for (const secret of secrets) assert(new Webhook(secret).verify(body, both));
});

Deno.test("newSecret() gives 32 random bytes, and hintOf() hardly any of them", () => {
  const secret = newSecret();
  assertMatch(secret, /^whsec_[\w+/-]{43}=$/);
  assertNotEquals(secret, newSecret());
  assertEquals(hintOf(secret), `whsec_…${secret.slice(-4)}`);
});
