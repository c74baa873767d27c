/**
 * What the gallery does with several jobs at once.
 *
 * @module
 */

import { makeZip } from "client-zip";
import { failure, Refusal } from "../../failure.ts";
import { extensionOf } from "../../images/media.ts";
import { type Image, type Job, jobImages } from "../../jobs/job.ts";
import { speak, type Words } from "../../ui/words.ts";
import { requireScope } from "../auth.ts";
import { readBody } from "../body.ts";
import type { App, AppContext } from "../context.ts";
import { attachment, fileNameOf } from "./file_name.ts";
import type { CockpitServices } from "./page.ts";
import { lookOf } from "./visitor.ts";

/** Jobs that can be chosen at once: each costs a read before anything is answered. */
const MAX_JOBS = 500;

const WORDS = {
  none: { en: "Nothing is selected.", zh: "没有选择任何内容。" },
  noPictures: { en: "What is selected has no pictures.", zh: "所选内容中没有图片。" },
  tooMany: {
    en: "{count} jobs are selected: at most {most} can be taken at once.",
    zh: "已选择 {count} 个任务：一次最多 {most} 个。",
  },
} as const satisfies Words;

/** Adds `POST /ui/gallery/zip` and `POST /ui/gallery/delete`; both take a form of `job` fields. */
export function addGalleryActionRoutes(app: App, services: CockpitServices): void {
  const { engine, runtime } = services;

  app.post("/ui/gallery/zip", async function zipPictures(c) {
    const jobs = await chosenJobs(c, services);
    const files = namedFiles(jobs);
    if (files.length === 0) throw refuse(c, "noPictures");
    const name = `darkroom-${new Date(runtime.now()).toISOString().slice(0, 10)}.zip`;
    return c.body(makeZip(readFiles(files, services)), 200, {
      "content-type": "application/zip",
      "content-disposition": attachment(name),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
  });

  app.post("/ui/gallery/delete", async function deleteJobs(c) {
    requireScope(c.get("caller"), "jobs:write");
    const ids = await chosenIds(c);
    for (const id of ids) await engine.remove(id, c.get("owner"));
    return c.redirect("/gallery", 303);
  });
}

/** @throws {Refusal} when none are chosen, or too many */
async function chosenIds(c: AppContext): Promise<string[]> {
  const form = new URLSearchParams(new TextDecoder().decode(await readBody(c)));
  const ids = [...new Set(form.getAll("job"))];
  if (ids.length === 0) throw refuse(c, "none");
  if (ids.length > MAX_JOBS) throw refuse(c, "tooMany", { count: ids.length, most: MAX_JOBS });
  return ids;
}

/** What has expired meanwhile is left out. */
async function chosenJobs(c: AppContext, { engine }: CockpitServices): Promise<Job[]> {
  const ids = await chosenIds(c);
  const jobs = await Promise.all(ids.map((id) => engine.find(id, c.get("owner"))));
  return jobs.filter((job) => job !== undefined);
}

interface NamedFile {
  readonly name: string;
  readonly image: Image;
  /** Epoch milliseconds. */
  readonly madeAt: number;
}

/** Each under a name of its own. */
function namedFiles(jobs: readonly Job[]): NamedFile[] {
  const taken = new Map<string, number>();
  return jobs.flatMap((job) =>
    jobImages(job).map((image) => {
      const { prompt } = job.request;
      const extension = extensionOf(image.mediaType);
      const plain = fileNameOf({ prompt, extension });
      const count = (taken.get(plain) ?? 0) + 1;
      taken.set(plain, count);
      const name = count === 1 ? plain : fileNameOf({ prompt, extension, number: count });
      return { name, image, madeAt: job.endedAt ?? job.createdAt };
    })
  );
}

/**
 * One after the other, as the zip is read. A file that is not what it should be breaks the zip off:
 * half of one must not look whole.
 */
async function* readFiles(files: readonly NamedFile[], { blobs }: CockpitServices) {
  for (const { name, image, madeAt } of files) {
    const info = await blobs.head(image.blobId);
    if (info === undefined) continue;
    yield {
      name,
      input: blobs.stream(info),
      size: info.sizeBytes,
      lastModified: new Date(madeAt),
    };
  }
}

function refuse(
  c: AppContext,
  word: keyof typeof WORDS,
  values: Readonly<Record<string, number>> = {},
): Refusal {
  const message = speak(WORDS, lookOf(c).lang)(word, values);
  return new Refusal(failure("invalid_request", message, { param: "job" }));
}
