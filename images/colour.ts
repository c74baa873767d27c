/**
 * Colours as `#rrggbb`, and the arithmetic that painting needs.
 *
 * @module
 */

/** Red, green and blue, 0 to 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Hue 0 to 360, saturation and lightness 0 to 1. */
export interface Hsl {
  readonly hue: number;
  readonly saturation: number;
  readonly lightness: number;
}

/** Reads `#rrggbb`; throws a `RangeError` on anything else, since colours are ours to write. */
export function rgbOf(colour: string): Rgb {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) {
    throw new RangeError(`Cannot read the colour: "${colour}" is not like #rrggbb`);
  }
  const value = parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Writes `#rrggbb`, rounding and clamping each part. */
export function hexOf(rgb: Rgb): string {
  return "#" + rgb.map((part) => clampByte(part).toString(16).padStart(2, "0")).join("");
}

/** The colour `share` (0 to 1) of the way from one to another. */
export function mix(from: string, to: string, share: number): string {
  const a = rgbOf(from);
  const b = rgbOf(to);
  return hexOf([lerp(a[0], b[0], share), lerp(a[1], b[1], share), lerp(a[2], b[2], share)]);
}

/** The colour at `position` (0 to 1) of an evenly spaced ramp of at least one colour. */
export function rampColour(ramp: readonly string[], position: number): string {
  const place = Math.min(Math.max(position, 0), 1) * (ramp.length - 1);
  const from = ramp[Math.floor(place)] ?? "#000000";
  const to = ramp[Math.ceil(place)] ?? from;
  return mix(from, to, place - Math.floor(place));
}

/** Perceived brightness, 0 to 1 (Rec. 601 weights). */
export function luma(red: number, green: number, blue: number): number {
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

/** Converts to hue, saturation and lightness. */
export function hslOf(colour: string): Hsl {
  const [red, green, blue] = rgbOf(colour);
  const high = Math.max(red, green, blue) / 255;
  const low = Math.min(red, green, blue) / 255;
  const lightness = (high + low) / 2;
  const spread = high - low;
  const saturation = spread === 0 ? 0 : spread / (1 - Math.abs(2 * lightness - 1));
  return { hue: hueOf(red / 255, green / 255, blue / 255), saturation, lightness };
}

/** Converts from hue, saturation and lightness; hue wraps, the others are clamped. */
export function hslColour({ hue, saturation, lightness }: Hsl): string {
  const sat = Math.min(Math.max(saturation, 0), 1);
  const light = Math.min(Math.max(lightness, 0), 1);
  const reach = sat * Math.min(light, 1 - light);
  const part = (offset: number) => {
    const place = (offset + (((hue % 360) + 360) % 360) / 30) % 12;
    return 255 * (light - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1)));
  };
  return hexOf([part(0), part(8), part(4)]);
}

function hueOf(red: number, green: number, blue: number): number {
  const high = Math.max(red, green, blue);
  const spread = high - Math.min(red, green, blue);
  if (spread === 0) return 0;
  if (high === red) return 60 * (((green - blue) / spread + 6) % 6);
  if (high === green) return 60 * ((blue - red) / spread + 2);
  return 60 * ((red - green) / spread + 4);
}

function lerp(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

function clampByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
