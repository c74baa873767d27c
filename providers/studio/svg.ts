/**
 * Writes SVG elements. Text only: nothing here knows what is drawn.
 *
 * @module
 */

/** A place on the canvas; y grows downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Presentation attributes of an element, such as `fill` or `opacity`. */
export interface Look {
  readonly fill?: string;
  readonly opacity?: number;
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly transform?: string;
}

/** A point. */
export function at(x: number, y: number): Point {
  return { x, y };
}

/** A number as SVG wants it: a tenth of a unit is finer than a pixel. */
export function num(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A shape with straight sides. */
export function polygon(points: readonly Point[], look: Look): string {
  return path(`${lineThrough(points)}Z`, look);
}

/** A shape whose outline flows through the points and closes smoothly. */
export function blob(points: readonly Point[], look: Look): string {
  return path(`${closedCurve(points)}Z`, look);
}

/** A line that flows through the points. */
export function curve(points: readonly Point[], look: Look): string {
  return path(curveThrough(points), { fill: "none", ...look });
}

/** Any path. */
export function path(d: string, look: Look): string {
  return `<path d="${d}"${attributes(look)}/>`;
}

/** A circle. */
export function circle(centre: Point, radius: number, look: Look): string {
  return `<circle cx="${num(centre.x)}" cy="${num(centre.y)}" r="${num(radius)}"${
    attributes(look)
  }/>`;
}

/** An ellipse. */
export function ellipse(centre: Point, radii: Point, look: Look): string {
  return `<ellipse cx="${num(centre.x)}" cy="${num(centre.y)}" rx="${num(radii.x)}" ry="${
    num(radii.y)
  }"${attributes(look)}/>`;
}

/** A rectangle by its upper left corner and its size. */
export function rect(corner: Point, size: Point, look: Look): string {
  return `<rect x="${num(corner.x)}" y="${num(corner.y)}" width="${num(Math.max(0, size.x))}" ` +
    `height="${num(Math.max(0, size.y))}"${attributes(look)}/>`;
}

/** Elements drawn as one. */
export function group(elements: readonly string[], look: Look = {}): string {
  const { opacity, ...rest } = look;
  const fade = attribute("opacity", opacity === undefined ? undefined : share(opacity));
  return `<g${fade}${attributes(rest)}>${elements.join("")}</g>`;
}

/** `M…L…` through the points, not closed. */
export function lineThrough(points: readonly Point[]): string {
  return points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${num(x)} ${num(y)}`).join("");
}

/** `M…C…` through the points (a Catmull-Rom spline), not closed. */
export function curveThrough(points: readonly Point[]): string {
  return spline(points, (i) => points[Math.min(Math.max(i, 0), points.length - 1)]);
}

function closedCurve(points: readonly Point[]): string {
  const first = points[0];
  if (first === undefined) return "";
  const count = points.length;
  return spline([...points, first], (i) => points[(i + count) % count]);
}

function spline(points: readonly Point[], neighbour: (i: number) => Point | undefined): string {
  return points.map((point, i) => {
    const from = points[i - 1];
    if (from === undefined) return `M${num(point.x)} ${num(point.y)}`;
    const before = neighbour(i - 2) ?? from;
    const after = neighbour(i + 1) ?? point;
    const first = at(from.x + (point.x - before.x) / 6, from.y + (point.y - before.y) / 6);
    const second = at(point.x - (after.x - from.x) / 6, point.y - (after.y - from.y) / 6);
    return `C${[first, second, point].map(({ x, y }) => `${num(x)} ${num(y)}`).join(" ")}`;
  }).join("");
}

/** A single shape fades by its paint: `opacity` would cost the renderer a canvas of its own. */
function attributes({ fill, opacity, stroke, strokeWidth, transform }: Look): string {
  const faded = opacity === undefined ? undefined : share(opacity);
  return attribute("fill", fill) +
    attribute("fill-opacity", fill === "none" ? undefined : faded) +
    attribute("stroke", stroke) +
    attribute("stroke-opacity", stroke === undefined ? undefined : faded) +
    attribute("stroke-width", strokeWidth === undefined ? undefined : num(strokeWidth)) +
    attribute("stroke-linecap", stroke === undefined ? undefined : "round") +
    attribute("stroke-linejoin", stroke === undefined ? undefined : "round") +
    attribute("transform", transform);
}

function share(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function attribute(name: string, value: string | undefined): string {
  return value === undefined ? "" : ` ${name}="${value}"`;
}
