/**
 * Pages for people, and the description of the API for programs.
 *
 * @module
 */

import type { Child } from "hono/jsx";
import { ApiPage } from "../ui/api_page.tsx";
import { FrontPage } from "../ui/front_page.tsx";
import { STYLESHEET } from "../ui/stylesheet.ts";
import { viewApi } from "./api_view.ts";
import type { App, AppContext, Services } from "./context.ts";
import { publicUrl } from "./public_url.ts";

/** Nothing but our own stylesheet is loaded, nothing is run, nobody frames us. */
const CONTENT_POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'";

/** Adds `/`, `/docs`, `/style.css` and `/openapi.json`. They need no key. */
export function addPageRoutes(app: App, { config }: Pick<Services, "config">): void {
  app.get("/", function getFrontPage(c) {
    const view = {
      base: publicUrl(config, c.req.raw),
      defaultModel: config.defaultModel,
      needsKey: config.masterKey !== undefined,
    };
    return answerPage(c, <FrontPage view={view} />);
  });

  app.get("/docs", async function getDocumentation(c) {
    const view = viewApi(await openApi(), publicUrl(config, c.req.raw));
    return answerPage(c, <ApiPage view={view} />);
  });

  app.get("/style.css", function getStylesheet(c) {
    c.header("cache-control", "public, max-age=3600");
    return c.body(STYLESHEET, 200, { "content-type": "text/css; charset=utf-8" });
  });

  app.get("/openapi.json", async function getOpenApi(c) {
    const servers = [{ url: publicUrl(config, c.req.raw) }];
    return c.json({ ...await openApi(), servers });
  });
}

/** Loaded when first asked for: the generator takes longer to start than all of our routes. */
async function openApi() {
  const { buildOpenApi } = await import("./openapi.ts");
  return buildOpenApi();
}

function answerPage(c: AppContext, page: Child): Response | Promise<Response> {
  c.header("content-security-policy", CONTENT_POLICY);
  c.header("referrer-policy", "no-referrer");
  c.header("x-content-type-options", "nosniff");
  return c.html(`<!doctype html>${page}`);
}
