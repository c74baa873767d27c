import { assert, assertEquals } from "../../tests/assert.ts";
import { testContext } from "../../tests/fakes/call_context.ts";
import {
  createGoogleTokensFake,
  GOOGLE_TOKEN_REFUSAL,
  makeServiceAccount,
} from "../../tests/fakes/google_tokens.ts";
import { createTokenSource } from "./token.ts";

/** A clock that tests turn. */
function clock() {
  let time = Date.UTC(2030, 0, 1);
  return { now: () => time, pass: (ms: number) => void (time += ms) };
}

Deno.test("createTokenSource() keeps a token until its last minute", async () => {
  const { now, pass } = clock();
  const google = createGoogleTokensFake({ now });
  const tokenFor = createTokenSource(await makeServiceAccount());
  const context = testContext(google.fetch, { now });
  assertEquals(await tokenFor(context), google.token);
  pass(3_538_000);
  await tokenFor(context);
  assertEquals(google.signedIn.length, 1);
  pass(1_000);
  await tokenFor(context);
  assertEquals(google.signedIn.length, 2);
});

Deno.test("createTokenSource() tells a wrong account from an outage: neither is a submit", async () => {
  const account = await makeServiceAccount();
  const answers = [
    [() => Promise.resolve(Response.json(GOOGLE_TOKEN_REFUSAL, { status: 400 })), "upstream_auth"],
    [() => Promise.resolve(Response.json({}, { status: 500 })), "unavailable"],
    [() => Promise.resolve(new Response("<html>")), "unavailable"],
    [() => Promise.reject(new TypeError("cut")), "unavailable"],
  ] as const;
  for (const [fetch, kind] of answers) {
    const token = await createTokenSource(account)(testContext(fetch));
    assert(typeof token !== "string");
    assertEquals(token.kind, kind);
  }
});

Deno.test("createTokenSource() says that a key cannot be used, and not the key", async () => {
  const account = {
    clientEmail: "me@p.test",
    privateKey: "-----BEGIN-----\nsecret!\n-----END-----",
  };
  const fetch = () => Promise.reject(new TypeError("Nobody is asked"));
  const token = await createTokenSource(account)(testContext(fetch));
  assert(typeof token !== "string" && !token.message.includes("secret"));
  assertEquals(token.kind, "upstream_auth");
});
