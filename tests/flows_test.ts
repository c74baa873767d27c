/**
 * Recorded flows: every client's requests in its own order, read in its own way, over real HTTP.
 *
 * Clients without a flow, which this server cannot be given to:
 *
 * - SillyTavern's image source OpenAI: its host cannot be changed.
 * - SillyTavern's image source DrawThings: it wants JSON at `/`, where our page is.
 * - krita-ai-diffusion: it speaks ComfyUI's protocol only.
 * - auto-sd-paint-ext: it calls an extension of the WebUI, `/sdapi/interpause/*`, which is dead.
 *
 * @module
 */

import { z } from "zod";
import { assertEquals } from "./assert.ts";
import { type Door, doorForTests, openDoor } from "./door.ts";
import { type Flow, type KeyWay, readFlows } from "./flow.ts";
import { playFlow } from "./flow_play.ts";
import { serve } from "./serve.ts";

const KEY = "darkroom-test-key";
/** No cache: a flow is played several times, and is to be drawn each time. */
const OPEN = { DEFAULT_MODEL: "easel", CACHE: "off" };
const LOCKED = { ...OPEN, API_MASTER_KEY: KEY };
const open = doorForTests({ env: OPEN });
const locked = doorForTests({ env: LOCKED });

const Jobs = z.object({ data: z.array(z.object({ id: z.string() })), has_more: z.boolean() });

/** Newest first, a page at a time. */
async function countJobs({ get }: Door): Promise<number> {
  let count = 0;
  for (let after = "";;) {
    const path = `/v1/jobs?limit=100${after === "" ? "" : `&after=${after}`}`;
    const { data, has_more } = Jobs.parse(
      await (await get(path, { authorization: `Bearer ${KEY}` })).json(),
    );
    count += data.length;
    after = data.at(-1)?.id ?? "";
    if (!has_more) return count;
  }
}

async function play(flow: Flow, way: KeyWay): Promise<void> {
  if (!needsOwnDoor(flow)) return await playAt((way === "none" ? open : locked).door, flow, way);
  const env = way === "none" ? OPEN : LOCKED;
  await using door = await openDoor({ env: { ...env, ...flow.env } });
  await playAt(door, flow, way);
}

/** What a stopped drawing leaves behind, such as the time of its next poll, ends with its door. */
function needsOwnDoor({ env, steps }: Flow): boolean {
  return Object.keys(env).length > 0 || steps.some(({ meanwhile }) => meanwhile.length > 0);
}

async function playAt(door: Door, flow: Flow, way: KeyWay): Promise<void> {
  await using server = serve(door);
  const root = `http://127.0.0.1:${server.addr.port}`;
  await playFlow(flow, { root, way, key: KEY, countJobs: () => countJobs(door) });
}

const flows = await readFlows();

for (const [name, flow] of flows) {
  Deno.test(`${flow.client} is served (${name})`, async (t) => {
    for (const way of flow.keys) {
      await t.step(way === "none" ? "without a key" : `with a key: ${way}`, () => play(flow, way));
    }
  });
}

Deno.test("every flow says whether a job comes of its requests", () => {
  const silent = [...flows].filter(([, { steps }]) =>
    steps.every(({ draws }) => draws === undefined)
  );
  assertEquals(silent.map(([name]) => name), []);
});
