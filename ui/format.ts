/**
 * Numbers, times and sizes as people read them.
 *
 * @module
 */

import type { Lang } from "./words.ts";

const UNITS = {
  en: { s: " s", min: " min", h: " h", d: " d" },
  "zh-CN": { s: " 秒", min: " 分钟", h: " 小时", d: " 天" },
} as const;

/** Such as `0.8 s`, `12 s`, `3 min`, `2 h`. */
export function duration(ms: number, lang: Lang): string {
  const units = UNITS[lang];
  const seconds = ms / 1_000;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))}${units.s}`;
  if (seconds < 99.5) return `${Math.round(seconds)}${units.s}`;
  if (seconds < 5_970) return `${Math.round(seconds / 60)}${units.min}`;
  if (seconds < 48 * 3_600) return `${Math.round(seconds / 3_600)}${units.h}`;
  return `${Math.round(seconds / 86_400)}${units.d}`;
}

/** A round time on an axis, such as `1 min` or `0.5 s`. */
export function axisTime(ms: number, lang: Lang): string {
  const units = UNITS[lang];
  if (ms === 0) return "0";
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}${units.h}`;
  return ms % 60_000 === 0 ? `${ms / 60_000}${units.min}` : `${ms / 1_000}${units.s}`;
}

/** Such as `1,234` or `12.3K`. */
export function count(value: number, lang: Lang): string {
  const notation = value < 10_000 ? "standard" : "compact";
  return formatOf(lang, { notation, maximumFractionDigits: 1 }).format(value);
}

/** Such as `97.5 %`, of a share between 0 and 1. */
export function percent(share: number, lang: Lang): string {
  const style = { style: "percent", maximumFractionDigits: 1 } as const;
  return formatOf(lang, style).format(share);
}

/** Such as `$0.042`. */
export function dollars(usd: number, lang: Lang): string {
  return formatOf(lang, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    maximumFractionDigits: usd !== 0 && usd < 1 ? 4 : 2,
  }).format(usd);
}

/** Such as `1.4 MB`. */
export function bytes(size: number, lang: Lang): string {
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3));
  const number = formatOf(lang, { maximumFractionDigits: power === 0 ? 0 : 1 });
  return `${number.format(size / 1_000 ** power)} ${units[power]}`;
}

/** How long ago, such as `3 minutes ago`. Both are epoch milliseconds. */
export function ago(at: number, now: number, lang: Lang): string {
  const format = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const seconds = Math.max(0, Math.round((now - at) / 1_000));
  if (seconds < 60) return format.format(-seconds, "second");
  if (seconds < 3_600) return format.format(-Math.round(seconds / 60), "minute");
  if (seconds < 48 * 3_600) return format.format(-Math.round(seconds / 3_600), "hour");
  return format.format(-Math.round(seconds / 86_400), "day");
}

const formats = new Map<string, Intl.NumberFormat>();

/** One of each kind: to make one takes far longer than to use it, and a chart has hundreds of numbers. */
function formatOf(lang: Lang, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const kind = `${lang} ${JSON.stringify(options)}`;
  const format = formats.get(kind) ?? new Intl.NumberFormat(lang, options);
  formats.set(kind, format);
  return format;
}
