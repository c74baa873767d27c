/**
 * The gateway to compare with: Portkey's, which keeps nothing, on Node.
 *
 * @module
 */

import { type Child, freePort, startChild, untilServed } from "./child.ts";
import type { LoadTarget } from "./load.ts";
import { print } from "./report.ts";

/** The release that the numbers in README.md are of. */
export const PORTKEY = "@portkey-ai/gateway@1.15.2";

/** Its name in the tables. */
export const PEER = "Portkey";

/** Installs it into `folder` from npm and starts it; undefined when that cannot be done here. */
export async function startPortkey(folder: string): Promise<(Child & LoadTargetOf) | undefined> {
  const installed = await new Deno.Command("npm", {
    args: ["install", "--no-audit", "--no-fund", "--prefix", folder, PORTKEY],
    stdout: "null",
    stderr: "null",
  }).output().then(({ success }) => success, () => false);
  if (!installed) return void print(`${PORTKEY} cannot be installed here: left out`);
  const port = freePort();
  const script = `${folder}/node_modules/@portkey-ai/gateway/build/start-server.js`;
  const child = startChild({ command: "node", args: [script, `--port=${port}`, "--headless"] });
  await untilServed(`http://127.0.0.1:${port}/`);
  return {
    ...child,
    targetOf: (upstream) => ({
      cpuMs: child.cpuMs,
      name: PEER,
      url: `http://127.0.0.1:${port}/v1/images/generations`,
      headers: {
        "x-portkey-provider": "openai",
        "x-portkey-custom-host": `${upstream}/v1`,
        "authorization": "Bearer none",
      },
    }),
  };
}

interface LoadTargetOf {
  targetOf(upstream: string): LoadTarget;
}
