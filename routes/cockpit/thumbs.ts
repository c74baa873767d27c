/**
 * Small copies of pictures: with them, a gallery of forty pictures is half a megabyte and not
 * twenty-four. They are made when asked for and kept by browsers.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import { makeThumb } from "../../images/thumb.ts";
import type { App } from "../context.ts";
import { findStoredFile } from "../stored_file.ts";
import type { CockpitServices } from "./page.ts";

/** The longer side: what a tile has on a screen of two pixels to the point. */
const SIDE_PX = 480;

/** A year: the bytes under an id never change. */
const KEPT = "private, max-age=31536000, immutable";

/** Adds `GET /ui/thumbs/{name}`, where the name is that of the picture under `/files/`. */
export function addThumbRoute(app: App, { blobs, raster }: CockpitServices): void {
  app.get("/ui/thumbs/:name{[0-9a-z]+\\.[0-9a-z]+}", async function getThumb(c) {
    const file = await findStoredFile(c.req.param("name"), blobs);
    if (file === undefined) throw unknownPicture();
    const headers = { "etag": `"thumb-${file.sha256}"`, "cache-control": KEPT };
    if (c.req.header("if-none-match") === headers.etag) return c.body(null, 304, headers);
    const bytes = await blobs.read(file.id);
    if (bytes === undefined) throw unknownPicture();
    const { signal } = c.req.raw;
    const thumb = await makeThumb(raster, bytes, { sidePx: SIDE_PX, signal });
    return c.body(thumb.bytes, 200, {
      ...headers,
      "content-type": thumb.mediaType,
      "x-content-type-options": "nosniff",
    });
  });
}

function unknownPicture(): Refusal {
  return new Refusal(failure("not_found", "There is no such picture"));
}
