/**
 * A whole HTML document.
 *
 * @module
 */

import type { Child } from "hono/jsx";
import type { FrameView } from "./views/frame.ts";

/** What a document is made of. */
export interface DocumentProps {
  readonly view: Pick<FrameView, "lang" | "theme" | "motion" | "assets">;
  readonly title: string;
  /** Modules of `client/` that the page runs, without their extension. */
  readonly scripts?: readonly string[];
  readonly children: Child;
}

/** It loads our own stylesheet and scripts, and nothing from elsewhere. */
export function Document({ view, title, scripts = [], children }: DocumentProps) {
  const { lang, theme, motion, assets } = view;
  return (
    <html
      lang={lang}
      {...(theme === undefined ? {} : { "data-theme": theme })}
      {...(motion === undefined ? {} : { "data-motion": motion })}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{title === "Darkroom" ? title : `${title} · Darkroom`}</title>
        <link rel="stylesheet" href={`${assets}/style.css`} />
        <link rel="icon" href={`${assets}/icon.svg`} type="image/svg+xml" />
        {scripts.map((name) => (
          <script key={name} type="module" src={`${assets}/${name}.ts`}></script>
        ))}
      </head>
      <body>{children}</body>
    </html>
  );
}
