import { assertEquals } from "../../tests/assert.ts";
import { imageRequest, newJob } from "../../tests/jobs.ts";
import { isFiltered, isWanted, readQuery, timesOf, writeQuery } from "./gallery_query.ts";

const NOBODY = { model: () => undefined };

Deno.test("readQuery() takes what makes no sense as not said", () => {
  const query = readQuery({ status: "lost", from: "yesterday", to: "2026-02-31x", tz: "x" });
  assertEquals(isFiltered(query), false);
  assertEquals(writeQuery(query, undefined), "");
});

Deno.test("writeQuery() writes what readQuery() reads", () => {
  const said = { q: "a & b", model: "studio", status: "failed", from: "2026-01-31", tz: "-480" };
  const query = readQuery(said);
  const written = new URLSearchParams(writeQuery(query, "job_1"));
  assertEquals(Object.fromEntries(written), { ...said, after: "job_1" });
});

Deno.test("timesOf() has days begin where the visitor's do", () => {
  const query = readQuery({ from: "2026-01-31", to: "2026-01-31", tz: "-480" });
  assertEquals(timesOf(query), {
    since: Date.UTC(2026, 0, 30, 16),
    until: Date.UTC(2026, 0, 31, 16),
  });
});

Deno.test("isWanted() looks for words in any case, and for an alias as its model", () => {
  const registry = {
    model: (id: string) => id === "dall-e-3" ? { id, aliasOf: "studio", routes: [] } : undefined,
  };
  const job = newJob({ request: imageRequest({ prompt: "A Pear", model: "dall-e-3" }) });
  assertEquals(isWanted(readQuery({ q: "pEAR" }), NOBODY)(job), true);
  assertEquals(isWanted(readQuery({ q: "plum" }), NOBODY)(job), false);
  assertEquals(isWanted(readQuery({ model: "studio" }), registry)(job), true);
  assertEquals(isWanted(readQuery({ model: "studio" }), NOBODY)(job), false);
  assertEquals(isWanted(readQuery({ status: "failed" }), NOBODY)(job), false);
});
