/**
 * The requests of an input file, read as they are asked for.
 *
 * @module
 */

import { PART_BYTES, type StoredFile } from "../files/file.ts";
import type { Files } from "../files/files.ts";
import { readLines } from "../files/lines.ts";
import type { Batch } from "./batch.ts";
import { MAX_LINE_BYTES, type ReadLine, readRequest } from "./request_line.ts";

/** A request where it stands. */
export interface PlacedRequest {
  /** From 0; empty lines do not count. */
  readonly index: number;
  /** Its line, from 1; known only to who reads from the beginning. */
  readonly line: number;
  /** Where the next line begins. */
  readonly end: number;
  readonly read: ReadLine;
}

/** The requests from a batch's cursor on; the same ones for everybody who reads. */
export async function* requestsFrom(
  files: Pick<Files, "parts">,
  file: StoredFile,
  { endpoint, cursor }: Pick<Batch, "endpoint" | "cursor">,
): AsyncGenerator<PlacedRequest> {
  const first = Math.floor(cursor.at / PART_BYTES);
  const options = { at: first * PART_BYTES, from: cursor.at, maxBytes: MAX_LINE_BYTES };
  let { index } = cursor;
  let line = 0;
  for await (const { bytes, end } of readLines(files.parts(file, first), options)) {
    line++;
    const read = readRequest(bytes, endpoint);
    if (read !== undefined) yield { index: index++, line, end, read };
  }
}
