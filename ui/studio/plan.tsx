/**
 * What a press of the button would do.
 *
 * @module
 */

import { dollars, duration } from "../format.ts";
import { Icon } from "../icons.tsx";
import { type Lang, speak } from "../words.ts";
import { STUDIO_WORDS } from "./words.ts";

/** A plan. */
export interface PlanProps {
  readonly lang: Lang;
  /** Who is asked, in order, each `provider/model`. */
  readonly routes: readonly string[];
  readonly calls: number;
  readonly waitMs?: number | undefined;
  readonly costUsd?: number | undefined;
  readonly warnings: readonly string[];
}

/** A line, and what will be mapped or dropped. */
export function Plan({ lang, routes, calls, waitMs, costUsd, warnings }: PlanProps) {
  const t = speak(STUDIO_WORDS, lang);
  const [first = "", ...others] = routes;
  const facts = [
    first,
    ...(waitMs === undefined ? [] : [t("planWait", { time: duration(waitMs, lang) })]),
    ...(costUsd === undefined ? [] : [t("planCost", { usd: dollars(costUsd, lang) })]),
    ...(calls > 1 ? [t("planCalls", { count: calls })] : []),
    ...(others.length === 0 ? [] : [t("planElse", { providers: others.join(", ") })]),
  ];
  return (
    <>
      <p class="small muted">{facts.join(" · ")}</p>
      {warnings.map((warning) => (
        <p key={warning} class="small warned">
          <Icon name="alert" /> {warning}
        </p>
      ))}
    </>
  );
}
