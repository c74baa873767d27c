/**
 * Counts over time, as bars that stand on each other.
 *
 * @module
 */

import { ChartFrame, type ChartProps, round } from "./chart.tsx";
import { ticksFor } from "./scale.ts";

/** How much of its stretch of time a bar fills. */
const FILLED = 0.72;

/** A chart of bars. */
export function BarChart(chart: ChartProps) {
  const { moments, measure, series } = chart;
  const sums = moments.map(({ values }) => sumOf(values));
  const ticks = ticksFor(Math.max(0, ...sums), measure);
  return (
    <ChartFrame chart={chart} ticks={ticks}>
      {series.map(({ name, tone }, at) => (
        <path key={name} class={`bars ${tone}`} d={barsOf(chart, at, ticks.at(-1) ?? 1)} />
      ))}
    </ChartFrame>
  );
}

/**
 * The bars of one series, each on top of those of the series before it.
 *
 * @param top what the full height stands for
 */
export function barsOf(
  { moments }: Pick<ChartProps, "moments">,
  series: number,
  top: number,
): string {
  return moments.map(({ values }, index) => {
    const value = values[series] ?? 0;
    if (value === 0) return "";
    const below = sumOf(values.slice(0, series));
    const [left, foot] = [index + (1 - FILLED) / 2, 1 - below / top];
    const height = round(value / top);
    return `M${round(left)} ${round(foot)}v${-height}h${FILLED}v${height}z`;
  }).join("");
}

function sumOf(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((sum, value = 0) => sum + value, 0);
}
