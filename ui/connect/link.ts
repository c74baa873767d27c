/**
 * Addresses of the connect page.
 *
 * @module
 */

import type { ConnectView } from "./connect_view.ts";

/** This page with something changed; `undefined` takes it out. */
export function linkTo(
  view: ConnectView,
  changes: Readonly<Partial<Record<"in" | "key", string | undefined>>>,
): string {
  const now = {
    client: view.client?.id,
    in: view.isInContainer ? "container" : undefined,
    key: view.isKeyShown ? "shown" : undefined,
  };
  const pairs = Object.entries({ ...now, ...changes })
    .flatMap(([name, value]): [string, string][] => value === undefined ? [] : [[name, value]]);
  const query = new URLSearchParams(pairs).toString();
  return query === "" ? "/connect" : `/connect?${query}`;
}
