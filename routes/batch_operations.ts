/**
 * The documented operations of batches and of the files that they read and write.
 *
 * @module
 */

import { z } from "zod";
import { AT_EVERY_DOOR, id, type Operation } from "./operation.ts";
import { BatchBody, BatchList, BatchListQuery, BatchView } from "./schemas/batch.ts";
import {
  DeletedFile,
  FileList,
  FileListQuery,
  FileView,
  UploadForm,
} from "./schemas/uploaded_file.ts";

const FILES = "/v1/files";
const BATCHES = "/v1/batches";

const fileId = id("The file's id.");
const batchId = id("The batch's id.");

/** A JSON body, taken or given. */
const json = (schema: z.ZodType) => ({ "application/json": schema });
const answer = (description: string, schema: z.ZodType) => ({
  200: { description, content: json(schema) },
});

const OF_BODIES = ["invalid_request", "body_too_large", "unsupported_content_type"] as const;

/** In the order of the documentation. */
export const BATCH_OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: FILES,
    tag: "Batches",
    summary: "Upload a file",
    description: "The input of a batch, or a picture that requests then name by its `file_id`.",
    body: { "multipart/form-data": UploadForm },
    answers: answer("The file.", FileView),
    refusals: [...AT_EVERY_DOOR, ...OF_BODIES],
  },
  {
    method: "get",
    path: FILES,
    tag: "Batches",
    summary: "List files",
    query: FileListQuery,
    answers: answer("One page.", FileList),
    refusals: [...AT_EVERY_DOOR, "invalid_request"],
  },
  {
    method: "get",
    path: `${FILES}/{id}`,
    tag: "Batches",
    summary: "Look at a file",
    params: fileId,
    answers: answer("The file.", FileView),
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "delete",
    path: `${FILES}/{id}`,
    tag: "Batches",
    summary: "Delete a file",
    description: "A batch that still reads it fails.",
    params: fileId,
    answers: answer("It is gone.", DeletedFile),
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "get",
    path: `${FILES}/{id}/content`,
    tag: "Batches",
    summary: "Read a file",
    params: fileId,
    answers: {
      200: {
        description: "Its bytes.",
        content: { "application/octet-stream": z.string().meta({ format: "binary" }) },
      },
    },
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "post",
    path: BATCHES,
    tag: "Batches",
    summary: "Start a batch",
    description: "Its file is looked through first: with a faulty line in it the batch is " +
      "`failed`, and nothing is started. Each request then is a job of its own, behind everybody " +
      "who waits for an answer.",
    body: json(BatchBody),
    answers: answer("The batch.", BatchView),
    refusals: [...AT_EVERY_DOOR, ...OF_BODIES, "not_found"],
  },
  {
    method: "get",
    path: BATCHES,
    tag: "Batches",
    summary: "List batches, newest first",
    query: BatchListQuery,
    answers: answer("One page.", BatchList),
    refusals: [...AT_EVERY_DOOR, "invalid_request"],
  },
  {
    method: "get",
    path: `${BATCHES}/{id}`,
    tag: "Batches",
    summary: "Look at a batch",
    params: batchId,
    answers: answer("The batch.", BatchView),
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "post",
    path: `${BATCHES}/{id}/cancel`,
    tag: "Batches",
    summary: "Cancel a batch",
    description: "Starts no more, ends the jobs under way, and keeps what has come.",
    params: batchId,
    answers: answer("The batch: `cancelling`, and `cancelled` a little later.", BatchView),
    refusals: [...AT_EVERY_DOOR, "invalid_request", "not_found"],
  },
];
