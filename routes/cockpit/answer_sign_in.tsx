/**
 * Answering with the page that asks for the key.
 *
 * @module
 */

import { SignInPage } from "../../ui/sign_in_page.tsx";
import type { AppContext } from "../context.ts";
import { answerPage, type CockpitServices, frameFor } from "./page.ts";

/** What the sign-in page says. */
export interface SignIn {
  /** Where to go afterwards. */
  readonly next: string;
  readonly isRefused: boolean;
}

/** Sends the sign-in page. */
export async function answerSignIn(
  c: AppContext,
  services: CockpitServices,
  shown: SignIn,
): Promise<Response> {
  const view = await frameFor(c, services);
  return await answerPage(c, services, <SignInPage view={view} {...shown} />);
}
