import { assertEquals, assertStringIncludes } from "../tests/assert.ts";
import { policyFailure, policyRefusal } from "./content_policy.ts";

Deno.test("policyFailure() knows a refusal by its words", () => {
  for (
    const said of [
      "NSFW content detected. Try running it again, or try a different prompt.",
      "The input or output was flagged as sensitive. Please try again with different inputs. (E005)",
      "Prompt failed the safety check",
      "Request Moderated",
      "内容违规",
    ]
  ) {
    const refused = policyFailure(said);
    assertEquals(refused?.kind, "content_policy", said);
    assertStringIncludes(refused?.message ?? "", said.slice(0, 10));
  }
});

Deno.test("policyFailure() leaves other sentences alone", () => {
  for (
    const said of ["CUDA out of memory", "Prediction interrupted; please retry (code: PA)", ""]
  ) {
    assertEquals(policyFailure(said), undefined, said);
  }
});

Deno.test("policyRefusal() believes statuses that find fault with a request, and no others", () => {
  const of = (status: number) =>
    policyRefusal({ status, headers: new Headers(), body: { detail: "NSFW" }, isHtml: false });
  assertEquals([400, 422, 429, 500].map((status) => of(status)?.kind), [
    "content_policy",
    "content_policy",
    undefined,
    undefined,
  ]);
});
