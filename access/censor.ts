/**
 * What rules and a moderation service have to say of an order, before it becomes a job.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";
import type { Order } from "../jobs/order.ts";
import type { Runtime } from "../runtime.ts";
import type { ContentRules, RuleAction } from "./content_rules.ts";
import type { Moderate } from "./moderation.ts";
import { findIn, type Finding } from "./rule_check.ts";

/** What became of it. */
export type Censored =
  | { readonly ok: true; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly failure: Failure };

/** Looks at an order of a caller with rules of their own. */
export type Censor = (order: Order, own: ContentRules) => Promise<Censored>;

/** What it goes by. */
export interface CensorOptions {
  /** Those for all. */
  readonly rules: ContentRules;
  /** Absent: nobody is asked. */
  readonly moderation?: { readonly moderate: Moderate; readonly action: RuleAction };
  readonly runtime: Pick<Runtime, "log">;
}

/** Creates it. */
export function createCensor({ rules, moderation, runtime }: CensorOptions): Censor {
  /** Notes what was found; it is in the log whatever is done. Never the prompt. */
  function judge({ owner }: Order, findings: readonly Finding[]): Censored {
    for (const finding of findings) runtime.log({ event: "content_rule", owner, ...finding });
    const blocking = findings.find(({ action }) => action === "block");
    if (blocking) return { ok: false, failure: refusedBy(blocking) };
    const warned = findings.filter(({ action }) => action === "warn");
    return { ok: true, warnings: warned.map(({ rule, place }) => `${place} meets rule "${rule}"`) };
  }

  async function askModeration(order: Order): Promise<readonly Finding[] | Failure> {
    if (moderation === undefined || order.request.prompt.trim() === "") return [];
    const { moderate, action } = moderation;
    const verdict = await moderate(order.request.prompt);
    if (verdict.kind === "fine") return [];
    if (verdict.kind === "flagged") {
      const rule = ["moderation", ...verdict.categories.slice(0, 10)].join(" ");
      return [{ rule, action, place: "prompt" }];
    }
    runtime.log({ event: "moderation_failed", message: verdict.why });
    // What must not pass unseen does not pass unseen because nobody could look.
    return action === "block"
      ? failure("unavailable", "The prompt could not be checked just now: try again")
      : [];
  }

  return async function censor(order, own) {
    const { prompt: said, style, negativePrompt: negative_prompt } = order.request;
    // Some models take any words for a style, and draw what they say.
    const prompt = style === undefined ? said : `${said} ${style}`;
    const byRules = judge(order, await findIn({ prompt, negative_prompt }, [...rules, ...own]));
    if (!byRules.ok) return byRules;
    const asked = await askModeration(order);
    if ("kind" in asked) return { ok: false, failure: asked };
    const byService = judge(order, asked);
    if (!byService.ok) return byService;
    return { ok: true, warnings: [...byRules.warnings, ...byService.warnings] };
  };
}

function refusedBy({ rule, place: param }: Finding): Failure {
  return failure("content_policy", `The ${param} is not allowed here: it meets rule "${rule}"`, {
    param,
  });
}
