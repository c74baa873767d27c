/**
 * What upstreams were asked, and what callers got of it: for tests over HTTP.
 *
 * @module
 */

import { fromBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { formatSize } from "../images/size.ts";
import { ImagesResponse } from "../routes/schemas/image_response.ts";
import { JobView } from "../routes/schemas/job.ts";
import { assert, assertEquals, assertFalse } from "./assert.ts";
import { checkManners } from "./contract/provider_manners.ts";
import type { Door } from "./door.ts";
import type { FakeUpstream } from "./fakes/fake_upstream.ts";

/** What the upstream got last: a submit as it came in. */
export function lastSubmit({ calls }: FakeUpstream): Request {
  const call = calls.findLast(({ door }) => door === "submit");
  assert(call, "There was a submit");
  checkManners(call.request);
  return call.request.clone();
}

/** The one picture of an answer, told from its bytes. */
export async function pictureOf(response: Response): Promise<string> {
  assertEquals(response.status, 200, await response.clone().text());
  const { data } = ImagesResponse.parse(await response.json());
  assertEquals(data.length, 1);
  const media = readMedia(fromBase64(data[0]?.b64_json ?? "") ?? new Uint8Array());
  assert(media, "The answer holds a picture");
  return `${media.mediaType} ${formatSize(media)}`;
}

/** The job behind an answer, which may hold none of the credentials. */
export async function jobOf(
  door: Pick<Door, "get">,
  response: Response,
  secrets: readonly string[],
): Promise<JobView> {
  const job = await door.get(`/v1/jobs/${response.headers.get("x-job-id")}`);
  const text = await job.text();
  for (const secret of secrets) assertFalse(text.includes(secret), "A job shows a credential");
  return JobView.parse(JSON.parse(text));
}

/** Who was tried for a job, and with which failure. */
export function triesOf({ attempts }: JobView): [string, string | null][] {
  return attempts.map((
    { provider, model, error },
  ) => [`${provider}/${model}`, error?.code ?? null]);
}
