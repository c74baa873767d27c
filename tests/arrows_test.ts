/**
 * The house's arrows: who may import whom. Types count like values.
 *
 * @module
 */

import { assert, assertEquals } from "./assert.ts";
import { z } from "zod";

const LEAVES = [
  "failure",
  "follow",
  "runtime",
  "events",
  "version",
  "blob_store",
  "net",
  "bounded_json",
];

/** Every room, and the rooms that it may import from besides itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  main: ["server", "config", ...LEAVES],
  server: ["app", "services", "config", "providers", "images", "store", ...LEAVES],
  app: ["routes", ...LEAVES],
  services: [
    "config",
    "routes",
    "access",
    "batches",
    "files",
    "hooks",
    "jobs",
    "stats",
    "providers",
    "images",
    "store",
    ...LEAVES,
  ],
  routes: [
    "config",
    "access",
    "batches",
    "files",
    "hooks",
    "jobs",
    "stats",
    "providers",
    "images",
    "store",
    "ui",
    ...LEAVES,
  ],
  access: ["jobs", "providers", "images", "store", ...LEAVES],
  files: ["images", "store", ...LEAVES],
  batches: ["files", "hooks", "jobs", "images", "store", ...LEAVES],
  hooks: ["jobs", "providers", "images", "store", ...LEAVES],
  jobs: ["stats", "providers", "images", "store", ...LEAVES],
  stats: ["store", ...LEAVES],
  providers: ["images", ...LEAVES],
  images: LEAVES,
  store: LEAVES,
  ui: [],
  config: ["blob_store"],
  blob_store: [],
  runtime: ["events", "net"],
  events: ["failure"],
  failure: [],
  follow: [],
  version: [],
  net: [],
  bounded_json: [],
};

const Graph = z.object({
  modules: z.array(z.object({
    specifier: z.string(),
    dependencies: z.array(z.object({
      code: z.object({ specifier: z.string().optional() }).optional(),
      type: z.object({ specifier: z.string().optional() }).optional(),
    })).default([]),
  })),
});

const ROOT = new URL("..", import.meta.url);

/** Pairs of our own files, from importer to imported, as Deno sees them. */
async function imports(entry: string): Promise<[string, string][]> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: ROOT,
  }).output();
  assert(success, `deno info ${entry} failed`);
  const { modules } = Graph.parse(JSON.parse(new TextDecoder().decode(stdout)));
  return modules.flatMap(({ specifier, dependencies }) =>
    dependencies.map(({ code, type }): [string, string] => [
      specifier,
      code?.specifier ?? type?.specifier ?? "",
    ])
  ).filter((pair) => pair.every((specifier) => specifier.startsWith(ROOT.href)));
}

/** The folder of a file, or the file's own name at the top level. */
function roomOf(specifier: string): string {
  const [first = ""] = specifier.slice(ROOT.href.length).split("/");
  return first.replace(/\.tsx?$/, "");
}

Deno.test("imports point down, along the arrows of DESIGN.md", async () => {
  const pairs = [...await imports("main.ts"), ...await imports("images/raster_worker.ts")];
  assert(pairs.length > 100, "the graph is there");
  const wrong = pairs.filter(([from, to]) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    return room !== other && !ARROWS[room]?.includes(other);
  });
  assertEquals(wrong.map(([from, to]) => `${from} → ${to}`), []);
});
