/**
 * Keeps credentials out of what is told of a call: some upstreams repeat them in their errors.
 *
 * @module
 */

/** Removes the secrets of one call from a text. */
export type Redact = (text: string) => string;

/** Shorter values are ordinary words, and would be cut out of ordinary sentences. */
const MIN_SECRET_LENGTH = 8;

const HIDDEN = "[hidden]";

/** Headers that say nothing about who we are. */
const OPEN_HEADERS = new Set(["accept", "accept-language", "content-type", "user-agent"]);

/**
 * Treats as secret whatever a call sends in its headers (with and without a scheme such as
 * `Bearer`), its query string and the user part of its address.
 */
export function redactor(url: URL, headers: Headers): Redact {
  const sent = [...headers].filter(([name]) => !OPEN_HEADERS.has(name)).map(([, value]) => value);
  const values = [...sent.flatMap(withoutScheme), ...url.searchParams.values(), url.password];
  const secrets = values.filter((value) => value.length >= MIN_SECRET_LENGTH)
    .toSorted((a, b) => b.length - a.length);
  return (text) => secrets.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
}

function withoutScheme(value: string): string[] {
  const space = value.indexOf(" ");
  return space < 0 ? [value] : [value, value.slice(space + 1)];
}
