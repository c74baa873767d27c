/**
 * The page that asks for the key.
 *
 * @module
 */

import { Document } from "./document.tsx";
import { Icon } from "./icons.tsx";
import type { FrameView } from "./views/frame.ts";
import { speak, type Words } from "./words.ts";

const WORDS = {
  title: { en: "Sign in", zh: "登录" },
  ask: {
    en: "This Darkroom is locked. Enter its API key to use it here.",
    zh: "此 Darkroom 已上锁，请输入 API 密钥。",
  },
  key: { en: "API key", zh: "API 密钥" },
  submit: { en: "Sign in", zh: "登录" },
  wrong: {
    en: "That is not a key of this server. The operator's is the value of API_MASTER_KEY.",
    zh: "这不是此服务器的密钥。管理员的密钥是 API_MASTER_KEY 的值。",
  },
} as const satisfies Words;

/** What the page is made of. */
export interface SignInProps {
  readonly view: Pick<FrameView, "lang" | "theme" | "motion" | "assets">;
  /** Where to go afterwards: a path of ours. */
  readonly next: string;
  /** Whether a key has just been refused. */
  readonly isRefused: boolean;
}

/** The page at `/sign-in`. */
export function SignInPage({ view, next, isRefused }: SignInProps) {
  const t = speak(WORDS, view.lang);
  return (
    <Document view={view} title={t("title")}>
      <main class="gate">
        <form class="card stack" method="post" action="/sign-in">
          <span class="mark">
            <Icon name="mark" />
          </span>
          <h1>Darkroom</h1>
          <p class="muted">{t("ask")}</p>
          {isRefused && (
            <p class="notice bad" role="alert" id="refusal">
              <Icon name="alert" />
              <span>{t("wrong")}</span>
            </p>
          )}
          <input type="hidden" name="next" value={next} />
          <div class="field">
            <label for="key">{t("key")}</label>
            <input
              class="input"
              id="key"
              name="key"
              type="password"
              autocomplete="current-password"
              required
              autofocus
              {...(isRefused ? { "aria-invalid": "true", "aria-describedby": "refusal" } : {})}
            />
          </div>
          <button class="button primary" type="submit">
            <Icon name="key" />
            {t("submit")}
          </button>
        </form>
      </main>
    </Document>
  );
}
