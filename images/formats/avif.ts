/**
 * AVIF: its header.
 * Format: ISO/IEC 14496-12 boxes, 23008-12 item properties; https://aomediacodec.github.io/av1-avif/
 *
 * @module
 */

import { latin1, startsWith, uintBe } from "./bytes.ts";
import type { HeaderFacts } from "./facts.ts";

const BRANDS = new Set(["avif", "avis"]);
/** Bounds the search in hostile bytes; real files have a few dozen boxes at each level. */
const MAX_BOXES = 1000;
/** `irot` counts quarter turns anticlockwise; the index is the count, the value EXIF's. */
const ORIENTATION_OF_TURNS = [1, 8, 3, 6] as const;
const ALPHA_URN = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";

interface Box {
  readonly type: string;
  readonly body: Uint8Array;
}

/** Whether the bytes begin as an AVIF does. */
export function isAvif(bytes: Uint8Array): boolean {
  if (!startsWith(bytes, "ftyp", 4)) return false;
  const brands = bytes.subarray(8, Math.min(uintBe(bytes, 0, 4) || 0, 256));
  for (let at = 0; at < brands.length; at += 4) {
    if (BRANDS.has(latin1(brands, at, 4))) return true;
  }
  return false;
}

/** Reads an AVIF's header; undefined when it has none that makes sense. */
export function readAvif(bytes: Uint8Array): HeaderFacts | undefined {
  const meta = boxesOf(bytes).find((box) => box.type === "meta");
  if (meta === undefined) return undefined;
  const items = boxesOf(meta.body.subarray(4));
  const properties = boxesOf(bodyOf(boxesOf(bodyOf(items, "iprp")), "ipco"));
  const extents = properties.filter((box) => box.type === "ispe" && box.body.length >= 12);
  if (extents.length === 0) return undefined;
  return {
    // A picture made of tiles has their size as a property too; the whole is the largest.
    widthPx: Math.max(...extents.map((box) => uintBe(box.body, 4, 4))),
    heightPx: Math.max(...extents.map((box) => uintBe(box.body, 8, 4))),
    hasAlpha: properties.some((box) => box.type === "auxC" && startsWith(box.body, ALPHA_URN, 4)),
    orientation: orientationOf(properties),
    hasMetadata: itemTypes(bodyOf(items, "iinf")).some((type) =>
      type === "Exif" || type === "mime"
    ),
  };
}

function orientationOf(properties: readonly Box[]): number {
  const turns = properties.find((box) => box.type === "irot")?.body[0] ?? 0;
  const mirrored = properties.some((box) => box.type === "imir");
  const orientation = ORIENTATION_OF_TURNS[turns & 3] ?? 1;
  return mirrored && orientation === 1 ? 2 : orientation;
}

/** The types of the items in an `iinf` body, whose entries are `infe` boxes of version 2 or 3. */
function itemTypes(body: Uint8Array): string[] {
  const countBytes = body[0] === 0 ? 2 : 4;
  return boxesOf(body.subarray(4 + countBytes))
    .filter((box) => box.type === "infe")
    .map((box) => latin1(box.body, box.body[0] === 3 ? 10 : 8, 4));
}

function bodyOf(boxes: readonly Box[], type: string): Uint8Array {
  return boxes.find((box) => box.type === type)?.body ?? new Uint8Array();
}

/** The boxes at one level, up to where the bytes stop making sense. */
function boxesOf(bytes: Uint8Array): Box[] {
  const boxes: Box[] = [];
  let at = 0;
  while (at + 8 <= bytes.length && boxes.length < MAX_BOXES) {
    const size = uintBe(bytes, at, 4) || bytes.length - at; // 0: to the end
    if (size < 8) break; // 1 announces a 64-bit size, which only pixel data needs
    boxes.push({ type: latin1(bytes, at + 4, 4), body: bytes.subarray(at + 8, at + size) });
    at += size;
  }
  return boxes;
}
