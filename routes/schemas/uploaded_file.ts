/**
 * The wire shape of uploaded files, as in OpenAI's API.
 *
 * @module
 */

import { z } from "zod";
import { FilePurpose, PURPOSES } from "../../files/file.ts";
import { integer, oneOf, text } from "./fields.ts";

const seconds = z.int().meta({ description: "Unix seconds.", example: 1_763_683_200 });

/** A time of life in seconds, an hour to 30 days, counted from the creation. */
export const Lifetime = z.object({
  anchor: oneOf(["created_at"]),
  seconds: integer({ min: 3_600, max: 2_592_000 }).meta({ description: "3600 to 2592000." }),
}, { error: 'use an object such as {"anchor": "created_at", "seconds": 86400}' });

/** The fields of an upload's form beside the file. */
export const UploadFields = z.object({
  purpose: oneOf(PURPOSES).meta({
    description: "`batch` for the input of a batch; pictures to work on may have any.",
  }),
  expires_after: Lifetime.optional().meta({ description: "Absent: 30 days." }),
});

/** The form of `POST /v1/files`. */
export const UploadForm = UploadFields.extend({
  file: z.string().meta({ format: "binary", description: "At most 64 MB with the whole form." }),
}).meta({ id: "CreateFileRequest", description: "A file to be kept." });

/** Query of `GET /v1/files`. */
export const FileListQuery = z.object({
  purpose: oneOf(FilePurpose.options).optional(),
  limit: integer({ min: 1, max: 10_000 }).default(10_000),
  order: oneOf(["asc", "desc"]).default("desc"),
  after: text(100).optional().meta({ description: "The `id` before the page." }),
});

/** A file, without its bytes. */
export const FileView = z.object({
  id: z.string().meta({ example: "file-019a9f3c6d5e7c3f8a1b2c3d4e5f6071" }),
  object: z.literal("file"),
  bytes: z.int(),
  created_at: seconds,
  expires_at: seconds,
  filename: z.string(),
  purpose: FilePurpose,
  status: z.literal("processed"),
}).meta({ id: "File", description: "A file that is kept." });
/** See {@linkcode FileView}. */
export type FileView = z.infer<typeof FileView>;

/** One page of files. */
export const FileList = z.object({
  object: z.literal("list"),
  data: z.array(FileView),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
}).meta({ id: "FileList", description: "One page of files." });
/** See {@linkcode FileList}. */
export type FileList = z.infer<typeof FileList>;

/** The answer to a deletion. */
export const DeletedFile = z.object({
  id: z.string(),
  object: z.literal("file"),
  deleted: z.literal(true),
}).meta({ id: "DeletedFile", description: "It is gone with its bytes." });
/** See {@linkcode DeletedFile}. */
export type DeletedFile = z.infer<typeof DeletedFile>;
