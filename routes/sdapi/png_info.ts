/**
 * What pictures tell: how they were made, and, which nobody here can say, what is on them.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import { sniffMedia } from "../../images/media.ts";
import { readPictureText } from "../../images/picture_text.ts";
import { readJsonFields } from "../body.ts";
import type { App, Services } from "../context.ts";
import { readInputBytes, refuseInput } from "../input_bytes.ts";
import { parseFields } from "../parse.ts";
import { PngInfoBody } from "../schemas/sdapi.ts";
import { tidyFields } from "../tidy.ts";
import { readInfoText } from "./info_text.ts";

/** Adds `POST /sdapi/v1/png-info`, and the refusals of `/interrogate` and `/controlnet/detect`. */
export function addPictureTextRoutes(
  app: App,
  services: Pick<Services, "blobs" | "outside" | "runtime">,
): void {
  app.post("/sdapi/v1/png-info", async function readPngInfo(c) {
    const raw = await readJsonFields(c);
    const { fields } = tidyFields(raw, Object.keys(PngInfoBody.shape));
    const { image } = parseFields(PngInfoBody, fields);
    const { signal } = c.req.raw;
    const bytes = await readInputBytes({ param: "image", content: image }, { services, signal });
    if (sniffMedia(bytes) === undefined) {
      throw refuseInput("image", "is no picture; PNG, JPEG, WebP and AVIF pictures can be read");
    }
    const { text = "", others } = readPictureText(bytes);
    return c.json({ info: text, items: others, parameters: readInfoText(text) });
  });

  app.post("/sdapi/v1/interrogate", function interrogate() {
    throw new Refusal(failure(
      "not_found",
      "Model not found: there is no model here that describes pictures",
    ));
  });

  app.post("/controlnet/detect", function detect() {
    throw new Refusal(failure(
      "invalid_request",
      "Module not found: there is no ControlNet here",
      { param: "controlnet_module" },
    ));
  });
}
