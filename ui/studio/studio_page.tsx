/**
 * The studio's page.
 *
 * @module
 */

import { Frame } from "../frame.tsx";
import type { FrameView } from "../views/frame.ts";

/** The page at `/`. */
export function StudioPage({ view }: { readonly view: FrameView }) {
  return (
    <Frame view={view} title="Darkroom">
      <h1>Darkroom</h1>
    </Frame>
  );
}
