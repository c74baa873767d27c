import { assertEquals } from "../tests/assert.ts";
import { redactor } from "./secrets.ts";

Deno.test("redactor() hides what a call sends as credentials", () => {
  const url = new URL("https://user:pass-word-1@upstream.test/submit?key=query-secret&n=1");
  const redact = redactor(
    url,
    new Headers({ authorization: "Bearer sk-12345678", "x-api-key": "other-secret" }),
  );
  assertEquals(
    redact("key sk-12345678, other-secret, query-secret, pass-word-1"),
    "key [hidden], [hidden], [hidden], [hidden]",
  );
});

Deno.test("redactor() leaves ordinary words alone", () => {
  const headers = new Headers({ "content-type": "application/json", "x-mode": "fast" });
  const redact = redactor(new URL("https://upstream.test/?n=1"), headers);
  assertEquals(redact("fast: n=1 needs application/json"), "fast: n=1 needs application/json");
});
