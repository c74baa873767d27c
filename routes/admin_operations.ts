/**
 * The documented operations of keys, of what was used, and of the audit log.
 *
 * @module
 */

import { z } from "zod";
import { AT_EVERY_DOOR, id, type Operation } from "./operation.ts";
import {
  AuditList,
  AuditListQuery,
  KeyBody,
  KeyChanges,
  KeyList,
  KeyListQuery,
  KeyView,
  KeyWithText,
  KeyWithUse,
  RotateKeyBody,
} from "./schemas/access_key.ts";
import { UsageQuery, UsageReport } from "./schemas/usage.ts";

const KEYS = "/v1/admin/keys";

const keyId = id("The key's id.");

/** A JSON body, taken or given. */
const json = (schema: z.ZodType) => ({ "application/json": schema });
const answer = (description: string, schema: z.ZodType) => ({
  200: { description, content: json(schema) },
});

const OF_BODIES = ["invalid_request", "body_too_large", "unsupported_content_type"] as const;

/** In the order of the documentation. */
export const ADMIN_OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: KEYS,
    tag: "Keys",
    summary: "Make a key",
    description: "Its text is in this answer and nowhere else: only a digest of it is kept.",
    body: json(KeyBody),
    answers: answer("The key and its text.", KeyWithText),
    refusals: [...AT_EVERY_DOOR, ...OF_BODIES],
  },
  {
    method: "get",
    path: KEYS,
    tag: "Keys",
    summary: "List keys, newest first",
    query: KeyListQuery,
    answers: answer("One page.", KeyList),
    refusals: [...AT_EVERY_DOOR, "invalid_request", "not_found"],
  },
  {
    method: "get",
    path: `${KEYS}/{id}`,
    tag: "Keys",
    summary: "Look at a key, and at what it has used of its limits",
    params: keyId,
    answers: answer("The key.", KeyWithUse),
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "post",
    path: `${KEYS}/{id}`,
    tag: "Keys",
    summary: "Change a key",
    params: keyId,
    body: json(KeyChanges),
    answers: answer("The key as it is now.", KeyView),
    refusals: [...AT_EVERY_DOOR, ...OF_BODIES, "not_found"],
  },
  {
    method: "post",
    path: `${KEYS}/{id}/rotate`,
    tag: "Keys",
    summary: "Give a key a new text",
    description: "Those before it open the door until the overlap is over; with 0, no longer.",
    params: keyId,
    body: json(RotateKeyBody),
    answers: answer("The key and its new text.", KeyWithText),
    refusals: [...AT_EVERY_DOOR, ...OF_BODIES, "not_found"],
  },
  {
    method: "post",
    path: `${KEYS}/{id}/revoke`,
    tag: "Keys",
    summary: "End a key for good",
    description: "Within a second no instance lets it in any more. Its jobs go on to their end.",
    params: keyId,
    answers: answer("The key, revoked.", KeyView),
    refusals: [...AT_EVERY_DOOR, "not_found"],
  },
  {
    method: "get",
    path: "/v1/usage",
    tag: "Keys",
    summary: "See what was used, by day, model, provider and key",
    description: "Days are those of UTC. A request counts on the day on which its job ended.",
    query: UsageQuery,
    answers: {
      200: {
        description: "What was used.",
        content: { "application/json": UsageReport, "text/csv": z.string() },
      },
    },
    refusals: [...AT_EVERY_DOOR, "invalid_request"],
  },
  {
    method: "get",
    path: "/v1/admin/audit",
    tag: "Keys",
    summary: "List what was done with keys, newest first",
    query: AuditListQuery,
    answers: answer("One page.", AuditList),
    refusals: [...AT_EVERY_DOOR, "invalid_request"],
  },
];
