import { assert, assertEquals, assertMatch } from "../../tests/assert.ts";
import { BarChart, barsOf } from "./bars.tsx";
import type { ChartProps } from "./chart.tsx";
import { LineChart, lineOf } from "./lines.tsx";

const CHART: ChartProps = {
  id: "jobs",
  title: "Jobs <by> result",
  summary: "Five jobs",
  measure: "count",
  series: [{ name: "done", tone: "good" }, { name: "failed", tone: "bad" }],
  moments: [
    { label: "12:00", tick: "noon", values: [1, 1] },
    { label: "12:01", values: [undefined, undefined] },
    { label: "12:02", values: [3, 0] },
    { label: "12:03", values: [4, 2] },
  ],
  format: String,
  formatTick: String,
  words: { empty: "Nothing", asTable: "As a table", time: "Time" },
};

Deno.test("barsOf() stands a series on those before it, and draws nothing for nothing", () => {
  assertEquals(
    barsOf(CHART, 0, 4),
    "M0.14 1v-0.25h0.72v0.25zM2.14 1v-0.75h0.72v0.75zM3.14 1v-1h0.72v1z",
  );
  assertEquals(barsOf(CHART, 1, 8), "M0.14 0.875v-0.125h0.72v0.125zM3.14 0.5v-0.25h0.72v0.25z");
});

Deno.test("lineOf() leaves gaps where nothing was measured, and dots between them", () => {
  assertEquals(lineOf(CHART, 0, 4), "M0.5 0.75h0M2.5 0.25L3.5 0");
});

Deno.test("a chart has a name, a description and a table for those who do not see it", async () => {
  for (const Chart of [BarChart, LineChart]) {
    const html = String(await Chart(CHART));
    assertMatch(html, /<svg[^>]* role="img" aria-labelledby="jobs-title jobs-summary"/);
    assertMatch(html, /<title id="jobs-title">Jobs &lt;by&gt; result<\/title>/);
    assertMatch(html, /<desc id="jobs-summary">Five jobs<\/desc>/);
    const rows = [...html.matchAll(/<th scope="row">([^<]*)<\/th>/g)].map(([, label]) => label);
    assertEquals(rows, ["12:03", "12:02", "12:00"]);
  }
});

Deno.test("a chart has no style of its own: the policy of the page forbids it", async () => {
  for (const Chart of [BarChart, LineChart]) assert(!/style=/.test(String(await Chart(CHART))));
});

Deno.test("a chart without a value says so and draws nothing", async () => {
  for (const Chart of [BarChart, LineChart]) {
    const html = String(await Chart({ ...CHART, moments: [{ label: "12:00", values: [0] }] }));
    assertMatch(html, /<p class="none">Nothing<\/p>/);
    assert(!/<path/.test(html));
  }
});
