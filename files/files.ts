/**
 * Files in parts: a record for each file, and blobs small enough that nobody has to hold a whole
 * file in memory to read it.
 *
 * @module
 */

import { concat } from "../images/formats/bytes.ts";
import type { Runtime } from "../runtime.ts";
import { type Blobs, randomBlobId } from "../store/blobs.ts";
import { commit, unlocked } from "../store/commit.ts";
import { KEYS, PREFIXES } from "../store/keys.ts";
import { createTable } from "../store/table.ts";
import { FilePart, type FilePurpose, PART_BYTES, StoredFile } from "./file.ts";

/** Which files a listing shows. */
export interface FileFilter {
  readonly limit: number;
  readonly order: "asc" | "desc";
  /** The id before the page. */
  readonly after?: string | undefined;
  readonly purpose?: FilePurpose | undefined;
}

/** A file that ends before its time: it was deleted, or it expired, while it was read. */
export class FileGone extends Error {
  /** Always this. */
  override readonly name = "FileGone";
}

/** Files of all callers. Those of others do not exist for an owner. */
export interface Files {
  /** Stores an upload. */
  add(file: Omit<StoredFile, "v" | "id" | "sizeBytes">, bytes: Uint8Array): Promise<StoredFile>;
  /** Undefined: no such file of this owner, or it has expired. */
  find(owner: string, id: string): Promise<StoredFile | undefined>;
  list(owner: string, filter: FileFilter): Promise<StoredFile[]>;
  /** Removes a file with its bytes; false: no such file of this owner. */
  remove(owner: string, id: string): Promise<boolean>;
  /**
   * The parts one after the other, read as they are asked for.
   *
   * @param first the index of the first one wanted
   * @throws {FileGone} when they end before the file's size
   */
  parts(file: StoredFile, first?: number): AsyncGenerator<Uint8Array<ArrayBuffer>>;
  /** All bytes at once, for files that are known to be small. */
  read(file: StoredFile): Promise<Uint8Array<ArrayBuffer>>;
  /** Stores a part of a file that is being written; without `adopt` it is nobody's, and expires. */
  putPart(bytes: Uint8Array<ArrayBuffer>, expiresAt: number): Promise<FilePart>;
  /** Adds to an operation what makes parts, from an index on, those of a file. */
  adopt(
    operation: Deno.AtomicOperation,
    id: string,
    parts: { readonly first: number; readonly list: readonly FilePart[] },
  ): void;
  /** Adds a file's record to an operation. */
  record(operation: Deno.AtomicOperation, file: StoredFile): void;
}

/** What files need. */
export interface FilesOptions {
  readonly kv: Deno.Kv;
  readonly blobs: Blobs;
  readonly runtime: Runtime;
}

/** Nobody's picture, whoever guesses the blob's id. */
const MEDIA_TYPE = "application/octet-stream";

/** Creates them. */
export function createFiles({ kv, blobs, runtime }: FilesOptions): Files {
  const expiresAt = (value: { readonly expiresAt: number }) => value.expiresAt;
  const records = createTable<StoredFile>({ kv, runtime, schema: StoredFile, expiresAt });
  const places = createTable<FilePart>({ kv, runtime, schema: FilePart, expiresAt });

  const files: Files = {
    async add(about, bytes) {
      const id = `file-${runtime.uuid()}`;
      const file: StoredFile = { v: 1, id, ...about, sizeBytes: bytes.length };
      const list: FilePart[] = [];
      for (let at = 0; at < bytes.length; at += PART_BYTES) {
        list.push(await files.putPart(bytes.slice(at, at + PART_BYTES), file.expiresAt));
      }
      const operation = kv.atomic();
      files.adopt(operation, id, { first: 0, list });
      files.record(operation, file);
      await commit(operation, runtime);
      return file;
    },

    async find(owner, id) {
      return (await records.get(KEYS.file(owner, id)))?.value;
    },

    async list(owner, { limit, order, after, purpose }) {
      const found: StoredFile[] = [];
      const rows = kv.list<Uint8Array>(selectorOf(owner, order, after), {
        reverse: order === "desc",
        batchSize: 100,
      });
      for await (const { value } of rows) {
        const file = StoredFile.parse(JSON.parse(new TextDecoder().decode(value)));
        if (file.expiresAt <= runtime.now()) continue;
        if (purpose === undefined || file.purpose === purpose) found.push(file);
        if (found.length === limit) break;
      }
      return found;
    },

    async remove(owner, id) {
      const key = KEYS.file(owner, id);
      const { value, versionstamp } = await records.look(key);
      if (value === undefined) return false;
      // The record goes first: from then on nobody begins to read. What a crash leaves expires.
      const gone = kv.atomic().check({ key, versionstamp }).delete(key);
      if (await commit(gone, runtime) === undefined) return false;
      await removeParts(id);
      return true;
    },

    async *parts(file, first = 0) {
      let left = file.sizeBytes - first * PART_BYTES;
      for (let index = first; left > 0; index++) {
        const part = await places.get(KEYS.filePart(file.id, index));
        const bytes = part && await blobs.read(part.value.blobId);
        if (bytes === undefined) throw new FileGone(`File ${file.id} is gone`);
        left -= bytes.length;
        yield bytes;
      }
    },

    async read(file) {
      return concat(await Array.fromAsync(files.parts(file)));
    },

    async putPart(bytes, expiresAt) {
      const id = randomBlobId();
      await blobs.put(bytes, { id, mediaType: MEDIA_TYPE, expiresAt });
      return { v: 1, blobId: id, sizeBytes: bytes.length, expiresAt };
    },

    adopt(operation, id, { first, list }) {
      for (const [offset, part] of list.entries()) {
        places.set(operation, KEYS.filePart(id, first + offset), part);
      }
    },

    record(operation, file) {
      records.set(operation, KEYS.file(file.owner, file.id), file);
    },
  };
  return files;

  async function removeParts(id: string): Promise<void> {
    for await (const { key, value } of kv.list<Uint8Array>({ prefix: PREFIXES.fileParts(id) })) {
      const { blobId } = FilePart.parse(JSON.parse(new TextDecoder().decode(value)));
      await blobs.delete(blobId);
      await unlocked(() => kv.delete(key), runtime);
    }
  }
}

function selectorOf(
  owner: string,
  order: FileFilter["order"],
  after: string | undefined,
): Deno.KvListSelector {
  const prefix = PREFIXES.files(owner);
  if (after === undefined) return { prefix };
  // The first key behind it: ids hold no character below "!".
  if (order === "asc") return { prefix, start: KEYS.file(owner, `${after}!`) };
  return { prefix, end: KEYS.file(owner, after) };
}
