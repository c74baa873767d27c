/**
 * What went wrong, how often, where, and what to do about it.
 *
 * @module
 */

import { failureAdvice, failureName } from "../failure_words.ts";
import { count } from "../format.ts";
import { Icon } from "../icons.tsx";
import type { DashboardView, FailureView } from "../views/dashboard.ts";
import type { DashboardSpeak } from "./words.ts";

/** Routes that are named with a kind of failure. */
const PLACES_NAMED = 2;

/** See the module. */
export function Failures(
  { view, t }: { readonly view: DashboardView; readonly t: DashboardSpeak },
) {
  const { failures } = view;
  return (
    <section class="card board" id="failures" aria-labelledby="failures-title" data-live>
      <h2 id="failures-title">{t("failures")}</h2>
      {failures.length === 0
        ? (
          <p class="none good">
            <Icon name="check" />
            {t("noFailures")}
          </p>
        )
        : (
          <table class="failures">
            <thead>
              <tr>
                <th scope="col">{t("kind")}</th>
                <th scope="col">{t("whatToDo")}</th>
                <th scope="col" class="end">{t("failedCalls")}</th>
                <th scope="col" class="end">{t("failedAttempts")}</th>
              </tr>
            </thead>
            <tbody>
              {failures.map((one) => <Row key={one.kind} failure={one} view={view} t={t} />)}
            </tbody>
          </table>
        )}
    </section>
  );
}

function Row({ failure, view: { lang }, t }: {
  readonly failure: FailureView;
  readonly view: DashboardView;
  readonly t: DashboardSpeak;
}) {
  const { kind, calls, attempts, places } = failure;
  const named = places.slice(0, PLACES_NAMED).join(", ");
  const others = places.length > PLACES_NAMED ? ` +${places.length - PLACES_NAMED}` : "";
  return (
    <tr>
      <th scope="row">
        <span class="kind">{failureName(kind, lang)}</span>
        {named !== "" && <span class="where">{named}{others}</span>}
      </th>
      <td class="advice">{failureAdvice(kind, lang)}</td>
      <td class="number end" data-name={t("failedCalls")}>{count(calls, lang)}</td>
      <td class="number end" data-name={t("failedAttempts")}>{count(attempts, lang)}</td>
    </tr>
  );
}
