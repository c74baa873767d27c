/**
 * The dashboard: how the service is doing.
 *
 * @module
 */

import { Frame } from "../frame.tsx";
import type { DashboardView } from "../views/dashboard.ts";
import type { FrameView } from "../views/frame.ts";
import { speak } from "../words.ts";
import { JobsChart, LagChart, TimesChart } from "./charts.tsx";
import { Failures } from "./failures.tsx";
import { Providers } from "./providers.tsx";
import { Spend } from "./spend.tsx";
import { Tiles } from "./tiles.tsx";
import { DASHBOARD_WORDS } from "./words.ts";

const RANGES = ["1h", "48h", "30d", "90d"] as const;

/** The page at `/dashboard`. */
export function DashboardPage(
  { view, frame }: { readonly view: DashboardView; readonly frame: FrameView },
) {
  const t = speak(DASHBOARD_WORDS, frame.lang);
  return (
    <Frame view={frame} title={t("title")} scripts={["dashboard"]} isWide>
      <header class="row between">
        <h1>{t("title")}</h1>
        <nav class="chips" aria-label={t("range")}>
          {RANGES.map((range) => (
            <a
              key={range}
              class="chip"
              href={`/dashboard?range=${range}`}
              {...(range === view.range ? { "aria-current": "true" } : {})}
            >
              {t(range)}
            </a>
          ))}
        </nav>
      </header>
      <Dashboard view={view} />
    </Frame>
  );
}

/** What is renewed while the page is open: each element that is `data-live`, by its id. */
export function Dashboard({ view }: { readonly view: DashboardView }) {
  const t = speak(DASHBOARD_WORDS, view.lang);
  return (
    <div class="dashboard" id="dashboard" data-part={`/ui/dashboard?range=${view.range}`}>
      <p class="status" id="status" data-live>
        <span class="pulse"></span>
        <span>{t("live", { time: view.time, zone: view.zone })}</span>
        <a href={`/v1/stats?range=${view.range}`}>{t("json")}</a>
      </p>
      <p class="status stale" role="status" id="stale" hidden>{t("stale")}</p>
      <Tiles view={view} t={t} />
      <div class="charts">
        <JobsChart view={view} t={t} />
        <TimesChart view={view} t={t} />
        <LagChart view={view} t={t} />
        <Spend view={view} t={t} />
      </div>
      <Providers view={view} t={t} />
      <Failures view={view} t={t} />
    </div>
  );
}
