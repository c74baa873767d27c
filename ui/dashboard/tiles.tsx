/**
 * The range in a row of numbers.
 *
 * @module
 */

import { count, duration, percent } from "../format.ts";
import type { DashboardView } from "../views/dashboard.ts";
import type { DashboardSpeak } from "./words.ts";

/** See the module. */
export function Tiles(
  { view, t }: { readonly view: DashboardView; readonly t: DashboardSpeak },
) {
  const { headline: sum, open, lang } = view;
  const n = (value: number) => count(value, lang);
  const more = open.isCut ? "+" : "";
  return (
    <dl class="figures" id="tiles" aria-label={t("summary")} data-live>
      <Tile
        name={t("calls")}
        value={n(sum.calls)}
        more={t("callsMore", { images: n(sum.images), refused: n(sum.refused) })}
      />
      <Tile
        name={t("success")}
        value={sum.successRate === undefined ? t("none") : percent(sum.successRate, lang)}
        more={t("successMore", { completed: n(sum.completed), failed: n(sum.failed) })}
      />
      <Tile
        name={t("time")}
        value={sum.p50Ms === undefined ? t("none") : duration(sum.p50Ms, lang)}
        more={sum.p95Ms === undefined ? "" : t("timeMore", { p95: duration(sum.p95Ms, lang) })}
      />
      <Tile
        name={t("inFlight")}
        value={`${n(open.working)}${more}`}
        more={t("inFlightMore", { jobs: `${n(open.jobs)}${more}` })}
      />
      <Tile
        name={t("queue")}
        value={`${n(open.queued)}${more}`}
        more={t("queueMore", { saving: n(open.saving) })}
      />
      <Tile
        name={t("hits")}
        value={n(sum.cacheHits)}
        more={t("hitsMore", { joined: n(sum.joined) })}
      />
    </dl>
  );
}

function Tile(
  { name, value, more }: { readonly name: string; readonly value: string; readonly more: string },
) {
  return (
    <div class="figure card">
      <dt>{name}</dt>
      <dd class="value">{value}</dd>
      <dd class="more">{more}</dd>
    </div>
  );
}
