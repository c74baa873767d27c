/**
 * What upstreams do wrong, and what an adapter must make of it.
 *
 * @module
 */

import type { FailureKind } from "../../failure.ts";
import type { Fault } from "../fakes/faults.ts";

/** A fault of a submit, and the failure that it is. */
export interface KnownFault {
  readonly what: string;
  readonly fault: Fault;
  readonly kind: FailureKind;
  readonly retryAfterMs?: number;
}

const PAGE = { "content-type": "text/html; charset=utf-8" };
const CHALLENGE = "<!DOCTYPE html><html><title>Just a moment...</title></html>";
const BUSY = { message: "Too many requests" };

/** Whatever the upstream, these are told apart by whether the submit may have been accepted. */
export function knownFaults(now: number): readonly KnownFault[] {
  const soon = new Date(now + 30_000).toUTCString();
  return [
    {
      what: "429 with Retry-After in seconds",
      fault: { status: 429, headers: { "retry-after": "7" }, body: BUSY },
      kind: "rate_limited",
      retryAfterMs: 7_000,
    },
    {
      what: "429 with Retry-After as a date",
      fault: { status: 429, headers: { "retry-after": soon }, body: BUSY },
      kind: "rate_limited",
      retryAfterMs: 30_000,
    },
    { what: "429 alone", fault: { status: 429, body: BUSY }, kind: "rate_limited" },
    { what: "401", fault: { status: 401, body: {} }, kind: "upstream_auth" },
    { what: "402", fault: { status: 402, body: {} }, kind: "upstream_quota" },
    { what: "500", fault: { status: 500, body: { error: "oops" } }, kind: "no_answer" },
    { what: "502", fault: { status: 502, body: "Bad gateway" }, kind: "no_answer" },
    { what: "504", fault: { status: 504, body: "" }, kind: "no_answer" },
    { what: "520", fault: { status: 520, headers: PAGE, body: CHALLENGE }, kind: "no_answer" },
    { what: "503", fault: { status: 503, body: {} }, kind: "unavailable" },
    {
      what: "a challenge page with 403",
      fault: { status: 403, headers: PAGE, body: CHALLENGE },
      kind: "unavailable",
    },
    {
      what: "a challenge page with 200",
      fault: { headers: PAGE, body: CHALLENGE },
      kind: "bad_response",
    },
    { what: "half of the answer", fault: { truncate: true }, kind: "bad_response" },
    {
      what: "JSON that is none",
      fault: { headers: { "content-type": "application/json" }, body: "{'a': 1}" },
      kind: "bad_response",
    },
    {
      what: "another type of answer",
      fault: { headers: { "content-type": "image/gif" }, body: "GIF89a" },
      kind: "bad_response",
    },
    { what: "an empty object", fault: { body: {} }, kind: "bad_response" },
    { what: "an empty list", fault: { body: [] }, kind: "bad_response" },
    { what: "nothing", fault: { status: 200, body: "" }, kind: "bad_response" },
    {
      what: "a redirect",
      fault: { status: 302, headers: { location: "http://169.254.169.254/" }, body: "" },
      kind: "bad_response",
    },
    { what: "a cut connection", fault: { cut: true }, kind: "no_answer" },
    {
      what: "a connection cut after it was accepted",
      fault: { cut: true, accepts: true },
      kind: "no_answer",
    },
  ];
}
