/**
 * The first request of a client, as its settings make it, and what is wrong with them. Pure.
 *
 * @module
 */

import type { Probe } from "../../ui/connect/client.ts";
import type { Finding, Place } from "../../ui/connect/connect_view.ts";
import { isLocalHost } from "../local_only.ts";

/** What somebody has typed into a client, and where that runs. */
export interface Typed {
  readonly address: string;
  readonly key: string;
  readonly place: Place;
}

/** Where this server is. */
export interface Standpoint {
  /** Our address as visitors see it, without a trailing slash. */
  readonly root: string;
  /** The host that we listen on; undefined: a platform sees to that. */
  readonly listensOn: string | undefined;
}

/** The name of this machine inside a container on it. */
const CONTAINER_HOST = "host.docker.internal";

/** A web page that has nothing to do with this server; `example` is reserved for that. */
const FOREIGN_PAGE = "https://client.example";

/** Addresses of nobody: of Docker's usual network, and one reserved for examples. */
const PEERS: Readonly<Record<Place, string>> = {
  here: "127.0.0.1",
  page: "127.0.0.1",
  container: "172.17.0.2",
  elsewhere: "192.0.2.7",
};

/** Our address as a container on this machine has to write it. */
export function forContainer(root: string): string {
  const url = new URL(root);
  if (isThisMachine(url.host)) url.hostname = CONTAINER_HOST;
  return url.origin;
}

/** Where a request of such a client would seem to come from. */
export function peerOf(place: Place): Deno.NetAddr {
  return { transport: "tcp", hostname: PEERS[place], port: 40_000 };
}

/** The request; or what is so wrong that none can be made. */
export function requestOf(probe: Probe, { address, key, place }: Typed): Request | Finding {
  const url = URL.parse(joined(probe, address.trim()));
  const isWeb = url?.protocol === "http:" || url?.protocol === "https:";
  if (url === null || !isWeb) return { mood: "bad", word: "notAddress", values: { address } };
  if (!/^[\x20-\x7e]*$/.test(key)) return { mood: "bad", word: "keyOdd" };
  return new Request(url, {
    method: probe.method,
    headers: {
      ...authorization(probe, key.trim()),
      ...(place === "page" ? { origin: FOREIGN_PAGE } : {}),
      ...(probe.body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(probe.body === undefined ? {} : { body: probe.body }),
  });
}

/** What can be seen without asking; with one that is bad, asking is of no use. */
export function obstacles(url: URL, place: Place, where: Standpoint): Finding[] {
  return [wrongHost(url, place, where), unreachable(place, where), mixed(url, place)]
    .filter((finding) => finding !== undefined);
}

function joined({ path, joining }: Probe, address: string): string {
  if (joining === "whole") return address;
  if (joining === "replace") {
    const url = URL.parse(address);
    return url === null ? "" : Object.assign(url, { pathname: path }).href;
  }
  return `${address.replace(/\/+$/, "")}${joining === "append_v1" ? "/v1" : ""}${path}`;
}

function authorization({ auth }: Probe, key: string): Record<string, string> {
  if (auth === "none" || key === "") return {};
  return { authorization: auth === "bearer" ? `Bearer ${key}` : `Basic ${btoa(key)}` };
}

function wrongHost({ host }: URL, place: Place, { root }: Standpoint): Finding | undefined {
  const own = new URL(root).host;
  if (isThisMachine(host) && isFarFrom(place)) {
    const instead = place === "container" ? forContainer(root) : root;
    return isThisMachine(new URL(instead).host)
      ? { mood: "bad", word: "loopbackFar", values: { host } }
      : { mood: "bad", word: "loopback", values: { host, instead } };
  }
  if (host === own) return undefined;
  const isOurMachine = isLocalHost(host) && isLocalHost(own);
  if (isOurMachine && portOf(host) === portOf(own)) return undefined;
  return isOurMachine
    ? { mood: "bad", word: "otherPort", values: { root, host } }
    : { mood: "warn", word: "otherHost", values: { root, host } };
}

function unreachable(place: Place, { listensOn }: Standpoint): Finding | undefined {
  if (place !== "elsewhere" || listensOn === undefined || !isThisMachine(listensOn)) {
    return undefined;
  }
  return { mood: "warn", word: "onlyHere", values: { listens: listensOn } };
}

function mixed({ protocol, host, origin }: URL, place: Place): Finding | undefined {
  if (place !== "page" || protocol === "https:" || isThisMachine(host)) return undefined;
  return { mood: "bad", word: "mixed", values: { address: origin } };
}

/** Whether a host names whatever machine the name is used on. */
export function isThisMachine(host: string): boolean {
  return isLocalHost(host) && !host.startsWith(CONTAINER_HOST);
}

function isFarFrom(place: Place): boolean {
  return place === "container" || place === "elsewhere";
}

function portOf(host: string): string {
  return /:(\d+)$/.exec(host)?.[1] ?? "";
}
