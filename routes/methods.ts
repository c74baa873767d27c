/**
 * Answers 405 with an `Allow` header where a path exists but not for the method asked for.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import type { App, AppContext } from "./context.ts";

/**
 * Closes every path that has routes against all other methods. Call it after the last route: later
 * ones would never be reached.
 */
export function closeOtherMethods(app: App): void {
  for (const [path, methods] of methodsByPath(app)) {
    app.all(path, refuseMethod(methods));
  }
}

function methodsByPath(app: App): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  for (const { method, path } of app.routes) {
    if (method === "ALL" || method === "OPTIONS") continue; // middleware and preflights
    const known = methods.get(path) ?? [];
    methods.set(path, [...new Set([...known, method, ...(method === "GET" ? ["HEAD"] : [])])]);
  }
  return methods;
}

function refuseMethod(allowed: readonly string[]) {
  const allow = [...allowed, "OPTIONS"].join(", ");
  return function refuseOtherMethods(c: AppContext): never {
    c.header("allow", allow);
    throw new Refusal(failure(
      "method_not_allowed",
      `${c.req.method} is not supported at ${c.req.path}: use ${allowed.join(" or ")}`,
    ));
  };
}
