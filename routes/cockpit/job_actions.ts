/**
 * What the buttons of a job's page do. They are forms, so each ends at a page to look at.
 *
 * @module
 */

import type { Job } from "../../jobs/job.ts";
import { jobImages } from "../../jobs/job.ts";
import type { Order } from "../../jobs/order.ts";
import type { App, AppContext } from "../context.ts";
import { requireScope } from "../auth.ts";
import { inputContext, storePicture } from "../image_inputs.ts";
import { placeOrder } from "../place_order.ts";
import { findPageJob, nothing } from "./find_job.ts";
import { variationBy } from "./job_view.ts";
import type { CockpitServices } from "./page.ts";
import { readPageForm } from "./page_form.ts";

/** Adds `POST /ui/jobs/{id}/cancel`, `…/retry`, `…/variations` and `…/delete`. */
export function addJobActionRoutes(app: App, services: CockpitServices): void {
  const { engine } = services;

  app.post("/ui/jobs/:id/cancel", async function cancelPageJob(c) {
    requireScope(c.get("caller"), "jobs:write");
    const { id } = await findPageJob(c, services);
    await engine.cancel(id, c.get("owner"));
    return c.redirect(`/jobs/${id}`, 303);
  });

  app.post("/ui/jobs/:id/retry", async function retryPageJob(c) {
    requireScope(c.get("caller"), "jobs:write");
    const { id } = await findPageJob(c, services);
    const order = await engine.again(id, c.get("owner"));
    if (order === undefined) throw nothing(c, "unknown");
    return await begin(c, services, order);
  });

  app.post("/ui/jobs/:id/variations", async function varyPicture(c) {
    requireScope(c.get("caller"), "generate");
    const job = await findPageJob(c, services);
    const { image } = await readPageForm(c);
    return await begin(c, services, await variationOf(c, services, { job, image: Number(image) }));
  });

  app.post("/ui/jobs/:id/delete", async function deletePageJob(c) {
    requireScope(c.get("caller"), "jobs:write");
    const { id } = await findPageJob(c, services);
    await engine.remove(id, c.get("owner"));
    return c.redirect("/gallery", 303);
  });
}

/** A button is pressed to get something new, whatever is cached. */
async function begin(c: AppContext, services: CockpitServices, order: Order): Promise<Response> {
  const { id } = await placeOrder(c, services, { ...order, identity: { fresh: true } });
  return c.redirect(`/jobs/${id}`, 303);
}

interface Varied {
  readonly job: Job;
  /** From 1. */
  readonly image: number;
}

/** The new job has a copy of the picture: either may be deleted without the other. */
async function variationOf(
  c: AppContext,
  services: CockpitServices,
  { job, image }: Varied,
): Promise<Order> {
  const picture = jobImages(job)[image - 1];
  const bytes = picture && await services.blobs.read(picture.blobId);
  if (picture === undefined || bytes === undefined) throw nothing(c, "noPicture");
  const { mediaType, widthPx, heightPx } = picture;
  const { model, operation } = variationBy(job.request.model, services.registry);
  const stored = await storePicture(
    { image: { bytes, mediaType }, size: { widthPx, heightPx } },
    inputContext(c, services),
  );
  // With the same seed, the same picture would come.
  const { mask: _mask, seed: _seed, ...request } = job.request;
  return {
    request: { ...request, model, operation, inputs: [stored] },
    owner: c.get("owner"),
    warnings: [],
  };
}
