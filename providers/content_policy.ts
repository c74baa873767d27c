/**
 * How upstreams say in a sentence that a content is against their policy. Pure.
 *
 * @module
 */

import { type Failure, failure } from "../failure.ts";
import type { UpstreamRefusal } from "./status.ts";
import { shorten, upstreamMessage } from "./upstream_message.ts";

/** Words of services without a code of their own for it; in English and Chinese. */
const POLICY = new RegExp(
  "\\b(nsfw|sensitive|inappropriate|prohibited|flagged|moderat(ed|ion)" +
    "|(content|safety) (policy|filter|check(er)?|system))\\b" +
    "|违规|违禁|敏感|色情",
  "i",
);

/** The refusal that a sentence is; undefined when it is about something else. */
export function policyFailure(message: string): Failure | undefined {
  if (!POLICY.test(message)) return undefined;
  const said = upstreamMessage({ message }) ?? "";
  return failure("content_policy", shorten(`The upstream refused the content: ${said}`));
}

/** The same of a body that came with status 400 or 422. */
export function policyRefusal({ status, body }: UpstreamRefusal): Failure | undefined {
  if (status !== 400 && status !== 422) return undefined;
  return policyFailure(upstreamMessage(body) ?? "");
}
