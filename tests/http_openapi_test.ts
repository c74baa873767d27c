/**
 * The documented contract. `UPDATE_SNAPSHOTS=1 deno test -A tests/http_openapi_test.ts` writes it
 * anew; what changed is then to be read in the diff of `tests/snapshots/openapi.json`.
 *
 * @module
 */

import { z } from "zod";
import { OPERATIONS } from "../routes/operations.ts";
import { buildOpenApi } from "../routes/openapi.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { doorForTests } from "./door.ts";

const SNAPSHOT = new URL("snapshots/openapi.json", import.meta.url);
const tests = doorForTests();

Deno.test("the OpenAPI document is the one that was last agreed on", async () => {
  const text = `${JSON.stringify(buildOpenApi(), null, 2)}\n`;
  if (Deno.env.get("UPDATE_SNAPSHOTS")) await Deno.writeTextFile(SNAPSHOT, text);
  assertEquals(JSON.parse(text), JSON.parse(await Deno.readTextFile(SNAPSHOT)));
});

Deno.test("GET /openapi.json gives the document with the address it was asked at", async () => {
  const response = await tests.door.get("/openapi.json", { "x-forwarded-host": "pics.example" });
  const document = z.looseObject({ openapi: z.string(), servers: z.array(z.unknown()) })
    .parse(await response.json());
  assertEquals(document.openapi, "3.1.0");
  assertEquals(document.servers, [{ url: "http://pics.example" }]);
});

Deno.test("every reference in the OpenAPI document leads somewhere", () => {
  const text = JSON.stringify(buildOpenApi());
  const Document = z.object({
    components: z.record(z.string(), z.record(z.string(), z.unknown())),
  });
  const { components } = Document.parse(JSON.parse(text));
  const references = [...text.matchAll(/"\$ref":"#\/components\/([^/]+)\/([^"]+)"/g)];
  assert(references.length > 10);
  for (const [, kind = "", name = ""] of references) {
    assert(components[kind]?.[name] !== undefined, `${kind}/${name}`);
  }
});

/** Pages and what they are made of are no part of the API. */
const COCKPIT = new RegExp(
  "^(get|post) /(docs|openapi.json|sign-in|sign-out|look|gallery|dashboard|connect|webhooks|" +
    "keys|settings|jobs/.*|assets/.*|ui/.*)?$",
);

Deno.test("every documented operation is there, and every route is documented", () => {
  const documented = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
  const ours = tests.door.app.routes
    .filter(({ method }) => ["GET", "POST", "DELETE"].includes(method))
    .map(({ method, path }) => `${method.toLowerCase()} ${path}`)
    .map((route) => route.replace(/:(\w+)(\{.*\})?/, "{$1}"))
    .filter((route) => !COCKPIT.test(route))
    // It exists to say no.
    .filter((route) => route !== "delete /v1/models/{id}");
  assertEquals(documented.toSorted(), ours.toSorted());
});

Deno.test("GET /docs shows every operation and field, and loads nothing from elsewhere", async () => {
  const response = await tests.door.get("/docs");
  assertMatch(response.headers.get("content-type") ?? "", /^text\/html/);
  assertMatch(response.headers.get("content-security-policy") ?? "", /^default-src 'none'/);
  const html = await response.text();
  for (const { method, path } of OPERATIONS) {
    assert(html.includes(`>${method.toUpperCase()}</span><code>${path}</code>`), path);
  }
  for (const field of ["negative_prompt", "output_compression", "aspect_ratio", "mask"]) {
    assert(html.includes(`<code>${field}</code>`), field);
  }
  assertNothingForeign(html);
});

function assertNothingForeign(html: string): void {
  const loaded = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = ""]) => address);
  assertEquals(loaded.filter((address) => !/^(\/(?!\/)|#|data:,$)/.test(address)), []);
  assert(!/<script(?![^>]* src="\/assets\/)/.test(html), "no inline script");
}
