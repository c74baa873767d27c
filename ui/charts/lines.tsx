/**
 * Measures over time, as lines; where nothing was measured there is a gap.
 *
 * @module
 */

import { ChartFrame, type ChartProps, round } from "./chart.tsx";
import { ticksFor } from "./scale.ts";

/** A chart of lines. */
export function LineChart(chart: ChartProps) {
  const { moments, measure, series } = chart;
  const most = Math.max(0, ...moments.flatMap(({ values }) => values.map((value = 0) => value)));
  const ticks = ticksFor(most, measure);
  return (
    <ChartFrame chart={chart} ticks={ticks}>
      {series.map(({ name, tone }, at) => (
        <path key={name} class={`line ${tone}`} d={lineOf(chart, at, ticks.at(-1) ?? 1)} />
      ))}
    </ChartFrame>
  );
}

/**
 * The line of one series. A measure without neighbours is a line without length, which round caps
 * make a dot.
 *
 * @param top what the full height stands for
 */
export function lineOf(
  { moments }: Pick<ChartProps, "moments">,
  series: number,
  top: number,
): string {
  let isOn = false;
  return moments.map(({ values }, index) => {
    const value = values[series];
    const command = isOn ? "L" : "M";
    isOn = value !== undefined;
    if (value === undefined) return "";
    const hasNext = moments[index + 1]?.values[series] !== undefined;
    const dot = command === "M" && !hasNext ? "h0" : "";
    return `${command}${index + 0.5} ${round(1 - value / top)}${dot}`;
  }).join("");
}
