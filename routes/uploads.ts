/**
 * Files that callers upload, and those that batches write for them, as OpenAI's API has them. Those
 * of other callers do not exist here.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import { FILE_TTL_MS, type StoredFile } from "../files/file.ts";
import { mediaTypeOfBody } from "./body.ts";
import type { App, AppContext, Services } from "./context.ts";
import { unixSeconds } from "./image_answer.ts";
import { readForm } from "./multipart.ts";
import { parseFields, show } from "./parse.ts";
import {
  type DeletedFile,
  type FileList,
  FileListQuery,
  type FileView,
  UploadFields,
} from "./schemas/uploaded_file.ts";

const PATH = "/v1/files";

/** Names are for people. */
const MAX_NAME_CHARACTERS = 200;

/** What the routes need. */
type UploadServices = Pick<Services, "files" | "runtime">;

/** Adds `/v1/files` and what is below it. */
export function addUploadRoutes(app: App, services: UploadServices): void {
  const { files } = services;

  app.use(`${PATH}/*`, async function keepPrivate(c, next) {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });

  app.post(PATH, async function uploadFile(c) {
    return c.json(viewFile(await storeUpload(c, services)));
  });

  app.get(PATH, async function listFiles(c) {
    const { limit, ...filter } = parseFields(FileListQuery, c.req.query());
    const found = await files.list(c.get("owner"), { ...filter, limit: limit + 1 });
    return c.json(listOf(found.slice(0, limit), found.length > limit));
  });

  app.get(`${PATH}/:id`, async function getFileFacts(c) {
    return c.json(viewFile(await find(c, services)));
  });

  app.delete(`${PATH}/:id`, async function deleteFile(c) {
    const id = c.req.param("id");
    if (!await files.remove(c.get("owner"), id)) throw notFound(id);
    return c.json({ id, object: "file", deleted: true } satisfies DeletedFile);
  });

  app.get(`${PATH}/:id/content`, async function getFileContent(c) {
    const file = await find(c, services);
    const name = encodeURIComponent(file.filename);
    return c.body(ReadableStream.from(files.parts(file)), 200, {
      "content-type": "application/octet-stream",
      "content-length": String(file.sizeBytes),
      "content-disposition": `attachment; filename*=UTF-8''${name}`,
      "x-content-type-options": "nosniff",
    });
  });
}

async function storeUpload(c: AppContext, { files, runtime }: UploadServices): Promise<StoredFile> {
  const type = mediaTypeOfBody(c.req.raw.headers);
  if (type !== "multipart/form-data") {
    const message =
      `The body is "${type}": send a form (multipart/form-data) with file and purpose`;
    throw new Refusal(failure("unsupported_content_type", message));
  }
  const form = await readForm(c);
  const { purpose, expires_after } = parseFields(UploadFields, readFields(form));
  const file = form.get("file");
  if (!(file instanceof File)) throw refuseNoFile();
  const createdAt = runtime.now();
  const keepMs = expires_after === undefined ? FILE_TTL_MS : expires_after.seconds * 1_000;
  return await files.add({
    owner: c.get("owner"),
    filename: file.name.slice(0, MAX_NAME_CHARACTERS).toWellFormed(),
    purpose,
    createdAt,
    expiresAt: createdAt + keepMs,
  }, await file.bytes());
}

/** `expires_after[seconds]` is `seconds` in `expires_after`. */
function readFields(form: FormData): Record<string, unknown> {
  const anchor = form.get("expires_after[anchor]");
  const seconds = form.get("expires_after[seconds]");
  const isGiven = anchor !== null || seconds !== null;
  const lifetime = {
    ...(anchor === null ? {} : { anchor }),
    ...(seconds === null ? {} : { seconds }),
  };
  return {
    purpose: form.get("purpose") ?? undefined,
    ...(isGiven ? { expires_after: lifetime } : {}),
  };
}

async function find(c: AppContext, { files }: UploadServices): Promise<StoredFile> {
  const id = c.req.param("id") ?? "";
  const file = await files.find(c.get("owner"), id);
  if (file === undefined) throw notFound(id);
  return file;
}

function viewFile(file: StoredFile): FileView {
  return {
    id: file.id,
    object: "file",
    bytes: file.sizeBytes,
    created_at: unixSeconds(file.createdAt),
    expires_at: unixSeconds(file.expiresAt),
    filename: file.filename,
    purpose: file.purpose,
    status: "processed",
  };
}

function listOf(page: readonly StoredFile[], has_more: boolean): FileList {
  const data = page.map(viewFile);
  const first_id = data[0]?.id ?? null;
  const last_id = data.at(-1)?.id ?? null;
  return { object: "list", data, first_id, last_id, has_more };
}

function refuseNoFile(): Refusal {
  const message = "file is missing: send it as a part of the form with a filename";
  const code = "missing_required_parameter";
  return new Refusal(failure("invalid_request", message, { param: "file", code }));
}

function notFound(id: string): Refusal {
  return new Refusal(failure("not_found", `There is no file ${show(id)}`, { param: "id" }));
}
