/**
 * The page that says why there is no page.
 *
 * @module
 */

import { Frame } from "./frame.tsx";
import { Icon } from "./icons.tsx";
import type { FrameView } from "./views/frame.ts";
import { speak, type Words } from "./words.ts";

const WORDS = {
  missing: { en: "Nothing here", zh: "这里什么也没有" },
  missingHint: {
    en: "It may have expired: jobs and pictures are kept for a limited time.",
    zh: "它可能已过期：任务和图片只保留一段时间。",
  },
  refused: { en: "Not allowed", zh: "不允许" },
  trouble: { en: "Something went wrong", zh: "出错了" },
  home: { en: "To the studio", zh: "回到创作" },
} as const satisfies Words;

/** What the page says. */
export interface ErrorView extends FrameView {
  readonly status: number;
  readonly message: string;
}

/** The page for any failure. */
export function ErrorPage({ view }: { readonly view: ErrorView }) {
  const t = speak(WORDS, view.lang);
  const word = view.status === 404 ? "missing" : view.status < 500 ? "refused" : "trouble";
  return (
    <Frame view={view} title={t(word)}>
      <div class="empty">
        <Icon name="alert" />
        <h1>{t(word)}</h1>
        <p>{view.message}</p>
        {view.status === 404 && <p>{t("missingHint")}</p>}
        <a class="button" href="/">{t("home")}</a>
      </div>
    </Frame>
  );
}
