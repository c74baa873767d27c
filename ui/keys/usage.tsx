/**
 * What was used, by the day, and by key, model or provider.
 *
 * @module
 */

import { BarChart } from "../charts/bars.tsx";
import type { ChartWords, Series, Tone } from "../charts/chart.tsx";
import { count, dollars } from "../format.ts";
import { Icon } from "../icons.tsx";
import { type Lang, type Speak, speak } from "../words.ts";
import { USAGE_WORDS } from "./keys_words.ts";
import { SIDES, SPANS, type UsageView, type UsedOverTime, type UsedRow } from "./keys_view.ts";

/** What it shows. */
export interface UsageProps {
  readonly view: UsageView;
  readonly lang: Lang;
}

type T = Speak<typeof USAGE_WORDS>;

const TONES: readonly Tone[] = ["first", "second", "third"];

/** As charts, and as a table. */
export function Usage({ view, lang }: UsageProps) {
  const t = speak(USAGE_WORDS, lang);
  return (
    <div class="stack">
      <Filter view={view} lang={lang} />
      {view.rows.length === 0
        ? (
          <div class="empty">
            <Icon name="chart" />
            <h2>{t("none")}</h2>
            <p>{t("noneHint")}</p>
            <a class="button primary" href="/">
              <Icon name="sparkle" />
              {t("toStudio")}
            </a>
          </div>
        )
        : (
          <>
            <div class="charts">
              <ImagesChart view={view} lang={lang} />
              <CostChart view={view} lang={lang} />
            </div>
            <Table view={view} lang={lang} />
          </>
        )}
    </div>
  );
}

function Filter({ view, lang }: UsageProps) {
  const t = speak(USAGE_WORDS, lang);
  return (
    <form class="row" method="get" action="/keys">
      <input type="hidden" name="tab" value="usage" />
      <select class="input narrow" name="by" aria-label={t("by")}>
        {SIDES.map((side) => (
          <option value={side} selected={side === view.by}>{t("by")}: {t(side)}</option>
        ))}
      </select>
      <select class="input narrow" name="days" aria-label={t("span")}>
        {SPANS.map((days) => (
          <option value={days} selected={days === view.days}>{t("days", { n: days })}</option>
        ))}
      </select>
      <button class="button" type="submit">
        <Icon name="search" />
        {t("show")}
      </button>
      <a class="button quiet" href={view.csv} download="usage.csv">
        <Icon name="download" />
        {t("csv")}
      </a>
    </form>
  );
}

function ImagesChart({ view: { images, total, days }, lang }: UsageProps) {
  const t = speak(USAGE_WORDS, lang);
  const told = (value: number) => count(value, lang);
  return (
    <BarChart
      id="chart-images"
      title={t("imagesPerDay")}
      summary={t("imagesSummary", { n: told(total.images), days })}
      measure="count"
      series={seriesOf(images, t)}
      moments={images.moments}
      format={told}
      formatTick={told}
      words={{ ...wordsOf(t), empty: t("noImages") }}
    />
  );
}

const MICRO = 1_000_000;

/** In millionths of a dollar, whose round numbers are round in dollars too. */
function CostChart({ view: { cost, total, days }, lang }: UsageProps) {
  const t = speak(USAGE_WORDS, lang);
  const told = (micro: number) => dollars(micro / MICRO, lang);
  return (
    <BarChart
      id="chart-cost"
      title={t("costPerDay")}
      summary={t("costSummary", { cost: dollars(total.cost, lang), days })}
      note={t("costNote")}
      measure="count"
      series={seriesOf(cost, t)}
      moments={cost.moments}
      format={told}
      formatTick={told}
      words={{ ...wordsOf(t), empty: t("noCost") }}
    />
  );
}

function seriesOf({ names, hasRest }: UsedOverTime, t: T): Series[] {
  const series = names.map((name, at): Series => ({
    name: name ?? t("operator"),
    tone: TONES[at] ?? "quiet",
  }));
  return hasRest ? [...series, { name: t("others"), tone: "quiet" }] : series;
}

function wordsOf(t: T): Omit<ChartWords, "empty"> {
  return { asTable: t("asTable"), time: t("day") };
}

const COLUMNS = ["requests", "images", "cost", "cacheHits", "failures"] as const;

function Table({ view: { by, rows, total }, lang }: UsageProps) {
  const t = speak(USAGE_WORDS, lang);
  return (
    <div class="scroll-x" tabindex={0} role="region" aria-label={t(by)}>
      <table class="keys-used number">
        <thead>
          <tr>
            <th scope="col">{t(by)}</th>
            {COLUMNS.map((name) => <th key={name} scope="col">{t(name)}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Row key={index} row={row} name={row.name ?? t("operator")} lang={lang} />
          ))}
        </tbody>
        <tfoot>
          <Row row={total} name={t("total")} lang={lang} />
        </tfoot>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: UsedRow;
  readonly name: string;
  readonly lang: Lang;
}

function Row({ row, name, lang }: RowProps) {
  return (
    <tr>
      <th scope="row" class="breaks">{name}</th>
      {COLUMNS.map((column) => (
        <td key={column}>{(column === "cost" ? dollars : count)(row[column], lang)}</td>
      ))}
    </tr>
  );
}
