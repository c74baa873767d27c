/**
 * What the settings page shows.
 *
 * @module
 */

import type { FrameView } from "../views/frame.ts";

/** How long the studio's pictures are kept: seconds, or as short as can be. */
export const KEEPS = ["3600", "86400", "604800", "2592000", "none"] as const;
/** See {@linkcode KEEPS}. */
export type Keep = (typeof KEEPS)[number];

/** The page. */
export interface SettingsView extends FrameView {
  readonly models: readonly string[];
  /** Absent: the server's default. */
  readonly model?: string | undefined;
  readonly keep?: Keep | undefined;
  /** What is taken where nothing is chosen, and by programs that name no model. */
  readonly defaultModel: string;
  /** How long things are kept, in ms. */
  readonly kept: Readonly<Record<"jobs" | "deliveries" | "names" | "session", number>>;
  /** Whether choices have just been saved. */
  readonly isSaved: boolean;
  /** Why they have not. */
  readonly refusal?: string | undefined;
  /** Facts about this server, for those who may know them. */
  readonly about?: AboutView | undefined;
}

/** What this server is made of; no secrets. */
export interface AboutView {
  readonly waker: string;
  readonly kv: "file" | "service" | "platform";
  readonly blobs: "kv" | "s3";
  readonly providers: readonly string[];
}
