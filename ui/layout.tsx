/**
 * The frame of every page.
 *
 * @module
 */

import type { Child } from "hono/jsx";

/** What a page is framed with. */
export interface LayoutProps {
  readonly title: string;
  readonly children: Child;
}

/** A whole document. It loads one stylesheet of ours, and nothing from elsewhere. */
export function Layout({ title, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>{children}</body>
    </html>
  );
}
