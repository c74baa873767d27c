/**
 * A quick blur of one number per pixel.
 *
 * @module
 */

/** The grid to blur. */
export interface BoxBlurOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly radiusPx: number;
}

/** Two passes of a box each way: close to a Gaussian, at a cost that does not grow with radius. */
export function boxBlur(values: Float32Array, options: BoxBlurOptions): Float32Array {
  const { widthPx, heightPx } = options;
  const rows = { lines: heightPx, length: widthPx, lineStep: widthPx, step: 1 };
  const columns = { lines: widthPx, length: heightPx, lineStep: 1, step: widthPx };
  const radius = Math.max(1, Math.round(options.radiusPx));
  return [rows, columns, rows, columns].reduce(
    (from, pass) => blurLines(from, pass, radius),
    values,
  );
}

interface Pass {
  readonly lines: number;
  readonly length: number;
  readonly lineStep: number;
  readonly step: number;
}

/** Keeps a running sum along each line; beyond its ends a line goes on as it ends. */
function blurLines(from: Float32Array, pass: Pass, radius: number): Float32Array {
  const { lines, length, lineStep, step } = pass;
  const blurred = new Float32Array(from.length);
  const span = 2 * radius + 1;
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    const end = start + (length - 1) * step;
    let sum = (from[start] ?? 0) * (radius + 1);
    for (let i = 1; i <= radius; i++) sum += from[Math.min(start + i * step, end)] ?? 0;
    for (let i = 0, at = start; i < length; i++, at += step) {
      blurred[at] = sum / span;
      const entering = from[Math.min(at + (radius + 1) * step, end)] ?? 0;
      sum += entering - (from[Math.max(at - radius * step, start)] ?? 0);
    }
  }
  return blurred;
}
