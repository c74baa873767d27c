/**
 * The catalogue of log events: one line each, with units in the field names. Never keys or image
 * bytes, and prompts only where the operator asks for them.
 *
 * @module
 */

import type { FailureKind, Json } from "./failure.ts";

/** Everything the program writes to its log. */
export type LogEvent =
  | {
    readonly event: "server_started";
    readonly address: string;
    readonly version: string;
    readonly waker: string;
    readonly startMs: number;
  }
  | {
    readonly event: "server_stopped";
    readonly signal: string;
    readonly drainMs: number;
    readonly handedBack: number;
  }
  | {
    readonly event: "request";
    readonly requestId: string;
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly durationMs: number;
    readonly jobId?: string;
  }
  | {
    readonly event: "job_accepted";
    readonly jobId: string;
    readonly model: string;
    readonly images: number;
    /** Only with `LOG_PROMPTS`. */
    readonly prompt?: string;
    readonly negativePrompt?: string;
  }
  | {
    readonly event: "task";
    readonly jobId: string;
    readonly task: number;
    readonly attempt: number;
    readonly provider: string;
    readonly from: string;
    readonly to: string;
    readonly durationMs?: number;
    readonly failure?: FailureKind;
    readonly message?: string;
    readonly detail?: Json;
  }
  | {
    /** It may have arrived; the upstream is asked after it. */
    readonly event: "submit_lost";
    readonly jobId: string;
    readonly task: number;
    readonly attempt: number;
    readonly provider: string;
    readonly failure: FailureKind;
    readonly message: string;
    readonly detail?: Json;
  }
  | {
    readonly event: "job_ended";
    readonly jobId: string;
    readonly status: string;
    readonly images: number;
    readonly durationMs: number;
  }
  | {
    readonly event: "batch_ended";
    readonly batchId: string;
    readonly status: string;
    readonly completed: number;
    readonly failed: number;
    readonly durationMs: number;
  }
  | {
    readonly event: "webhook_delivered";
    readonly deliveryId: string;
    readonly type: string;
    /** Never more of the address: path and query may hold the receiver's secrets. */
    readonly origin: string;
    readonly tries: number;
    readonly status: number;
    readonly durationMs: number;
  }
  | {
    readonly event: "webhook_failed";
    readonly deliveryId: string;
    readonly type: string;
    readonly origin: string;
    readonly tries: number;
    readonly status?: number;
    readonly error: string;
    readonly durationMs: number;
    /** Absent: it is given up. */
    readonly nextTryInMs?: number;
  }
  | { readonly event: "webhook_endpoint_disabled"; readonly endpointId: string }
  /** Where names lead is not checked again as connections are opened: the platform does not let us. */
  | { readonly event: "outlet_unguarded"; readonly reason: string }
  | {
    /** A rule about prompts found something. */
    readonly event: "content_rule";
    readonly owner: string;
    readonly rule: string;
    readonly action: string;
    /** In the prompt, or in the negative one. */
    readonly place: string;
  }
  | { readonly event: "moderation_failed"; readonly message: string }
  | { readonly event: "sweep"; readonly uploadsRemoved: number }
  | { readonly event: "lease_lost"; readonly jobId: string }
  | { readonly event: "orphans_claimed"; readonly jobs: number }
  | {
    readonly event: "bug";
    readonly where: string;
    readonly message: string;
    readonly stack?: string;
    readonly requestId?: string;
    readonly jobId?: string;
  };
