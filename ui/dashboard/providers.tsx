/**
 * The providers: what each is doing, how well, and what is wrong with it.
 *
 * @module
 */

import { failureAdvice, failureName } from "../failure_words.ts";
import { ago, count, duration, percent } from "../format.ts";
import type {
  AccountView,
  DashboardView,
  LastView,
  ProviderView,
  TroubleView,
} from "../views/dashboard.ts";
import type { DashboardSpeak } from "./words.ts";

interface Props {
  readonly view: DashboardView;
  readonly t: DashboardSpeak;
}

const BADGES = { well: "good", ailing: "warn", resting: "bad", off: "" } as const;

/** See the module. */
export function Providers({ view, t }: Props) {
  return (
    <section class="card board" id="providers" aria-labelledby="providers-title" data-live>
      <h2 id="providers-title">{t("providers")}</h2>
      <table class="providers">
        <thead>
          <tr>
            <th scope="col">{t("provider")}</th>
            <th scope="col">{t("state")}</th>
            <th scope="col" class="end">{t("inFlight")}</th>
            <th scope="col" class="end">{t("waiting")}</th>
            <th scope="col" class="end">{t("attempts")}</th>
            <th scope="col" class="end">{t("rate")}</th>
            <th scope="col" class="end">{t("polls")}</th>
            <th scope="col" class="end">{t("lag")}</th>
          </tr>
        </thead>
        {view.providers.map((one) => <Provider key={one.id} provider={one} view={view} t={t} />)}
      </table>
    </section>
  );
}

function Provider({ provider, view, t }: Props & { readonly provider: ProviderView }) {
  const { id, title, state, queued, delivered, failed, cancelled, polls, lagP95Ms } = provider;
  const { lang } = view;
  const ended = delivered + failed;
  const n = (value: number) => count(value, lang);
  const cell = (name: string) => ({ class: "number end", "data-name": name });
  return (
    <tbody>
      <tr>
        <th scope="row">
          <span class="title">{title}</span>
          <code>{id}</code>
        </th>
        <td>
          <span class={`badge ${BADGES[state]}`}>{t(state)}</span>
        </td>
        <td {...cell(t("inFlight"))}>{workingOf(provider, t)}</td>
        <td {...cell(t("waiting"))}>{n(queued)}</td>
        <td {...cell(t("attempts"))}>{n(ended + cancelled)}</td>
        <td {...cell(t("rate"))}>{ended === 0 ? t("none") : percent(delivered / ended, lang)}</td>
        <td {...cell(t("polls"))}>{n(polls)}</td>
        <td {...cell(t("lag"))}>
          {lagP95Ms === undefined ? t("none") : duration(lagP95Ms, lang)}
        </td>
      </tr>
      {provider.accounts.map((account) => <Account key={account.id} account={account} t={t} />)}
      {provider.last && <Last last={provider.last} view={view} t={t} />}
      {provider.troubles.map((trouble) => (
        <Trouble key={trouble.where} trouble={trouble} view={view} t={t} />
      ))}
    </tbody>
  );
}

function Account({ account, t }: { readonly account: AccountView; readonly t: DashboardSpeak }) {
  return (
    <tr class="account">
      <th scope="row" colspan={2}>{t("account", { id: account.id })}</th>
      <td class="number end" data-name={t("inFlight")}>{workingOf(account, t)}</td>
      <td colspan={5}></td>
    </tr>
  );
}

function Trouble({ trouble, view, t }: Props & { readonly trouble: TroubleView }) {
  const { lang } = view;
  const { where, kind, message, restsMs } = trouble;
  const rest = restsMs === undefined
    ? ""
    : ` · ${t("restsFor", { time: duration(restsMs, lang) })}`;
  return (
    <tr class="trouble">
      <td colspan={8}>
        <div class={restsMs === undefined ? "warn" : "bad"}>
          <p>
            <strong>{failureName(kind, lang)}</strong>
            <span class="muted">{` · ${where}${rest}`}</span>
          </p>
          <p>{failureAdvice(kind, lang)}</p>
          <p class="muted">{t("said", { message })}</p>
        </div>
      </td>
    </tr>
  );
}

function Last({ last, view: { lang, now }, t }: Props & { readonly last: LastView }) {
  const { kind, model, message, at } = last;
  const name = failureName(kind, lang);
  return (
    <tr class="last">
      <td colspan={8}>{t("last", { ago: ago(at, now, lang), name, model, message })}</td>
    </tr>
  );
}

function workingOf(
  { working, seats }: Pick<AccountView, "working" | "seats">,
  t: DashboardSpeak,
): string {
  return seats === undefined ? String(working) : t("seats", { working, seats });
}
