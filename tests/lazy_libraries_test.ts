/**
 * The libraries of the upstreams are loaded by the first submit that needs one, and not before.
 *
 * @module
 */

import { z } from "zod";
import { assert, assertEquals } from "./assert.ts";

const ROOT = new URL("..", import.meta.url);

/** Every variable that switches an official service on. */
const KEYS = {
  AWS_BEARER_TOKEN_BEDROCK: "k",
  DEEPINFRA_API_KEY: "k",
  FIREWORKS_API_KEY: "k",
  GEMINI_API_KEY: "k",
  GOOGLE_VERTEX_API_KEY: "k",
  STABILITY_API_KEY: "k",
  TOGETHER_API_KEY: "k",
  XAI_API_KEY: "k",
} as const;

const Dependency = z.object({
  isDynamic: z.boolean().default(false),
  code: z.object({ specifier: z.string().optional() }).optional(),
});
const Graph = z.object({
  roots: z.array(z.string()),
  redirects: z.record(z.string(), z.string()).default({}),
  modules: z.array(z.object({
    specifier: z.string(),
    dependencies: z.array(Dependency).default([]),
  })),
});

/** What is loaded with a module, and what it may load later. */
async function loadedWith(entry: string): Promise<{ at: Set<string>; later: Set<string> }> {
  const command = new Deno.Command(Deno.execPath(), { args: ["info", "--json", entry], cwd: ROOT });
  const { stdout } = await command.output();
  const { roots, redirects, modules } = Graph.parse(JSON.parse(new TextDecoder().decode(stdout)));
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const [at, later] = [new Set<string>(), new Set<string>()];
  const open = [...roots];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const name = redirects[next] ?? next;
    if (at.has(name)) continue;
    at.add(name);
    for (const { code, isDynamic } of byName.get(name)?.dependencies ?? []) {
      if (code?.specifier !== undefined) {
        isDynamic ? later.add(code.specifier) : open.push(code.specifier);
      }
    }
  }
  return { at, later };
}

Deno.test("no library of the AI SDK is among what the program loads to start", async () => {
  const { at, later } = await loadedWith("main.ts");
  assert(at.size > 200, "The graph is there");
  const libraries = (names: Set<string>) =>
    [...names].filter((name) => /(^npm:\/?|\/)@ai-sdk\//.test(name)).length;
  assertEquals(libraries(at), 0);
  assert(libraries(later) >= 6, "They are there to be loaded later");
});

/** Stands for a library: it says so when it is loaded. */
function telltale(name: string): string {
  return `data:text/javascript,${
    encodeURIComponent(`console.log("loaded ${name}"); export const createXai = undefined;`)
  }`;
}

Deno.test("with all keys set a library is loaded by its provider's first submit only", async () => {
  // Members of the workspace are not beside the copy.
  const { workspace: _, ...config } = z.looseObject({ imports: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT))));
  const imports = Object.fromEntries(
    Object.entries(config.imports).map(([name, target]) =>
      name.startsWith("@ai-sdk/") ? [name, telltale(name)] : [name, target]
    ),
  );
  const folder = await Deno.makeTempDir({ prefix: "darkroom-lazy-" });
  const file = `${folder}/deno.json`;
  await Deno.writeTextFile(file, JSON.stringify({ ...config, imports }));
  const script = new URL("processes/first_submit.ts", import.meta.url);
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      "--no-lock",
      "--config",
      file,
      script.href,
      JSON.stringify(KEYS),
    ],
    cwd: ROOT,
  }).output();
  await Deno.remove(folder, { recursive: true });
  assert(success, new TextDecoder().decode(stderr));
  assertEquals(new TextDecoder().decode(stdout).trim().split("\n"), [
    "started with 8 official services",
    "loaded @ai-sdk/xai",
  ]);
});
