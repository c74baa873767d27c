/**
 * One try to deliver an event.
 *
 * @module
 */

import { ago, duration } from "../format.ts";
import { Icon } from "../icons.tsx";
import { type Lang, speak } from "../words.ts";
import { TRY_WORDS } from "./webhook_words.ts";
import type { TryView } from "./webhooks_view.ts";

/** What it shows; `now`: epoch milliseconds. */
export interface TryLineProps {
  readonly attempt: TryView;
  readonly now: number;
  readonly lang: Lang;
}

/** When, how long, and what came of it. */
export function TryLine({ attempt, now, lang }: TryLineProps) {
  const { at, durationMs, status, excerpt, error } = attempt;
  const word = wordOf(status);
  return (
    <div class={`notice ${word === "arrived" ? "good" : "bad"}`}>
      <Icon name={word === "arrived" ? "check" : "alert"} />
      <div>
        <p>{speak(TRY_WORDS, lang)(word, { status: status ?? "", reason: error ?? "" })}</p>
        <p class="muted number">
          {ago(at, now, lang)} ·{" "}
          {durationMs < 1_000 ? `${Math.round(durationMs)} ms` : duration(durationMs, lang)}
        </p>
        {excerpt !== undefined && (
          <p>
            <code>{excerpt}</code>
          </p>
        )}
      </div>
    </div>
  );
}

function wordOf(status: number | undefined): keyof typeof TRY_WORDS {
  if (status === undefined) return "silent";
  if (status < 300) return "arrived";
  if (status < 400) return "redirect";
  if (status === 410) return "gone";
  if (status === 404 || status === 405) return "missing";
  return [400, 401, 403].includes(status) ? "refused" : "failed";
}
