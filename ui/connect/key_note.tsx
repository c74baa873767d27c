/**
 * What there is to say of the key that settings are filled with.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import { speak } from "../words.ts";
import { CONNECT_WORDS } from "./connect_words.ts";
import type { ConnectView } from "./connect_view.ts";

/** What it means that this server asks for no key; nothing where it does. */
export function KeyNote({ view }: { readonly view: ConnectView }) {
  if (view.filling.key !== undefined) return null;
  return (
    <p class="notice">
      <Icon name="key" />
      <span>{speak(CONNECT_WORDS, view.lang)("noKey")}</span>
    </p>
  );
}
