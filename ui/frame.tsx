/**
 * The frame of every page: the rail with the pages, and the page.
 *
 * @module
 */

import type { Child } from "hono/jsx";
import { Document } from "./document.tsx";
import { FRAME_WORDS, THEME_WORDS } from "./frame_words.ts";
import { Icon, type IconName } from "./icons.tsx";
import { type Theme, THEMES } from "./themes.ts";
import type { FrameView } from "./views/frame.ts";
import { speak } from "./words.ts";

/** What a page is framed with. */
export interface FrameProps {
  readonly view: FrameView;
  readonly title: string;
  /** Modules of `client/` that the page runs beside the frame's own. */
  readonly scripts?: readonly string[];
  /** Whether the page uses all of a wide window. */
  readonly isWide?: boolean;
  readonly children: Child;
}

const PAGES = [
  { path: "/", word: "studio", icon: "sparkle" },
  { path: "/gallery", word: "gallery", icon: "gallery" },
  { path: "/dashboard", word: "dashboard", icon: "chart" },
  { path: "/connect", word: "connect", icon: "plug" },
  { path: "/webhooks", word: "webhooks", icon: "bell" },
  { path: "/settings", word: "settings", icon: "gear" },
] as const satisfies readonly { path: string; word: keyof typeof FRAME_WORDS; icon: IconName }[];

/** A page in its frame. */
export function Frame({ view, title, scripts = [], isWide = false, children }: FrameProps) {
  const t = speak(FRAME_WORDS, view.lang);
  return (
    <Document view={view} title={title} scripts={["frame", ...scripts]}>
      <a class="skip button" href="#page">{t("skip")}</a>
      <div class="frame">
        <Rail view={view} />
        <main id="page" class={isWide ? "page wide" : "page"} tabindex={-1}>{children}</main>
      </div>
      <div
        id="toasts"
        class="toasts"
        role="status"
        data-copied={t("copied")}
        data-not-copied={t("notCopied")}
        data-offline={t("offline")}
      >
      </div>
    </Document>
  );
}

function Rail({ view }: { readonly view: FrameView }) {
  const t = speak(FRAME_WORDS, view.lang);
  const [path = "/"] = view.path.split("?");
  return (
    <nav class="rail" aria-label={t("pages")}>
      <span class="mark">
        <Icon name="mark" />
      </span>
      {PAGES.map((page) => (
        <a
          key={page.path}
          href={page.path}
          {...(page.path === path ? { "aria-current": "page" } : {})}
        >
          <Icon name={page.icon} />
          <span>{t(page.word)}</span>
        </a>
      ))}
      <a class="aside push" href="/docs" {...(path === "/docs" ? { "aria-current": "page" } : {})}>
        <Icon name="book" />
        <span>{t("docs")}</span>
      </a>
      <Look view={view} />
      {view.isSignedIn && (
        <form class="aside" method="post" action="/sign-out">
          <button type="submit">
            <Icon name="signOut" />
            <span>{t("signOut")}</span>
          </button>
        </form>
      )}
    </nav>
  );
}

/** Buttons for the other language and the next theme. */
function Look({ view: { lang, theme, path } }: { readonly view: FrameView }) {
  const t = speak(FRAME_WORDS, lang);
  const next = themeAfter(theme);
  const hint = t("themeHint", { theme: speak(THEME_WORDS, lang)(next) });
  return (
    <form class="aside" method="post" action="/look">
      <input type="hidden" name="back" value={path} />
      <button type="submit" name="theme" value={next} title={hint} aria-label={hint}>
        <Icon name="palette" />
        <span>{t("theme")}</span>
      </button>
      <button
        type="submit"
        name="lang"
        value={lang === "en" ? "zh-CN" : "en"}
        title={t("languageHint")}
      >
        <Icon name="globe" />
        <span>{t("language")}</span>
      </button>
    </form>
  );
}

function themeAfter(theme: Theme | undefined): Theme {
  const index = theme === undefined ? 0 : THEMES.indexOf(theme);
  return THEMES[(index + 1) % THEMES.length] ?? "obsidian";
}
