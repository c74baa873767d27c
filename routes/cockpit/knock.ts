/**
 * A client's first request, made to our own application as if the client had sent it. It does not
 * leave the process: so it can come from where the client is, which this machine is not, and it asks
 * nobody else. What lies between the client and this server is told by what is seen of the address.
 *
 * @module
 */

import type { Probe } from "../../ui/connect/client.ts";
import type { TestView } from "../../ui/connect/connect_view.ts";
import type { App } from "../context.ts";
import { obstacles, peerOf, requestOf, type Standpoint, type Typed } from "./connection.ts";
import { type Rights, verdict } from "./verdict.ts";

/** What is needed to make it. */
export interface Knock {
  readonly app: App;
  readonly now: () => number;
  readonly probe: Probe;
  readonly where: Standpoint;
  readonly rights: Rights;
}

/** What is shown of an answer. */
const EXCERPT_CHARACTERS = 160;

/** Makes the request, and says what came of it; never rejects for what was typed. */
export async function knock(typed: Typed, options: Knock): Promise<Omit<TestView, "way">> {
  const { probe, where, rights } = options;
  const request = requestOf(probe, typed);
  if (!(request instanceof Request)) return { ...typed, request: [], findings: [request] };
  const url = new URL(request.url);
  const seen = obstacles(url, typed.place, where);
  const shown = { ...typed, request: linesOf(request) };
  if (seen.some(({ mood }) => mood === "bad")) return { ...shown, findings: seen };
  const answer = await ask(request, typed, options);
  const said = verdict({ ...answer, path: url.pathname, probe, typed }, rights);
  const { status, ms, text } = answer;
  return {
    ...shown,
    answer: { status, ms, excerpt: text.slice(0, EXCERPT_CHARACTERS) },
    findings: [said, ...seen],
  };
}

async function ask(request: Request, { place }: Typed, { app, now }: Knock) {
  const startedAt = now();
  const response = await app.fetch(request, { remoteAddr: peerOf(place) });
  const text = await response.text();
  return { status: response.status, text, ms: Math.max(1, Math.round(now() - startedAt)) };
}

/** As it would be seen on the wire, with its key hidden. */
function linesOf({ method, url, headers }: Request): string[] {
  const hidden = url.replace(/(\/k\/|[?&](?:api_)?key=)[^/&?]+/g, "$1…");
  const shown = [...headers].map(([name, value]) =>
    `${name}: ${name === "authorization" ? value.replace(/ .*/, " …") : value}`
  );
  return [`${method} ${hidden}`, ...shown];
}
