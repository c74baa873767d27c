import { FAILURES } from "../failure.ts";
import { assert, assertNotEquals } from "../tests/assert.ts";
import { failureAdvice, failureName } from "./failure_words.ts";
import { LANGUAGES } from "./words.ts";

Deno.test("every kind of failure has a name and advice in every language", () => {
  for (const [kind, { scope }] of Object.entries(FAILURES)) {
    for (const lang of LANGUAGES) {
      assertNotEquals(failureName(kind, lang), kind);
      assert(failureAdvice(kind, lang).length > 10, kind);
    }
    // What happens to jobs is an operator's business: each kind has advice of its own.
    const general = failureAdvice("unauthenticated", "en");
    if (scope !== "request") assertNotEquals(failureAdvice(kind, "en"), general, kind);
  }
});

Deno.test("a kind that is not known keeps its name", () => {
  assert(failureName("of_tomorrow", "en") === "of_tomorrow");
});
