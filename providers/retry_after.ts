/**
 * How long an upstream asks us to stay away.
 *
 * @module
 */

/**
 * Milliseconds until the time that `Retry-After` names, in seconds or as an HTTP date (RFC 9110,
 * section 10.2.3); the finer `retry-after-ms` wins where it is sent. Never negative; undefined when
 * there is none or it cannot be read.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const exact = milliseconds(headers.get("retry-after-ms"), 1);
  if (exact !== undefined) return exact;
  const said = headers.get("retry-after");
  return milliseconds(said, 1_000) ?? untilDate(said, now);
}

function milliseconds(text: string | null, unitMs: number): number | undefined {
  const written = text?.trim() ?? "";
  return /^\d{1,12}(\.\d+)?$/.test(written) ? Math.ceil(Number(written) * unitMs) : undefined;
}

function untilDate(text: string | null, now: number): number | undefined {
  // Every HTTP date names a month; without it Date.parse takes "-5" for a year.
  if (text === null || !/[a-z]{3}/i.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
