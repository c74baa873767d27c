/**
 * Enlarging pictures by plain resampling: no model is asked.
 *
 * @module
 */

import type { z } from "zod";
import { failure, Refusal } from "../../failure.ts";
import { toBase64 } from "../../images/base64.ts";
import { mediaTypeOf } from "../../images/media.ts";
import { readPictureText, writePictureText } from "../../images/picture_text.ts";
import type { RasterLayer, RasterStep } from "../../images/raster_job.ts";
import type { OutputFormat, Size } from "../../images/request.ts";
import { formatSize } from "../../images/size.ts";
import { encodeParts, type TextPart } from "../base64_text.ts";
import { readJsonFields } from "../body.ts";
import type { App, AppContext, Services } from "../context.ts";
import { readPicture } from "../image_inputs.ts";
import { readInputBytes } from "../input_bytes.ts";
import { parseFields, show } from "../parse.ts";
import { ExtraBatchBody, type ExtrasBody, ExtraSingleBody } from "../schemas/sdapi.ts";
import { tidyFields } from "../tidy.ts";
import { setWarnings } from "../warnings.ts";
import { type Options, optionsForCall } from "./options.ts";
import { outputFormatOf } from "./read_request.ts";
import { findUpscaler, type Upscaler } from "./vocabulary.ts";

/** Larger results would keep a worker, and its caller, too long. */
const MAX_PIXELS = 4_096 * 4_096;

const KERNELS = { Lanczos: "lanczos3", Nearest: "nearest" } as const;

const DEFAULTS = { factor: 2, sidePx: 512 } as const;

/** Adds `POST /sdapi/v1/extra-single-image` and `/sdapi/v1/extra-batch-images`. */
export function addExtraRoutes(app: App, services: Services): void {
  app.post("/sdapi/v1/extra-single-image", async function enlargeOne(c) {
    const body = await readBody(c, ExtraSingleBody);
    const work = await prepare(c, services, body);
    const base64 = await enlarge({ param: "image", content: body.image }, work);
    return answer(c, work, [{ text: '"image":"' }, { base64 }, { text: '"' }]);
  });

  app.post("/sdapi/v1/extra-batch-images", async function enlargeMany(c) {
    const body = await readBody(c, ExtraBatchBody);
    const work = await prepare(c, services, body);
    const parts: TextPart[] = [];
    // One after the other: other callers' pictures have to get their turns.
    for (const [index, { data }] of body.imageList.entries()) {
      const base64 = await enlarge({ param: `imageList[${index}]`, content: data }, work);
      parts.push({ text: index === 0 ? '"' : ',"' }, { base64 }, { text: '"' });
    }
    return answer(c, work, [{ text: '"images":[' }, ...parts, { text: "]" }]);
  });
}

/** One body's worth of work. */
interface Work {
  readonly body: ExtrasBody;
  readonly options: Options;
  readonly first: Upscaler;
  readonly second: Upscaler;
  readonly warnings: readonly string[];
  readonly services: Services;
  readonly signal: AbortSignal;
}

async function readBody<Shape extends z.ZodRawShape>(
  c: AppContext,
  schema: z.ZodObject<Shape>,
): Promise<z.infer<z.ZodObject<Shape>>> {
  const known = Object.keys(schema.shape);
  const { image_list: list, ...given } = await readJsonFields(c);
  // What the client `a1111-webui-api` calls it.
  const raw = list === undefined ? given : { imageList: list, ...given };
  const { fields, spelling } = tidyFields(raw, known);
  return parseFields(schema, fields, { spelling });
}

async function prepare(c: AppContext, services: Services, body: ExtrasBody): Promise<Work> {
  const { options } = await optionsForCall(c, services, {});
  const [first, second] = (["upscaler_1", "upscaler_2"] as const)
    .map((field) => readUpscaler(field, body[field]));
  const faces = (["gfpgan_visibility", "codeformer_visibility"] as const)
    .filter((field) => Number(body[field] ?? 0) > 0)
    .map((field) => `${field} dropped: faces cannot be restored here`);
  return {
    body,
    options,
    first: first?.upscaler ?? "None",
    second: second?.upscaler ?? "None",
    warnings: [...first?.warnings ?? [], ...second?.warnings ?? [], ...faces],
    services,
    signal: c.req.raw.signal,
  };
}

/** Models that enlarge by inventing detail are not here: the best that is here stands for them. */
function readUpscaler(field: string, name = "None") {
  const upscaler = findUpscaler(name);
  if (upscaler !== undefined) return { upscaler, warnings: [] };
  const warning = `${field} mapped: ${show(name)} is not known here, so Lanczos is taken`;
  return { upscaler: "Lanczos", warnings: [warning] } as const;
}

interface Given {
  readonly param: string;
  readonly content: string;
}

/** The enlarged picture in base64, with the text that the given one carried. */
async function enlarge(given: Given, work: Work): Promise<string> {
  const { services, signal, options } = work;
  const bytes = await readInputBytes(given, { services, signal });
  const { text } = readPictureText(bytes);
  const content = new File([bytes], given.param);
  const { image, size } = await readPicture({ param: given.param, content }, { services, signal });
  const source = { kind: "encoded", bytes: image.bytes } as const;
  const format: OutputFormat = outputFormatOf(options);
  const output = { format, quality: options.jpeg_quality };
  const steps = stepsFor({ source }, { size, param: given.param }, work);
  const large = await services.raster.run({ source, steps, output }, { signal });
  const made = { bytes: large.bytes, mediaType: mediaTypeOf(format) };
  return toBase64(text === undefined ? made.bytes : writePictureText(made, text));
}

interface Original {
  readonly size: Size;
  readonly param: string;
}

/** Without a first upscaler nothing changes, as in A1111. */
function stepsFor(
  layer: RasterLayer,
  original: Original,
  { body, first, second }: Work,
): RasterStep[] {
  if (first === "None") return [];
  const resize = resizeFor(original, body);
  const steps: RasterStep[] = [{ ...resize, kernel: KERNELS[first] }];
  const opacity = body.extras_upscaler_2_visibility ?? 0;
  if (second === "None" || opacity === 0) return steps;
  const over = [{ ...resize, kernel: KERNELS[second] }, { op: "fade", opacity } as const];
  return [...steps, { op: "composite", blend: "over", layer: { ...layer, steps: over } }];
}

/** By a factor, or until both sides are reached; then the rest is cut off if that is wished. */
function resizeFor({ size, param }: Original, body: ExtrasBody) {
  const wanted = {
    widthPx: body.upscaling_resize_w ?? DEFAULTS.sidePx,
    heightPx: body.upscaling_resize_h ?? DEFAULTS.sidePx,
  };
  const isToSize = body.resize_mode === 1;
  const factor = isToSize
    ? Math.max(wanted.widthPx / size.widthPx, wanted.heightPx / size.heightPx)
    : body.upscaling_resize ?? DEFAULTS.factor;
  const crops = isToSize && (body.upscaling_crop ?? true);
  const target = crops ? wanted : scaled(size, factor);
  if (target.widthPx * target.heightPx > MAX_PIXELS) throw tooLarge(param, target);
  return { op: "resize", size: target, fit: crops ? "cover" : "fill" } as const;
}

function scaled({ widthPx, heightPx }: Size, factor: number): Size {
  return {
    widthPx: Math.max(1, Math.round(widthPx * factor)),
    heightPx: Math.max(1, Math.round(heightPx * factor)),
  };
}

function tooLarge(param: string, target: Size): Refusal {
  const limit = (MAX_PIXELS / 1e6).toFixed(1);
  const message = `${param} would become ${formatSize(target)} pixels: use a smaller ` +
    `upscaling_resize or upscaling_resize_w and _h; at most ${limit} million pixels are made`;
  return new Refusal(failure("invalid_request", message, { param: "upscaling_resize" }));
}

function answer(c: AppContext, work: Work, images: readonly TextPart[]): Response {
  setWarnings(c, work.warnings);
  const html = work.first === "None" ? "" : `<p>Upscaler: ${work.first}</p>`;
  const rest = JSON.stringify({ html_info: html }).slice(1);
  const bytes = encodeParts([{ text: "{" }, ...images, { text: `,${rest}` }]);
  return c.body(bytes, 200, { "content-type": "application/json" });
}
