/**
 * The provider contract for pictures that come as addresses, fetched as the engine fetches them.
 *
 * @module
 */

import type { FailureKind } from "../../failure.ts";
import { type Download, downloadImage } from "../../images/download.ts";
import { assert, assertEquals, assertFalse, assertNotEquals } from "../assert.ts";
import type { Fault } from "../fakes/faults.ts";
import type { ProviderContract, WireContract } from "./provider.ts";
import { type Session, withProvider } from "./provider_session.ts";

const PRIVATE_ADDRESS = "http://10.0.0.1/picture.png";
const FOREIGN_ADDRESS = "https://pictures.example/picture.png";

/** What goes wrong with a picture that is to be fetched, and the failure that it is. */
export const DOWNLOAD_FAULTS: readonly {
  readonly what: string;
  readonly fault: Fault;
  readonly kind: FailureKind;
}[] = [
  { what: "is gone", fault: { status: 404, body: "" }, kind: "generation_failed" },
  { what: "has expired", fault: { status: 403, body: "" }, kind: "generation_failed" },
  {
    what: "redirects to a private address",
    fault: { status: 302, headers: { location: PRIVATE_ADDRESS }, body: "" },
    kind: "bad_response",
  },
  {
    what: "delivers a web page",
    fault: { headers: { "content-type": "text/html" }, body: "<html>Log in</html>" },
    kind: "generation_failed",
  },
  { what: "breaks off", fault: { cut: true }, kind: "no_answer" },
  { what: "is busy", fault: { status: 503, body: "" }, kind: "unavailable" },
];

/** Registers these tests. */
export function registerDownloadTests(
  name: string,
  contract: ProviderContract,
  { secrets, resultAt }: WireContract & { resultAt(url: string): Fault },
): void {
  Deno.test(`${name} gives addresses that hold pictures and need no credentials`, () =>
    withProvider(contract, async (session) => {
      const download = await fetchPicture(session);
      assertEquals(download.kind, "done");
      const calls = session.upstream.calls.filter(({ door }) => door === "file");
      assert(calls.length > 0, "The picture was fetched from the upstream");
      for (const { request } of calls) {
        const shown = JSON.stringify([request.url, ...request.headers]);
        for (const secret of secrets) assertFalse(shown.includes(secret), "A key was sent along");
      }
    }));

  for (const { what, fault, kind } of DOWNLOAD_FAULTS) {
    Deno.test(`${name} leaves it to the download to find that a picture ${what}`, () =>
      withProvider(contract, async (session) => {
        session.upstream.next({ ...fault, on: "file" });
        const download = await fetchPicture(session);
        assert(download.kind === "failed", "There is no picture");
        assertEquals(download.failure.kind, kind);
      }));
  }

  for (const address of [PRIVATE_ADDRESS, FOREIGN_ADDRESS]) {
    Deno.test(`${name} asks nothing of ${address} itself`, () =>
      withProvider(contract, async (session) => {
        session.upstream.next(resultAt(address));
        const { url } = await finishedPicture(session);
        assertEquals(url, address);
        for (const { url } of session.sent) assertNotEquals(url.origin, new URL(address).origin);
      }));
  }
}

/** Submits, waits, and gives the first picture. */
async function finishedPicture({ submit, finish }: Session) {
  const outcome = await finish(await submit());
  assert(outcome.kind === "done", "The pictures are done");
  const [picture] = outcome.images;
  assert(picture?.kind === "url", "The picture comes as an address");
  return picture;
}

/** Fetches the first picture as the engine does; only the upstream's own origin may be asked. */
async function fetchPicture(session: Session): Promise<Download> {
  const { url } = await finishedPicture(session);
  const home = session.sent[0]?.url.origin;
  return await downloadImage(url, {
    outside: {
      guard: ({ origin }) => Promise.resolve(origin === home ? undefined : "it is not public"),
      fetch: session.upstream.fetch,
    },
    signal: session.context().signal,
    maxBytes: 1_000_000,
    from: "upstream",
  });
}
