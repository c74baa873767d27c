/**
 * Which scope a request needs. What is not listed needs `admin`, so that a route that was forgotten
 * here is closed to keys, not open.
 *
 * @module
 */

import type { Scope } from "../access/scope.ts";

/** A scope; `none`: every key will do. */
export type Needed = Scope | "none";

interface Rule {
  /** Of paths as the router knows them. */
  readonly path: RegExp;
  /** Absent: what is done with any other method. */
  readonly methods?: readonly string[];
  readonly needs: Needed;
}

const READING = ["GET", "HEAD"];

/** The first that fits decides. */
const RULES: readonly Rule[] = [
  { path: /^\/v1\/admin(\/|$)/, needs: "admin" },
  // What all callers together have made and spent.
  { path: /^\/v1\/stats$/, needs: "admin" },
  { path: /^\/v1\/(models|styles)(\/|$)/, needs: "none" },
  { path: /^\/v1\/(images|chat)(\/|$)/, needs: "generate" },
  { path: /^\/v1\/(jobs|responses)$/, methods: ["POST"], needs: "generate" },
  { path: /^\/v1\/(jobs|responses|query)(\/|$)/, methods: READING, needs: "jobs:read" },
  { path: /^\/v1\/(jobs|responses)\//, needs: "jobs:write" },
  { path: /^\/v1\/files(\/|$)/, needs: "files" },
  { path: /^\/v1\/batches(\/|$)/, needs: "batches" },
  { path: /^\/v1\/webhook_event_types$/, needs: "none" },
  { path: /^\/v1\/webhook_(endpoints|deliveries)(\/|$)/, needs: "webhooks" },
  { path: /^\/v1\/usage$/, needs: "usage:read" },
  // Its clients ask for everything in one breath; what they are told concerns their own drawings.
  { path: /^\/(sdapi|controlnet|internal)\//, methods: READING, needs: "none" },
  { path: /^\/(sdapi|controlnet|internal)\//, needs: "generate" },
];

/** What a request needs. */
export function neededScope(method: string, path: string): Needed {
  const rule = RULES.find(({ path: form, methods }) =>
    form.test(path) && (methods === undefined || methods.includes(method))
  );
  return rule?.needs ?? "admin";
}
