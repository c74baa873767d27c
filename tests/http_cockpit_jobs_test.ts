/**
 * What a job's page loads beside itself, over HTTP.
 *
 * @module
 */

import { JobView } from "../routes/schemas/job.ts";
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { type Door, doorForTests } from "./door.ts";

const tests = doorForTests();

async function ended(door: Door, prompt: string): Promise<string> {
  const response = await door.post("/v1/jobs", { model: "easel", size: "64x64", prompt });
  const { id } = JobView.parse(await response.json());
  for await (const _ of door.darkroom.services.engine.watch(id, new AbortController().signal));
  return id;
}

/** The events of a stream that ends: each one's name and data. */
async function listen(response: Response): Promise<[string, string][]> {
  assertMatch(response.headers.get("content-type") ?? "", /^text\/event-stream/);
  const records = (await response.text()).split("\n\n").filter((record) => record !== "");
  return records.map((record) => {
    const lines = record.split("\n");
    const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
    return [lines[0]?.replace("event: ", "") ?? "", data.join("\n")];
  });
}

Deno.test("GET /ui/live tells jobs that have ended at once, and is done", async () => {
  const { door } = tests;
  const [pear, plum] = [await ended(door, "a pear"), await ended(door, "refuse a plum")];
  const events = await listen(await door.get(`/ui/live?job=${pear}&job=${plum}&job=job_nobody`));
  assertEquals(events.filter(([name]) => name === "put").length, 6);
  const ends = events.filter(([name]) => name === "ended").map(([, id]) => id);
  assertEquals(ends.toSorted(), [pear, plum].toSorted());
  assertEquals(events.at(-1), ["done", ""]);
});

Deno.test("GET /ui/live speaks the visitor's language, and escapes what upstreams say", async () => {
  const { door } = tests;
  const { submit } = door.easel;
  door.easel.submit = () =>
    Promise.resolve({
      kind: "failed",
      failure: { kind: "generation_failed", message: "<b>no</b>\n\nevent: done" },
    });
  const id = await ended(door, "a pear");
  door.easel.submit = submit;
  const response = await door.get(`/ui/live?job=${id}`, { "accept-language": "zh-CN" });
  const events = await listen(response);
  const log = events.map(([, data]) => data).find((data) => data.includes(`id="log-${id}"`)) ?? "";
  assertMatch(log, /上游未能绘制/);
  assert(log.includes("&lt;b&gt;no&lt;/b&gt;"), log);
  assertEquals(events.filter(([name]) => name === "done").length, 1);
});

Deno.test("GET /ui/live follows no more jobs than a page has", async () => {
  const query = Array.from({ length: 21 }, (_, index) => `job=job_${index}`).join("&");
  const response = await tests.door.get(`/ui/live?${query}`);
  assertEquals(response.status, 400);
  assertMatch(await response.text(), /21 times: use at most 20/);
});

Deno.test("a download that is not there is refused", async () => {
  const { door } = tests;
  const id = await ended(door, "a pear");
  for (const path of [`${id}/2.png`, `${id}/0.png`, `${id}/1.gif`, "job_nobody/1.png"]) {
    const response = await door.get(`/ui/jobs/${path}`);
    assertEquals(response.status, 404, path);
    await response.body?.cancel();
  }
});

Deno.test("what is sent to a job's page must come from one of our own pages", async () => {
  const { door } = tests;
  const id = await ended(door, "a pear");
  for (const action of ["cancel", "retry", "variations", "delete"]) {
    const response = await door.app.request(`/ui/jobs/${id}/${action}`, {
      method: "POST",
      headers: { "sec-fetch-site": "cross-site" },
    });
    assertEquals(response.status, 403, action);
    await response.body?.cancel();
  }
  assertEquals((await door.get(`/v1/jobs/${id}`)).status, 200);
});
