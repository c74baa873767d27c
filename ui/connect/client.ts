/**
 * What a client has to be told to use this server, as data. The facts are those of
 * `docs/clients.md`; `tests/connect_doc_test.ts` holds the two together.
 *
 * Values may hold `{root}` (our address), `{base}` (the same with `/v1`), `{key}`, `{keyed}` and
 * `{query}` (our address with the key in its path or its query, for clients that can send none).
 *
 * @module
 */

import type { Said } from "../words.ts";

/** A name as a client shows it: the same in all languages, or not. */
export type Label = string | Said;

/** One field of a client's settings. */
export interface Setting {
  readonly field: Label;
  readonly value: string;
}

/** Lines for a file or an environment. */
export interface Block {
  /** Where they go, such as `.env`. */
  readonly file: string;
  readonly text: string;
}

/** How a client makes the address of its first request of the one that its user types. */
export type Joining =
  /** It adds the path to what is typed. */
  | "append"
  /** It adds `/v1` and the path. */
  | "append_v1"
  /** It puts the path in the place of the typed one, and keeps the query. */
  | "replace"
  /** What is typed is the address. */
  | "whole";

/** The first thing that a client asks, by which it or its user sees whether the settings are right. */
export interface Probe {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  readonly joining: Joining;
  /** `none`: the client can send no key but the one in its address. */
  readonly auth: "bearer" | "basic" | "none";
}

/** One way to use this server from a client. */
export interface Way {
  readonly title: Label;
  /** What is typed or chosen, in the order in which the client asks; one has the address. */
  readonly settings: readonly Setting[];
  readonly block?: Block;
  readonly probe: Probe;
}

/** A client. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly ways: readonly Way[];
  /** What is worth knowing, with code in backticks. */
  readonly notes: readonly Said[];
  /** Whether it is often run in a container, to which this machine has another name. */
  readonly isContained?: boolean;
}

/** Clients of a kind. */
export interface ClientGroup {
  readonly title: Said;
  readonly clients: readonly Client[];
}

/** OpenAI's list of models: what most clients ask first. */
export const MODELS = {
  method: "GET",
  path: "/models",
  joining: "append",
  auth: "bearer",
} as const satisfies Probe;

/** The shortest chat there is, by which some clients check a connection; it draws nothing. */
export const SHORT_CHAT = {
  ...MODELS,
  method: "POST",
  path: "/chat/completions",
  body: '{"model":"studio","messages":[{"role":"user","content":"hi"}],"max_tokens":5}',
} as const satisfies Probe;

/** The options of Stable Diffusion's web UI. */
export const OPTIONS = {
  method: "GET",
  path: "/sdapi/v1/options",
  joining: "append",
  auth: "none",
} as const satisfies Probe;

/** Its list of models. */
export const CHECKPOINTS = { ...OPTIONS, path: "/sdapi/v1/sd-models" } as const satisfies Probe;

/** The words for what most clients ask. */
export const KEY_FIELD: Said = { en: "API Key", zh: "API 密钥" };
