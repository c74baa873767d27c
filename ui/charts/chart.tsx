/**
 * A chart over time: its title, legend, axes, and the same numbers as a table. Drawn in percent, so
 * that shapes stretch with the page and letters do not.
 *
 * @module
 */

import type { Child } from "hono/jsx";
import type { Measure, Ticks } from "./scale.ts";

/** Which colour a series has; a class of `charts.css`. */
export type Tone = "good" | "bad" | "quiet" | "first" | "second" | "third";

/** One thing that is drawn. */
export interface Series {
  readonly name: string;
  readonly tone: Tone;
}

/** A stretch of time. */
export interface Moment {
  /** Such as `14:32`. */
  readonly label: string;
  /** What stands below it; absent: nothing. */
  readonly tick?: string | undefined;
  /** One for each series; undefined: nothing was measured. */
  readonly values: readonly (number | undefined)[];
}

/** What every chart is given. */
export interface ChartProps {
  /** Of this page's ids its own. */
  readonly id: string;
  readonly title: string;
  /** A sentence that says what there is to see, for those who do not see it. */
  readonly summary: string;
  /** Stands below the title. */
  readonly note?: string;
  readonly measure: Measure;
  readonly series: readonly Series[];
  /** The oldest first. */
  readonly moments: readonly Moment[];
  /** A value as people read it. */
  readonly format: (value: number) => string;
  /** The same for the round values of the axis. */
  readonly formatTick: (value: number) => string;
  readonly words: ChartWords;
}

/** The few words of a chart. */
export interface ChartWords {
  /** Stands in a chart without any value. */
  readonly empty: string;
  readonly asTable: string;
  readonly time: string;
}

/** The frame around what is drawn. */
export function ChartFrame(
  { chart, ticks, children }: {
    readonly chart: ChartProps;
    readonly ticks: Ticks;
    readonly children: Child;
  },
) {
  const { id, title, summary, note, moments, words } = chart;
  const isEmpty = moments.every(({ values }) => values.every((value) => !value));
  return (
    <figure class="chart card" id={id} data-live>
      <figcaption>
        <h2>{title}</h2>
        <Legend series={chart.series} />
      </figcaption>
      {note !== undefined && <p class="muted small">{note}</p>}
      {isEmpty ? <p class="none">{words.empty}</p> : (
        <>
          <div class="axes">
            <Scale ticks={ticks} format={chart.formatTick} />
            <svg class="plot" role="img" aria-labelledby={`${id}-title ${id}-summary`}>
              <title id={`${id}-title`}>{title}</title>
              <desc id={`${id}-summary`}>{summary}</desc>
              {ticks.map((tick) => (
                <line
                  key={tick}
                  class={tick === 0 ? "ground" : "grid"}
                  x2="100%"
                  y1={heightOf(tick, ticks)}
                  y2={heightOf(tick, ticks)}
                />
              ))}
              <svg viewBox={`0 0 ${moments.length} 1`} preserveAspectRatio="none">{children}</svg>
              {moments.map((moment, index) => (
                <Probe key={index} chart={chart} moment={moment} index={index} />
              ))}
            </svg>
          </div>
          <Times moments={moments} />
          <Numbers chart={chart} />
        </>
      )}
    </figure>
  );
}

function Legend({ series }: { readonly series: readonly Series[] }) {
  return (
    <ul class="legend">
      {series.map(({ name, tone }) => (
        <li key={name}>
          <svg class={`swatch ${tone}`} viewBox="0 0 10 10" aria-hidden="true">
            <rect width="10" height="10" rx="2" />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

/** The numbers at the left. The table has them all, so they are not read out. */
function Scale(
  { ticks, format }: { readonly ticks: Ticks; readonly format: ChartProps["format"] },
) {
  return (
    <svg class="scale" aria-hidden="true">
      {ticks.map((tick) => (
        <text key={tick} x="100%" y={heightOf(tick, ticks)} dy="0.35em">{format(tick)}</text>
      ))}
    </svg>
  );
}

function Times({ moments }: { readonly moments: readonly Moment[] }) {
  return (
    <svg class="times" aria-hidden="true">
      {moments.map(({ tick }, index) => {
        const at = 100 * (index + 0.5) / moments.length;
        return tick !== undefined && at > 3 && at < 97 && (
          <text key={index} x={`${round(at)}%`} y="1em">{tick}</text>
        );
      })}
    </svg>
  );
}

/** What a pointer is told of a moment. */
function Probe(
  { chart: { series, moments, format }, moment: { label, values }, index }: {
    readonly chart: ChartProps;
    readonly moment: Moment;
    readonly index: number;
  },
) {
  const told = series.flatMap(({ name }, at) => {
    const value = values[at];
    return value === undefined || value === 0 ? [] : [`${name} ${format(value)}`];
  });
  if (told.length === 0) return null;
  return (
    <rect
      class="probe"
      x={`${round(100 * index / moments.length)}%`}
      width={`${round(100 / moments.length)}%`}
      height="100%"
    >
      <title>{[label, ...told].join("\n")}</title>
    </rect>
  );
}

/** The newest first; moments in which nothing was measured are left out. */
function Numbers({ chart: { series, moments, format, words, title } }: {
  readonly chart: ChartProps;
}) {
  const rows = moments.filter(({ values }) => values.some((value) => value)).toReversed();
  return (
    <details class="numbers">
      <summary>{words.asTable}</summary>
      <div class="scroll-x" tabindex={0} role="region" aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.time}</th>
              {series.map(({ name }) => <th key={name} scope="col">{name}</th>)}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, values }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {series.map(({ name }, at) => (
                  <td key={name} class="number">
                    {values[at] === undefined ? "–" : format(values[at])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** Where a value is between the top (0 %) and the ground (100 %). */
export function heightOf(value: number, ticks: Ticks): string {
  return `${round(100 * (1 - value / (ticks.at(-1) ?? 1)))}%`;
}

/** Three digits after the point are finer than any screen. */
export function round(value: number): number {
  return Number(value.toFixed(3));
}
