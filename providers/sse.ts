/**
 * Reads an event stream as the HTML standard's section 9.2.6 lays it out.
 *
 * @module
 */

import { concat } from "../images/formats/bytes.ts";

/** One event of a stream. */
export interface SseEvent {
  /** What `event:` says; `message` where it says nothing. */
  readonly name: string;
  /** Its `data:` lines, joined by line feeds. */
  readonly data: string;
}

/** Settings of {@linkcode readEvents}. */
export interface SseOptions {
  /** Bytes in one line, and UTF-16 units in one event's data. */
  readonly maxEventSize: number;
}

/** An event is larger than it may be. */
export class OversizedEventError extends Error {
  override readonly name = "OversizedEventError";
}

const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Gives the events of a body as they come. Lines may end in LF, CR or CRLF, and may be cut anywhere;
 * comments, `id:` and `retry:` are left out, as are events without data. Unlike a browser it gives a
 * last event that has no blank line after it: some servers forget that. Leaving the loop cancels the
 * body.
 *
 * @throws {OversizedEventError} when an event is too large; and whatever the body's reading throws
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  { maxEventSize }: SseOptions,
): AsyncGenerator<SseEvent> {
  let fields = NO_FIELDS;
  for await (const line of readLines(body, maxEventSize)) {
    if (line === "") {
      yield* eventOf(fields);
      fields = NO_FIELDS;
    } else {
      fields = withLine(fields, line, maxEventSize);
    }
  }
  yield* eventOf(fields);
}

/** What the lines of an event have said so far. */
interface Fields {
  readonly name: string;
  /** Undefined before the first line of data. */
  readonly data: string | undefined;
}

const NO_FIELDS: Fields = { name: "", data: undefined };

function withLine({ name, data }: Fields, line: string, maxEventSize: number): Fields {
  const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
  if (field === "event") return { name: value, data };
  if (field !== "data") return { name, data };
  const longer = data === undefined ? value : `${data}\n${value}`;
  if (longer.length > maxEventSize) throw oversized(maxEventSize);
  return { name, data: longer };
}

function* eventOf({ name, data }: Fields): Generator<SseEvent> {
  if (data !== undefined) yield { name: name || "message", data };
}

/** Lines are cut as bytes: no byte of a longer character looks like a line's end. */
async function* readLines(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<string> {
  const line = new LineBuffer(maxBytes);
  let lastByte: number | undefined;
  for await (const chunk of body) {
    let start = lastByte === CR && chunk[0] === LF ? 1 : 0;
    for (let end = lineEnd(chunk, start); end >= 0; end = lineEnd(chunk, start)) {
      line.add(chunk.subarray(start, end));
      yield line.take();
      start = chunk[end] === CR && chunk[end + 1] === LF ? end + 2 : end + 1;
    }
    line.add(chunk.subarray(start));
    lastByte = chunk.at(-1) ?? lastByte;
  }
  if (line.sizeBytes > 0) yield line.take();
}

/** Where a line ends, or -1. By hand: two searches would each run to the end every time. */
function lineEnd(chunk: Uint8Array, start: number): number {
  for (let at = start; at < chunk.length; at++) {
    if (chunk[at] === LF || chunk[at] === CR) return at;
  }
  return -1;
}

/** A line whose end has not come yet. */
class LineBuffer {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #sizeBytes = 0;
  #atStart = true;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  add(part: Uint8Array): void {
    this.#sizeBytes += part.length;
    if (this.#sizeBytes > this.#maxBytes) throw oversized(this.#maxBytes);
    this.#parts.push(part);
  }

  take(): string {
    const text = this.#decoder.decode(concat(this.#parts));
    const line = this.#atStart && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    this.#atStart = false;
    this.#sizeBytes = 0;
    this.#parts = [];
    return line;
  }
}

function oversized(maxEventSize: number): OversizedEventError {
  return new OversizedEventError(`An event is larger than ${maxEventSize}`);
}
