/**
 * A value that somebody has to type elsewhere.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import { speak } from "../words.ts";
import { CONNECT_WORDS } from "./connect_words.ts";
import type { ConnectView } from "./connect_view.ts";
import { fill, fillMasked, hasKey } from "./fill.ts";
import { linkTo } from "./link.ts";

/** What the row shows. */
export interface SettingRowProps {
  readonly view: ConnectView;
  readonly name: string;
  /** May hold what `fill.ts` fills in. */
  readonly value: string;
}

/** The field's name as the client shows it, the value, and a button that copies it. */
export function SettingRow({ view, name, value }: SettingRowProps) {
  const t = speak(CONNECT_WORDS, view.lang);
  const { filling, isKeyShown } = view;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{isKeyShown ? fill(value, filling) : fillMasked(value, filling)}</code>
        {filling.key !== undefined && hasKey(value) && (
          <a
            class="button quiet square"
            href={linkTo(view, { key: isKeyShown ? undefined : "shown" })}
            aria-label={t(isKeyShown ? "hideKey" : "showKey")}
            title={t(isKeyShown ? "hideKey" : "showKey")}
          >
            <Icon name="eye" />
          </a>
        )}
        <button
          class="button quiet square"
          type="button"
          data-copy-text={fill(value, filling)}
          aria-label={t("copy", { name })}
          title={t("copy", { name })}
        >
          <Icon name="copy" />
        </button>
      </dd>
    </div>
  );
}
