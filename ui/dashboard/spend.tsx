/**
 * The duplicate-spend meter: calls that were paid for, or may have been, against those that brought
 * pictures.
 *
 * @module
 */

import { round, type Tone } from "../charts/chart.tsx";
import { count, dollars } from "../format.ts";
import type { BillView, DashboardView } from "../views/dashboard.ts";
import type { Lang } from "../words.ts";
import type { DashboardSpeak } from "./words.ts";

/** See the module. */
export function Spend({ view, t }: { readonly view: DashboardView; readonly t: DashboardSpeak }) {
  const { lang, spend: { paid, doubtful, saved } } = view;
  const atMost = paid.calls + doubtful.calls;
  return (
    <section class="card board spend" id="spend" aria-labelledby="spend-title" data-live>
      <h2 id="spend-title">{t("spend")}</h2>
      {atMost + saved.calls === 0 ? <p class="none">{t("noSpend")}</p> : (
        <>
          <p class="muted small">{t("spendHint")}</p>
          {paid.calls > 0 && (
            <p class="ratio">
              <strong class="number">{ratio(atMost / paid.calls, lang)}</strong>
              <span>{t("ratio")}</span>
            </p>
          )}
          <Meter paid={paid.calls} doubtful={doubtful.calls} />
          <dl class="bills">
            <Bill name={t("paid")} tone="good" bill={paid} lang={lang} t={t} />
            <Bill name={t("doubtful")} tone="bad" bill={doubtful} lang={lang} t={t} />
            <Bill name={t("saved")} tone="second" bill={saved} lang={lang} t={t} />
          </dl>
          <ByProvider view={view} t={t} />
        </>
      )}
    </section>
  );
}

/** Only those that charge. */
function ByProvider({ view, t }: { readonly view: DashboardView; readonly t: DashboardSpeak }) {
  const { lang, providers } = view;
  const charging = providers.filter(({ spend: { paid, doubtful, saved } }) =>
    paid.calls + doubtful.calls + saved.calls > 0
  );
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("provider")}</th>
          <th scope="col" class="end">{t("paid")}</th>
          <th scope="col" class="end">{t("inDoubt")}</th>
          <th scope="col" class="end">{t("cost")}</th>
          <th scope="col" class="end">{t("savedShort")}</th>
        </tr>
      </thead>
      <tbody>
        {charging.map(({ id, title, spend: { paid, doubtful, saved } }) => (
          <tr key={id}>
            <th scope="row">{title}</th>
            <td class="end">{count(paid.calls, lang)}</td>
            <td class="end">{count(doubtful.calls, lang)}</td>
            <td class="end">{shortPrice(paid, lang, t)}</td>
            <td class="end">{shortPrice(saved, lang, t)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The numbers beside it say the same. */
function Meter({ paid, doubtful }: { readonly paid: number; readonly doubtful: number }) {
  const all = Math.max(1, paid + doubtful);
  return (
    <svg class="meter" aria-hidden="true">
      <rect class="good" width={`${round(100 * paid / all)}%`} height="100%" />
      <rect
        class="bad"
        x={`${round(100 * paid / all)}%`}
        width={`${round(100 * doubtful / all)}%`}
        height="100%"
      />
    </svg>
  );
}

function Bill({ name, tone, bill, lang, t }: {
  readonly name: string;
  readonly tone: Tone;
  readonly bill: BillView;
  readonly lang: Lang;
  readonly t: DashboardSpeak;
}) {
  const { calls, images } = bill;
  return (
    <div class="bill">
      <dt>
        <svg class={`swatch ${tone}`} viewBox="0 0 10 10" aria-hidden="true">
          <rect width="10" height="10" rx="2" />
        </svg>
        {name}
      </dt>
      <dd>{t("billCalls", { calls: count(calls, lang), images: count(images, lang) })}</dd>
      <dd class="number">{priceOf(bill, lang, t)}</dd>
    </div>
  );
}

function priceOf({ images, usd, unpricedImages }: BillView, lang: Lang, t: DashboardSpeak): string {
  if (unpricedImages === 0) return dollars(usd, lang);
  if (unpricedImages === images) return t("unpriced");
  return t("partlyPriced", { usd: dollars(usd, lang), images: count(unpricedImages, lang) });
}

/** More than this where prices are missing. */
function shortPrice({ images, usd, unpricedImages }: BillView, lang: Lang, t: DashboardSpeak) {
  if (images === 0 || unpricedImages === images) return t("none");
  return `${unpricedImages > 0 ? "> " : ""}${dollars(usd, lang)}`;
}

/** Two digits: 1.00 is what it should be. */
function ratio(value: number, lang: Lang): string {
  return new Intl.NumberFormat(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    .format(value);
}
