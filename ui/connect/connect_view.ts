/**
 * What the connect page shows.
 *
 * @module
 */

import type { FrameView } from "../views/frame.ts";
import type { Client } from "./client.ts";
import type { Filling } from "./fill.ts";
import type { TEST_WORDS } from "./test_words.ts";

/** Where a client runs, as its user says. */
export const PLACES = ["here", "container", "elsewhere", "page"] as const;
/** See {@linkcode PLACES}. */
export type Place = (typeof PLACES)[number];

/** What a test found, as a text of ours and its values. */
export interface Finding {
  readonly mood: "good" | "warn" | "bad";
  readonly word: keyof typeof TEST_WORDS;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** A test of a connection that has been made. */
export interface TestView {
  /** Which of the client's ways, from 0. */
  readonly way: number;
  readonly address: string;
  readonly key: string;
  readonly place: Place;
  /** Such as `GET http://127.0.0.1:8000/v1/models`, and its key's header; keys are hidden. */
  readonly request: readonly string[];
  /** Absent: nothing was asked, since the finding was clear before. */
  readonly answer?: {
    readonly status: number;
    readonly ms: number;
    /** How it begins. */
    readonly excerpt: string;
  };
  readonly findings: readonly Finding[];
}

/** The page. */
export interface ConnectView extends FrameView {
  /** Absent: none has been picked. */
  readonly client?: Client | undefined;
  /** Our address as the client has to write it, and the key. */
  readonly filling: Filling;
  readonly isKeyShown: boolean;
  /** Whether the address is that for a container on this machine. */
  readonly isInContainer: boolean;
  /** Whether our address only means this machine, so that a container needs another. */
  readonly isLocal: boolean;
  /** What is searched for. */
  readonly query: string;
  readonly models: readonly string[];
  readonly test?: TestView | undefined;
}
