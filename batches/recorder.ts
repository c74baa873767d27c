/**
 * Writes what came of lines to a batch's files: many lines to a part, and each part in the commit
 * that says so in the record.
 *
 * @module
 */

import { type FilePart, PART_BYTES } from "../files/file.ts";
import type { Files } from "../files/files.ts";
import { OVER } from "../follow.ts";
import { concat } from "../images/formats/bytes.ts";
import type { Runtime } from "../runtime.ts";
import { type Batch, settle } from "./batch.ts";
import type { Lease } from "./lease.ts";
import type { Result } from "./result_line.ts";

/** Takes results. */
export interface Recorder {
  /** They are written soon. */
  add(result: Result): void;
  /** Writes what was added so far; rejects when the store cannot be reached. */
  flush(): Promise<void>;
  /** Bytes that are not written yet. */
  readonly heldBytes: number;
}

/** What a recorder needs. */
export interface RecorderOptions {
  readonly lease: Lease;
  readonly files: Files;
  readonly runtime: Runtime;
  /** Told after each write. */
  readonly recorded: () => void;
  /** Told why a write that nobody waits for came to nothing. */
  readonly broken: (error: unknown) => void;
}

/** A part of about this size is written at once. */
const FLUSH_BYTES = 1_024 * 1_024;

/** A smaller one after this time: that much progress may have to be looked up again after a crash. */
const FLUSH_MS = 2_000;

/** An end may come a little late. */
const SLACK_MS = 3_600_000;

/** Creates one for a lease. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { lease, files, runtime, recorded, broken } = options;
  let waiting: Result[] = [];
  let heldBytes = 0;
  let alarm = new AbortController();
  let turn: Promise<unknown> = Promise.resolve();

  function flush(): Promise<void> {
    const flushed = turn.then(writeWaiting);
    turn = flushed.catch(() => undefined);
    return flushed;
  }

  async function flushLater(): Promise<void> {
    const { signal } = alarm;
    await runtime.sleep(FLUSH_MS, signal);
    if (!signal.aborted) await flush();
  }

  async function writeWaiting(): Promise<void> {
    alarm.abort(OVER);
    alarm = new AbortController();
    const taken = waiting.toSorted((a, b) => a.index - b.index);
    waiting = [];
    if (taken.length === 0) return;
    const good = taken.filter(({ isGood }) => isGood);
    const bad = taken.filter(({ isGood }) => !isGood);
    const [output, errors] = [await store(good), await store(bad)];
    const came = {
      lines: taken.map(({ index, end }): [number, number] => [index, end]),
      completed: good.length,
      failed: bad.length,
      output: sizesOf(output),
      errors: sizesOf(errors),
    };
    await lease.update((batch) => settle(batch, came), (before) => (operation) => {
      adopt(operation, before.output, output);
      adopt(operation, before.errors, errors);
    });
    heldBytes -= bytesIn(taken);
    recorded();
  }

  function adopt(
    operation: Deno.AtomicOperation,
    file: Batch["output"],
    list: readonly FilePart[],
  ): void {
    files.adopt(operation, file.id, { first: file.parts, list });
  }

  async function store(results: readonly Result[]): Promise<FilePart[]> {
    const expiresAt = lease.batch.expiresAt + lease.batch.outputKeepMs + SLACK_MS;
    const bytes = concat(results.map((result) => result.bytes));
    const parts: FilePart[] = [];
    for (let at = 0; at < bytes.length; at += PART_BYTES) {
      parts.push(await files.putPart(bytes.slice(at, at + PART_BYTES), expiresAt));
    }
    return parts;
  }

  return {
    flush,

    add(result) {
      waiting.push(result);
      heldBytes += result.bytes.length;
      const written = bytesIn(waiting) >= FLUSH_BYTES
        ? flush()
        : waiting.length === 1
        ? flushLater()
        : undefined;
      written?.catch(broken);
    },

    get heldBytes() {
      return heldBytes;
    },
  };
}

function bytesIn(results: readonly Result[]): number {
  return results.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function sizesOf(parts: readonly FilePart[]): { parts: number; sizeBytes: number } {
  return {
    parts: parts.length,
    sizeBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}
