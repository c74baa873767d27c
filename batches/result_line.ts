/**
 * What came of a request, as a line of one of a batch's files. Pure.
 *
 * @module
 */

import { concat } from "../images/formats/bytes.ts";
import { type Batch, requestIdOf } from "./batch.ts";
import type { Answer } from "./press.ts";

/** A line of a file, and which of the two it goes to. */
export interface Result {
  /** The request's number, from 0. */
  readonly index: number;
  /** Where its line ends in the input. */
  readonly end: number;
  readonly isGood: boolean;
  /** With its line feed. */
  readonly bytes: Uint8Array;
}

/** The request that it is about. */
export interface About {
  readonly index: number;
  readonly end: number;
  readonly customId: string;
}

const encoder = new TextEncoder();

/** Passes on an answer as it is; those that are no 2xx are errors. */
export function answeredResult(batch: Batch, about: About, answer: Answer): Result {
  const { status, requestId, jobId, warnings, body } = answer;
  const head = JSON.stringify({ status_code: status, request_id: requestId }).slice(0, -1);
  const job = jobId === undefined ? "" : `,"job_id":${JSON.stringify(jobId)}`;
  const told = warnings === undefined ? "" : `,"warnings":${warnings}`;
  const bytes = concat([
    encoder.encode(`${opening(batch, about)},"response":${head}${job}${told},"body":`),
    body,
    encoder.encode(`},"error":null}\n`),
  ]);
  return { index: about.index, end: about.end, isGood: status >= 200 && status < 300, bytes };
}

/** A request that was not answered in time. */
export function expiredResult(batch: Batch, about: About): Result {
  const error = {
    code: "batch_expired",
    message: "This request could not be executed before the completion window expired.",
  };
  const text = `${opening(batch, about)},"response":null,"error":${JSON.stringify(error)}}\n`;
  return { index: about.index, end: about.end, isGood: false, bytes: encoder.encode(text) };
}

function opening(batch: Batch, { index, customId }: About): string {
  const fields = { id: requestIdOf(batch, index), custom_id: customId };
  return JSON.stringify(fields).slice(0, -1);
}
