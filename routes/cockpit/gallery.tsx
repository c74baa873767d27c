/**
 * The gallery: the visitor's jobs, newest first.
 *
 * @module
 */

import { type Job, jobFailure, jobImages, jobStatus } from "../../jobs/job.ts";
import { jobProgress } from "../../jobs/progress.ts";
import { Found, GalleryPage } from "../../ui/gallery/gallery_page.tsx";
import { Tiles } from "../../ui/gallery/tiles.tsx";
import type { GalleryQuery, GalleryView, TilesView, TileView } from "../../ui/views/gallery.ts";
import type { App, AppContext } from "../context.ts";
import { isFiltered, isWanted, readQuery, timesOf, writeQuery } from "./gallery_query.ts";
import { viewPicture } from "./job_view.ts";
import { answerPage, answerPart, type CockpitServices, frameFor } from "./page.ts";

/** Tiles on a page; the next is loaded when its end comes into sight. */
const PAGE_TILES = 40;

/**
 * Adds `/gallery`; its parts are under `/ui/gallery`: what was found, and with `after`, the tiles that
 * come next.
 */
export function addGalleryRoutes(app: App, services: CockpitServices): void {
  app.get("/gallery", async function getGallery(c) {
    const view = await viewGallery(c, services);
    return await answerPage(c, services, <GalleryPage view={view} />);
  });

  app.get("/ui/gallery", async function getGalleryPart(c) {
    const view = await viewGallery(c, services);
    const isNext = c.req.query("after") !== undefined;
    const part = isNext ? <Tiles view={view} lang={view.lang} /> : <Found view={view} />;
    return await answerPart(c, services, part);
  });
}

async function viewGallery(c: AppContext, services: CockpitServices): Promise<GalleryView> {
  const { registry } = services;
  const query = readQuery(c.req.query());
  return {
    ...await frameFor(c, services),
    ...await listTiles(c, services, query),
    query,
    isFiltered: isFiltered(query),
    models: modelsToChoose(query, registry.models()),
  };
}

async function listTiles(
  c: AppContext,
  { engine, registry, runtime }: CockpitServices,
  query: GalleryQuery,
): Promise<TilesView> {
  const { since } = timesOf(query);
  const after = c.req.query("after");
  const { jobs, next } = await engine.list(c.get("owner"), {
    limit: PAGE_TILES,
    where: isWanted(query, registry),
    ...(after === undefined ? {} : { after }),
    ...(since === undefined ? {} : { since }),
  });
  const now = runtime.now();
  const more = writeQuery(query, next);
  return {
    tiles: jobs.map((job) => viewTile(job, now)),
    ...(next === undefined
      ? {}
      : { more: { href: `/gallery${more}`, part: `/ui/gallery${more}` } }),
    now,
  };
}

function viewTile(job: Job, now: number): TileView {
  const failure = jobFailure(job);
  return {
    id: job.id,
    status: jobStatus(job),
    progress: Math.floor(jobProgress(job, now) * 100),
    prompt: job.request.prompt,
    model: job.request.model,
    createdAt: job.createdAt,
    pictures: jobImages(job).map(viewPicture),
    ...(failure === undefined ? {} : { failure: failure.kind }),
  };
}

/** Models by their own names, and the one that is looked for. */
function modelsToChoose(
  { model }: GalleryQuery,
  models: readonly { readonly id: string; readonly aliasOf?: string }[],
): string[] {
  const ids = models.filter(({ aliasOf }) => aliasOf === undefined).map(({ id }) => id);
  return [...new Set([...ids, ...(model === "" ? [] : [model])])];
}
