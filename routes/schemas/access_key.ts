/**
 * The wire shape of keys, and of the log of what is done with them.
 *
 * @module
 */

import { z } from "zod";
import { ContentRules } from "../../access/content_rules.ts";
import { AUDITED } from "../../access/audit.ts";
import { DEFAULT_SCOPES, SCOPES } from "../../access/scope.ts";
import { decimal, integer, oneOf, requiredText, text } from "./fields.ts";

const seconds = z.int().meta({ description: "Unix seconds.", example: 1_763_683_200 });

const name = requiredText(200).meta({ description: "For people.", example: "The shop" });
const scopes = z.array(oneOf(SCOPES), { error: `use a list of ${SCOPES.join(", ")}` }).meta({
  description: "What the key may do. `admin` includes all others.",
  example: ["generate", "jobs:read"],
});
const MOST = 1_000_000_000;
const MOST_USD = 1_000_000;

const limit = (min: number, description: string) =>
  integer({ min, max: MOST }).nullable().optional().meta({ description });

const terms = {
  models: z.array(requiredText(100), { error: "use a list of model ids" }).max(100, {
    error: "use at most 100 model ids",
  }).nullable().optional().meta({
    description: "The only models that it may use: ids, or beginnings of ids with a `*` behind. " +
      "`auto` has to be among them to be used. Null: all models.",
    example: ["studio", "openai/*"],
  }),
  max_concurrent_jobs: limit(1, "Jobs that have not ended. Null: any number."),
  requests_per_minute: limit(1, "Requests for pictures; others are not counted. Null: any number."),
  images_per_minute: limit(1, "Images asked for. Null: any number."),
  images_per_day: limit(0, "Images, in a day of UTC. Null: any number."),
  images_per_month: limit(0, "Images, in a month of UTC. Null: any number."),
  cost_per_month_usd: decimal({ min: 0, max: MOST_USD }).nullable().optional().meta({
    description: "What images may cost in a month of UTC, in US dollars, where prices are known. " +
      "Null: any amount.",
  }),
  max_priority: integer({ min: -10, max: 10 }).nullable().optional().meta({
    description: "Higher priorities are lowered to it, with a warning. Null: 10.",
  }),
  cache_scope: oneOf(["key", "shared"]).nullable().optional().meta({
    description: "Whose pictures it is given where those that exist will do: its own, or those " +
      "of all who share. Null: as `CACHE_SCOPE` says.",
  }),
  content_rules: ContentRules.nullable().optional().meta({
    description: "What its prompts must not say, beside the rules for all. Null: nothing more.",
  }),
  expires_at: integer({ min: 0, max: 99_999_999_999 }).nullable().optional().meta({
    description: "Unix seconds from which on it opens nothing. Null: never.",
  }),
};

/** The body of `POST /v1/admin/keys`. */
export const KeyBody = z.object({
  name,
  scopes: scopes.default([...DEFAULT_SCOPES]),
  ...terms,
}).meta({ id: "CreateKeyRequest", description: "A key to be made." });
/** See {@linkcode KeyBody}. */
export type KeyBody = z.infer<typeof KeyBody>;

/** The body of `POST /v1/admin/keys/{id}`. */
export const KeyChanges = z.object({
  name: name.optional(),
  scopes: scopes.optional(),
  ...terms,
}).meta({
  id: "UpdateKeyRequest",
  description: "What is to be changed. What is absent stays; null takes a limit away.",
});
/** See {@linkcode KeyChanges}. */
export type KeyChanges = z.infer<typeof KeyChanges>;

/** The body of `POST /v1/admin/keys/{id}/rotate`. */
export const RotateKeyBody = z.object({
  overlap_seconds: integer({ min: 0, max: 30 * 24 * 3_600 }).default(24 * 3_600).meta({
    description: "How long the texts before the new one go on to open the door.",
  }),
}).meta({ id: "RotateKeyRequest", description: "How to change a key's text." });

/** A key, without its text. */
export const KeyView = z.object({
  id: z.string().meta({
    description: "Owns what the key makes: the `owner` of its jobs.",
    example: "key_3f9c2b7a10d4e688",
  }),
  object: z.literal("key"),
  name: z.string(),
  prefix: z.string().meta({
    description: "How each of its texts begins.",
    example: "dk_3f9c2b7a10d4e688",
  }),
  status: z.enum(["active", "expired", "revoked"]),
  secrets: z.array(z.object({
    hint: z.string().meta({ example: "dk_3f9c2b7a10d4e688_…x7Qe" }),
    created_at: seconds,
    ends_at: seconds.nullable().meta({ description: "When it stops to open the door." }),
  })).meta({ description: "The texts that there were of late, newest first." }),
  scopes: z.array(z.enum(SCOPES)),
  models: z.array(z.string()).nullable(),
  max_concurrent_jobs: z.int().nullable(),
  requests_per_minute: z.int().nullable(),
  images_per_minute: z.int().nullable(),
  images_per_day: z.int().nullable(),
  images_per_month: z.int().nullable(),
  cost_per_month_usd: z.number().nullable(),
  max_priority: z.int().nullable(),
  cache_scope: z.enum(["key", "shared"]).nullable(),
  content_rules: ContentRules.nullable(),
  created_at: seconds,
  updated_at: seconds,
  expires_at: seconds.nullable(),
  revoked_at: seconds.nullable(),
}).meta({ id: "Key", description: "A key that was made with the master key." });
/** See {@linkcode KeyView}. */
export type KeyView = z.infer<typeof KeyView>;

/** A key, and what it has used of its limits. */
export const KeyWithUse = KeyView.extend({
  use: z.object({
    open_jobs: z.int(),
    requests_in_last_minute: z.int(),
    images_in_last_minute: z.int(),
    images_today: z.int(),
    images_this_month: z.int(),
    cost_this_month_usd: z.number(),
  }).meta({
    description: "What counts against its limits now, reserved or spent. A key without limits is " +
      "not counted; what was made is in `GET /v1/usage`.",
  }),
}).meta({ id: "KeyWithUse", description: "A key and what it has used of its limits." });
/** See {@linkcode KeyWithUse}. */
export type KeyWithUse = z.infer<typeof KeyWithUse>;

/** A key with its text, which is shown this once. */
export const KeyWithText = KeyView.extend({
  key: z.string().meta({ description: "Shown now and never again." }),
}).meta({ id: "KeyWithText", description: "A key and its new text." });
/** See {@linkcode KeyWithText}. */
export type KeyWithText = z.infer<typeof KeyWithText>;

const page = {
  object: z.literal("list"),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
};

/** One page of keys. */
export const KeyList = z.object({ ...page, data: z.array(KeyView) })
  .meta({ id: "KeyList", description: "One page of keys, newest first." });
/** See {@linkcode KeyList}. */
export type KeyList = z.infer<typeof KeyList>;

/** The query of a listing of keys. */
export const KeyListQuery = z.object({
  limit: integer({ min: 1, max: 100 }).default(20).meta({ description: "Keys on the page." }),
  after: text(100).optional().meta({ description: "The `last_id` of the page before." }),
  status: oneOf(["active", "expired", "revoked"]).optional().meta({
    description: "Only those that stand so.",
  }),
});

/** One entry of the audit log. */
export const AuditView = z.object({
  id: z.string().meta({ example: "aud_019a9f3c6d5e7c3f8a1b2c3d4e5f6071" }),
  object: z.literal("audit_entry"),
  at: seconds,
  action: z.enum(AUDITED),
  actor: z.string().meta({ description: "Who did it: `operator`, or a key's id." }),
  subject: z.string().meta({ description: "What it was done to." }),
  detail: z.record(z.string(), z.unknown()).meta({
    description: "What was said, without secrets.",
  }),
  request_id: z.string().nullable(),
}).meta({ id: "AuditEntry", description: "Something that was done with administrative power." });
/** See {@linkcode AuditView}. */
export type AuditView = z.infer<typeof AuditView>;

/** One page of the audit log. */
export const AuditList = z.object({ ...page, data: z.array(AuditView) })
  .meta({ id: "AuditList", description: "One page of the audit log, newest first." });
/** See {@linkcode AuditList}. */
export type AuditList = z.infer<typeof AuditList>;

/** The query of a listing of the audit log. */
export const AuditListQuery = z.object({
  limit: integer({ min: 1, max: 100 }).default(20).meta({ description: "Entries on the page." }),
  after: text(100).optional().meta({ description: "The `last_id` of the page before." }),
});
