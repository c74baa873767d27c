/**
 * How pictures that an upstream gives as addresses are fetched.
 *
 * @module
 */

import { downloadImage } from "../images/download.ts";
import type { Download } from "../jobs/pictures.ts";
import type { Outside } from "../net/guard.ts";
import type { Provider } from "../providers/provider.ts";

/** Largest picture fetched from an upstream. */
const MAX_DOWNLOAD_BYTES = 64 * 1_024 * 1_024;

/** To each provider its own outside: an upstream may point to its own origin, not to another's. */
export function createDownloader(
  providers: readonly Provider[],
  outsideWith: (trustedOrigins: readonly string[]) => Outside,
): Download {
  const own = new Map(providers.map(({ id, origin }) => [id, outsideWith(origin ? [origin] : [])]));
  const byId = new Map(providers.map((provider) => [provider.id, provider]));
  const strict = outsideWith([]);
  return (url, { providerId, signal }) => {
    const outside = own.get(providerId) ?? strict;
    const { origin: home, originHeaders = {} } = byId.get(providerId) ?? {};
    const headersFor = ({ origin }: URL) => origin === home ? originHeaders : {};
    const maxBytes = MAX_DOWNLOAD_BYTES;
    return downloadImage(url, { outside, signal, headersFor, maxBytes, from: "upstream" });
  };
}
