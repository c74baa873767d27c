/**
 * What axe-core finds wrong with a page.
 *
 * @module
 */

import type { Page } from "playwright-core";
import { z } from "zod";

const Found = z.array(z.object({
  id: z.string(),
  impact: z.string().nullable(),
  help: z.string(),
  nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
}));

/** Serious and critical violations on the page as it is now, a line each. */
export async function violations(page: Page): Promise<string[]> {
  const source = await Deno.readTextFile(new URL(import.meta.resolve("axe-core/axe.min.js")));
  // A script of the tests: the page's own policy would refuse it as an element.
  await page.evaluate(source);
  const found = Found.parse(await page.evaluate("axe.run().then(({ violations }) => violations)"));
  return found.filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary ?? ""}`)
    );
}
