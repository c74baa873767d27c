/**
 * What a caller may do.
 *
 * @module
 */

/** Every scope. `admin` includes all others. */
export const SCOPES = [
  /** Make pictures, by whatever dialect. */
  "generate",
  /** See one's own jobs and their pictures' addresses. */
  "jobs:read",
  /** Cancel, delete and repeat one's own jobs. */
  "jobs:write",
  /** Upload, list and delete one's own files. */
  "files",
  /** Make, see and cancel one's own batches. */
  "batches",
  /** Manage one's own webhooks. */
  "webhooks",
  /** See what one has used. */
  "usage:read",
  /** Manage keys, and see what every key has made and used. */
  "admin",
] as const;
/** See {@linkcode SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** What a key may do when nothing is said: everything that concerns itself. */
export const DEFAULT_SCOPES: readonly Scope[] = SCOPES.filter((scope) => scope !== "admin");

/** Whether somebody who has these scopes may do what needs that one. */
export function allows(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.includes(needed) || scopes.includes("admin");
}
