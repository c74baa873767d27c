/**
 * Addresses that callers want to be called at.
 *
 * @module
 */

import { failure, Refusal } from "../failure.ts";
import type { Order } from "../jobs/order.ts";
import type { AppContext, Services } from "./context.ts";
import { show } from "./parse.ts";
import { publicUrl } from "./public_url.ts";
import type { WebhookField } from "./schemas/webhook.ts";

/**
 * The address in its normal form, without a fragment.
 *
 * @throws {Refusal} when it may not be called, naming `param`
 */
export async function readHookUrl(
  text: string,
  param: string,
  { hooks }: Pick<Services, "hooks">,
): Promise<string> {
  const url = URL.parse(text.trim());
  if (url === null) {
    throw refused(param, text, 'use an address such as "https://example.com/hooks"');
  }
  url.hash = "";
  const problem = await hooks.guard(url);
  // What is said of it does not repeat the whole: a password may be in it.
  if (problem !== undefined) throw refused(param, url.origin, `it may not be called: ${problem}`);
  return url.href;
}

/**
 * Where the end of a request's job is to be told.
 *
 * @throws {Refusal} when this server cannot sign, or the address may not be called
 */
export async function readWebhook(
  c: AppContext,
  services: Pick<Services, "config" | "hooks">,
  field: WebhookField | undefined,
): Promise<Order["webhook"]> {
  if (field === undefined) return undefined;
  if (services.config.webhookSecret === undefined) {
    const message = "webhook cannot be used: this server has no WEBHOOK_SECRET to sign with. Set " +
      "it, or register the address with POST /v1/webhook_endpoints";
    throw new Refusal(failure("invalid_request", message, { param: "webhook" }));
  }
  const [text, param] = typeof field === "string" ? [field, "webhook"] : [field.url, "webhook.url"];
  const url = await readHookUrl(text, param, services);
  return { url, base: publicUrl(services.config, c.req.raw) };
}

function refused(param: string, value: string, problem: string): Refusal {
  return new Refusal(
    failure("invalid_request", `${param} is ${show(value)}: ${problem}`, { param }),
  );
}
