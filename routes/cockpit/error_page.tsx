/**
 * Failures as pages, for whoever loads a page.
 *
 * @module
 */

import { type Failure, FAILURES } from "../../failure.ts";
import { ErrorPage } from "../../ui/error_page.tsx";
import type { AppContext, Middleware } from "../context.ts";
import { answerPage, type CockpitServices, frameFor, isNavigation, isSafe } from "./page.ts";

/** Has failures told as pages; scripts that load a part of a page still get JSON. */
export function tellOnPage(services: CockpitServices): Middleware {
  return async function tellFailures(c, next) {
    if (isNavigation(c)) c.set("tellFailure", (failure) => answerFailure(c, services, failure));
    await next();
  };
}

async function answerFailure(
  c: AppContext,
  services: CockpitServices,
  failure: Failure,
): Promise<Response> {
  const { status } = FAILURES[failure.kind];
  c.status(status);
  const frame = await frameFor(c, services);
  // Where a form was sent to there is nothing to come back to.
  const path = isSafe(c) ? frame.path : "/";
  const view = { ...frame, path, status, message: failure.message };
  return await answerPage(c, services, <ErrorPage view={view} />);
}
