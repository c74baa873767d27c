/**
 * A scene as a raster layer: the drawing, then the look's finish.
 *
 * @module
 */

import { mix } from "../../images/colour.ts";
import { saturationMatrix } from "../../images/filters/matrix.ts";
import type { RasterLayer, RasterStep } from "../../images/raster_job.ts";
import { composeSvg, type Picture } from "./compose.ts";
import { lookSteps, plainSteps } from "./looks.ts";
import { lookOf, scenePalette } from "./scene.ts";
import { SHORT_SIDE } from "./stage.ts";
import { at, lineThrough, num } from "./svg.ts";

/** A picture and how strong its colours are to be. */
export interface Generation extends Picture {
  readonly colourfulness: "vivid" | "natural" | "plain";
}

/** The finished picture. */
export function generationLayer(generation: Generation): RasterLayer {
  return {
    source: { kind: "svg", text: composeSvg(generation) },
    steps: [
      ...sheetOf(generation),
      ...finishOf(generation),
      ...frameOf(generation),
      ...colourSteps(generation),
    ],
  };
}

/** The picture as far as it has come: 0 is a first wash, 1 is finished. */
export function roughLayer(generation: Generation, progress: number): RasterLayer {
  const { size } = generation;
  const shrink = Math.max(1, Math.round(24 * (1 - progress) ** 2));
  const small = {
    widthPx: Math.max(8, Math.round(size.widthPx / shrink)),
    heightPx: Math.max(8, Math.round(size.heightPx / shrink)),
  };
  const source = { kind: "svg", text: composeSvg({ ...generation, detail: 0 }) } as const;
  return {
    source,
    steps: [{ op: "resize", size: small, fit: "fill" }, { op: "resize", size, fit: "fill" }],
  };
}

function finishOf({ scene, size, seed, detail }: Generation): readonly RasterStep[] {
  const finish = { size, seed, palette: scenePalette(scene) };
  const look = lookOf(scene);
  if (look !== undefined) return lookSteps(look, finish);
  // Grain looks well and makes the file five times as large: only the best quality has it.
  const grain: RasterStep[] = detail === 2 ? [{ op: "grain", amount: 0.03, seed }] : [];
  return [...plainSteps(finish), ...grain];
}

/** The borders that belong to a look: a poster's double line, a sticker's round edge. */
function frameOf(generation: Generation): readonly RasterStep[] {
  const look = lookOf(generation.scene);
  if (generation.transparent) return [];
  if (look === "deco") return [overlay(posterFrame(generation))];
  if (look === "emoji") return [overlay(stickerFrame(generation))];
  return [];
}

/** Paper laid on before the finish, whose wetness then frays it. */
function sheetOf(generation: Generation): readonly RasterStep[] {
  const isWash = lookOf(generation.scene) === "watercolour" && !generation.transparent;
  return isWash ? [overlay(paperFrame(generation))] : [];
}

function overlay(text: string): RasterStep {
  return { op: "composite", blend: "over", layer: { source: { kind: "svg", text } } };
}

function colourSteps({ colourfulness }: Generation): readonly RasterStep[] {
  if (colourfulness === "vivid") return [{ op: "matrix", matrix: saturationMatrix(1.22) }];
  if (colourfulness === "natural") return [{ op: "matrix", matrix: saturationMatrix(0.82) }];
  return [];
}

interface Frame {
  readonly width: number;
  readonly height: number;
}

function frameSvg({ size }: Generation, draw: (frame: Frame) => string): string {
  const unit = SHORT_SIDE / Math.min(size.widthPx, size.heightPx);
  const frame = { width: size.widthPx * unit, height: size.heightPx * unit };
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.widthPx}" height="${size.heightPx}" ` +
    `viewBox="0 0 ${num(frame.width)} ${num(frame.height)}" preserveAspectRatio="none">${
      draw(frame)
    }</svg>`;
}

function posterFrame(generation: Generation): string {
  const { near, pale, accent } = scenePalette(generation.scene);
  const paper = mix(pale, accent, 0.12);
  return frameSvg(
    generation,
    ({ width, height }) =>
      border({ width, height }, 22, { stroke: paper, wide: 44 }) +
      border({ width, height }, 50, { stroke: near, wide: 7 }) +
      border({ width, height }, 64, { stroke: accent, wide: 4 }),
  );
}

function border(
  { width, height }: Frame,
  inset: number,
  line: { stroke: string; wide: number },
): string {
  return `<rect x="${inset}" y="${inset}" width="${num(width - inset * 2)}" height="${
    num(height - inset * 2)
  }" ` +
    `fill="none" stroke="${line.stroke}" stroke-width="${line.wide}"/>`;
}

/** White all around a disc. */
function stickerFrame(generation: Generation): string {
  return frameSvg(generation, ({ width, height }) => {
    const circle = `M${num(width / 2 - 450)} ${
      num(height / 2)
    }a450 450 0 1 0 900 0a450 450 0 1 0 -900 0z`;
    return `<path d="M0 0h${num(width)}v${num(height)}h${
      num(-width)
    }z${circle}" fill="#ffffff" fill-rule="evenodd"/>` +
      `<path d="${circle}" fill="none" stroke="#ffffff" stroke-width="18"/>`;
  });
}

/** White paper that the wash did not reach. */
function paperFrame(generation: Generation): string {
  return frameSvg(generation, ({ width, height }) => {
    const edge = rim({ width, height });
    return `<path d="M-5 -5h${num(width + 10)}v${num(height + 10)}h${
      num(-width - 10)
    }z${edge}" fill="#fcf9f1" fill-rule="evenodd"/>`;
  });
}

/** A rectangle with a hand's unevenness. */
function rim({ width, height }: Frame): string {
  const steps = 24;
  const points = Array.from({ length: steps * 4 }, (_, i) => {
    const inset = 34 + 7 * Math.sin(i * 0.9) + 5 * Math.sin(i * 2.3 + 1);
    const along = (long: number) => 40 + ((i % steps) / steps) * (long - 80);
    const side = Math.floor(i / steps);
    if (side === 0) return at(along(width), inset);
    if (side === 1) return at(width - inset, along(height));
    if (side === 2) return at(width - along(width), height - inset);
    return at(inset, height - along(height));
  });
  return `${lineThrough(points)}Z`;
}
