/**
 * Filling addresses and keys into what clients are told.
 *
 * @module
 */

/** What is filled in. */
export interface Filling {
  /** Our address, without a trailing slash. */
  readonly root: string;
  /** Absent: this server asks for none. */
  readonly key?: string | undefined;
}

/** Stands where a client wants a key and this server does not. */
const ANY_KEY = "any-text";

/** What is seen of a key that is not shown. */
const MASK = "••••••••";

/** A value of {@linkcode Setting} or a block, ready to be pasted. */
export function fill(text: string, { root, key }: Filling): string {
  return fillWith(text, { root, key, inAddress: key && encodeURIComponent(key) });
}

/** The same as it is shown while the key is not. */
export function fillMasked(text: string, { root, key }: Filling): string {
  return fillWith(text, { root, key: key && MASK, inAddress: key && MASK });
}

function fillWith(
  text: string,
  { root, key, inAddress }: Filling & { readonly inAddress: string | undefined },
): string {
  const values: Readonly<Record<string, string>> = {
    root,
    base: `${root}/v1`,
    key: key ?? ANY_KEY,
    keyed: inAddress === undefined ? root : `${root}/k/${inAddress}`,
    query: inAddress === undefined ? root : `${root}/?key=${inAddress}`,
  };
  return text.replace(/\{(root|base|keyed|key|query)\}/g, (whole, name) => values[name] ?? whole);
}

/** Whether a value depends on the address; one setting of each way does. */
export function hasAddress(value: string): boolean {
  return /\{(root|base|keyed|query)\}/.test(value);
}

/** Whether a value shows the key. */
export function hasKey(value: string): boolean {
  return /\{(keyed|key|query)\}/.test(value);
}
