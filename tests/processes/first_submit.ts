/**
 * Starts the program with the variables in its argument, says so, and asks for one picture of xAI's.
 *
 * @module
 */

import { readConfig } from "../../config.ts";
import { systemRuntime } from "../../runtime.ts";
import { startServer } from "../../server.ts";

const KEY = "a key for this test";

const [given = "{}"] = Deno.args;
const env = { ...JSON.parse(given), KV_URL: ":memory:", PORT: "0", API_MASTER_KEY: KEY };
const config = readConfig({ ...env, HOST: "127.0.0.1" });
const server = await startServer({
  config,
  // Nobody is called: what matters is what is loaded.
  runtime: { ...systemRuntime(() => {}), fetch: () => Promise.reject(new TypeError("offline")) },
});
const on = Object.values(config.upstreams).filter((settings) => settings).length;
Deno.stdout.writeSync(new TextEncoder().encode(`started with ${on} official services\n`));
const response = await fetch(`${server.address}/v1/images/generations`, {
  method: "POST",
  headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
  body: JSON.stringify({ model: "grok-imagine-image", prompt: "a lighthouse" }),
});
await response.body?.cancel();
await server.stop();
