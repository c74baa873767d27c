/**
 * Immutable bytes under an id. A blob exists exactly when its manifest does, and the manifest is
 * written last.
 *
 * @module
 */

/** What is known of a blob without reading its bytes. */
export interface BlobInfo {
  /** Its name in the store. */
  readonly id: string;
  /** As whoever stored it said. */
  readonly mediaType: string;
  /** Of all its bytes. */
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds; from then on the blob does not exist, whether swept yet or not. */
  readonly expiresAt: number;
}

/** How to store a blob. */
export interface PutBlob {
  /** Must not be guessable where bytes are served by it. */
  readonly id: string;
  /** What the bytes are. */
  readonly mediaType: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Bytes `start` to `end`, both included, as in an HTTP Range. */
export interface ByteRange {
  /** The first byte's place, from 0. */
  readonly start: number;
  /** The last byte's place. */
  readonly end: number;
}

/** An address that anybody can read a blob's bytes at for a while. */
export interface PublicUrl {
  /** Where they are. */
  readonly url: string;
  /** Epoch milliseconds; never later than the blob's own. */
  readonly expiresAt: number;
}

/** A stored blob that is not what was promised, or a store that does not do its work. */
export class BlobError extends Error {
  /** Always this. */
  override readonly name = "BlobError";
  /** The store could not be reached or was busy: later the same may work. */
  readonly isPassing: boolean;

  /** `cause` is what the platform said. */
  constructor(message: string, options: { isPassing?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.isPassing = options.isPassing ?? false;
  }
}

/** A place for bytes: chunks in KV, or a bucket. */
export interface Blobs {
  /** Stores the bytes; an id that exists already keeps what it has and is returned as it is. */
  put(bytes: Uint8Array<ArrayBuffer>, options: PutBlob): Promise<BlobInfo>;
  /** What is known of a blob; undefined when there is none. */
  head(id: string): Promise<BlobInfo | undefined>;
  /**
   * All bytes, verified against size and SHA-256; undefined when there is no such blob. The array
   * may be shared with others: it must not be written to.
   */
  read(id: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The bytes as they come; the stream errors when they are not what the manifest says. */
  stream(info: BlobInfo, range?: ByteRange): ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Removes a blob, or nothing. */
  delete(id: string): Promise<void>;
  /** Removes what crashed writers or time left behind; returns how many it removed. */
  sweep(): Promise<number>;
  /** Where outsiders can read the bytes without us; absent when we pass them on. */
  publicUrl?(info: BlobInfo): Promise<PublicUrl>;
}

/** A fresh, unguessable id: 128 random bits. */
export function randomBlobId(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}
