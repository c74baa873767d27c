/**
 * Addresses in an upstream's answers that our credentials may be sent to. Pure.
 *
 * @module
 */

/** The address in its normal form; undefined when it is none, or leads to somebody else. */
export function ownAddress(
  address: string | undefined,
  isOwn: (url: URL) => boolean,
): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.username === "" && url.password === "" && isOwn(url) ? url.href : undefined;
}
