/**
 * A job's pictures as files to keep, in the format that is asked for.
 *
 * @module
 */

import { convertImage } from "../../images/convert.ts";
import type { OutputFormat } from "../../images/request.ts";
import { jobImages } from "../../jobs/job.ts";
import type { App } from "../context.ts";
import { attachment, fileNameOf } from "./file_name.ts";
import { findPageJob, nothing } from "./find_job.ts";
import type { CockpitServices } from "./page.ts";

const FORMATS = new Map<string, OutputFormat>([["png", "png"], ["jpg", "jpeg"], ["webp", "webp"]]);

/** Adds `GET /ui/jobs/{id}/{number}.{png|jpg|webp}`. */
export function addJobDownloadRoute(app: App, services: CockpitServices): void {
  const { blobs, raster } = services;

  app.get("/ui/jobs/:id/:file{[0-9]+\\.[a-z]+}", async function downloadPicture(c) {
    const job = await findPageJob(c, services);
    const [number, extension = ""] = c.req.param("file").split(".");
    const images = jobImages(job);
    const image = images[Number(number) - 1];
    const format = FORMATS.get(extension);
    const bytes = image && await blobs.read(image.blobId);
    if (image === undefined || bytes === undefined || format === undefined) {
      throw nothing(c, "noPicture");
    }
    const { mediaType } = image;
    const { signal } = c.req.raw;
    const file = await convertImage(raster, { bytes, mediaType }, { format, signal });
    const { prompt } = job.request;
    const name = fileNameOf({
      prompt,
      number: images.length > 1 ? Number(number) : undefined,
      extension,
    });
    return c.body(file.bytes, 200, {
      "content-type": file.mediaType,
      "content-length": String(file.bytes.length),
      "content-disposition": attachment(name),
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    });
  });
}
