/**
 * In which format an upstream is asked for its pictures. Pure.
 *
 * @module
 */

import type { OutputFormat } from "../images/request.ts";
import type { UpstreamRequest } from "./provider.ts";

/** What upstreams write, PNG among it. */
export type UpstreamFormat = Exclude<OutputFormat, "avif">;

/**
 * The caller's own format where the upstream writes it, or else PNG. What is to be compressed is
 * made of a PNG here: a picture is compressed once.
 */
export function formatFor(
  { outputFormat, outputCompression }: Pick<UpstreamRequest, "outputFormat" | "outputCompression">,
  written: readonly UpstreamFormat[],
): UpstreamFormat {
  if (outputCompression !== undefined) return "png";
  return written.find((format) => format === outputFormat) ?? "png";
}
