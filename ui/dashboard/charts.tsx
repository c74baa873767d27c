/**
 * The dashboard's charts.
 *
 * @module
 */

import { BarChart } from "../charts/bars.tsx";
import type { ChartWords, Moment } from "../charts/chart.tsx";
import { LineChart } from "../charts/lines.tsx";
import { axisTime, count, duration } from "../format.ts";
import type { DashboardView, MomentView } from "../views/dashboard.ts";
import type { DashboardSpeak } from "./words.ts";

interface Props {
  readonly view: DashboardView;
  readonly t: DashboardSpeak;
}

/** Requests by what became of them. */
export function JobsChart({ view, t }: Props) {
  const { completed, failed, cancelled, joined } = view.headline;
  return (
    <BarChart
      id="chart-jobs"
      title={t("chartJobs")}
      summary={t("jobsSummary", { completed, failed, cancelled, joined })}
      measure="count"
      series={[
        { name: t("completed"), tone: "good" },
        { name: t("joined"), tone: "second" },
        { name: t("cancelled"), tone: "quiet" },
        { name: t("failed"), tone: "bad" },
      ]}
      moments={momentsOf(view, (one) => [one.completed, one.joined, one.cancelled, one.failed])}
      format={(value) => count(value, view.lang)}
      formatTick={(value) => count(value, view.lang)}
      words={wordsOf(t)}
    />
  );
}

/** How long jobs took. */
export function TimesChart({ view, t }: Props) {
  const { p50Ms, p95Ms } = view.headline;
  return (
    <LineChart
      id="chart-times"
      title={t("chartTimes")}
      summary={t("timesSummary", { p50: told(p50Ms, view, t), p95: told(p95Ms, view, t) })}
      measure="duration"
      series={[{ name: t("median"), tone: "first" }, { name: t("p95"), tone: "second" }]}
      moments={momentsOf(view, ({ p50Ms, p95Ms }) => [p50Ms, p95Ms])}
      format={(value) => duration(value, view.lang)}
      formatTick={(value) => axisTime(value, view.lang)}
      words={wordsOf(t)}
    />
  );
}

/** How long finished pictures waited to be found. */
export function LagChart({ view, t }: Props) {
  const { polls, p50Ms, p95Ms } = view.polling;
  return (
    <LineChart
      id="chart-lag"
      title={t("chartLag")}
      summary={t("lagSummary", { polls, p50: told(p50Ms, view, t), p95: told(p95Ms, view, t) })}
      note={t("lagNote", { polls: count(polls, view.lang) })}
      measure="duration"
      series={[{ name: t("median"), tone: "first" }, { name: t("p95"), tone: "second" }]}
      moments={momentsOf(view, ({ lagP50Ms, lagP95Ms }) => [lagP50Ms, lagP95Ms])}
      format={(value) => duration(value, view.lang)}
      formatTick={(value) => axisTime(value, view.lang)}
      words={wordsOf(t)}
    />
  );
}

function momentsOf(
  { moments }: DashboardView,
  values: (moment: MomentView) => readonly (number | undefined)[],
): Moment[] {
  return moments.map((one) => ({ label: one.label, tick: one.tick, values: values(one) }));
}

function told(ms: number | undefined, { lang }: DashboardView, t: DashboardSpeak): string {
  return ms === undefined ? t("none") : duration(ms, lang);
}

function wordsOf(t: DashboardSpeak): ChartWords {
  return { empty: t("nothingYet"), asTable: t("asTable"), time: t("when") };
}
