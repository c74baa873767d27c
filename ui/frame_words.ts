/**
 * The words of the frame, which are on every page.
 *
 * @module
 */

import type { Words } from "./words.ts";

/** See {@linkcode Words}. */
export const FRAME_WORDS = {
  skip: { en: "Skip to content", zh: "跳到内容" },
  pages: { en: "Pages", zh: "页面" },
  studio: { en: "Studio", zh: "创作" },
  gallery: { en: "Gallery", zh: "图库" },
  dashboard: { en: "Dashboard", zh: "仪表盘" },
  connect: { en: "Connect", zh: "连接" },
  webhooks: { en: "Webhooks", zh: "回调" },
  settings: { en: "Settings", zh: "设置" },
  docs: { en: "API", zh: "接口" },
  language: { en: "中文", zh: "English" },
  languageHint: { en: "切换到中文", zh: "Switch to English" },
  theme: { en: "Theme", zh: "主题" },
  themeHint: { en: "Next theme: {theme}", zh: "下一个主题：{theme}" },
  signOut: { en: "Sign out", zh: "退出" },
  copied: { en: "Copied", zh: "已复制" },
  notCopied: {
    en: "The browser did not allow copying",
    zh: "浏览器不允许复制",
  },
  offline: {
    en: "The server did not answer. Is it still running?",
    zh: "服务器没有应答，它还在运行吗？",
  },
} as const satisfies Words;

/** What the themes are called. */
export const THEME_WORDS = {
  "obsidian": { en: "Obsidian", zh: "黑曜石" },
  "deep-sea": { en: "Deep Sea", zh: "深海" },
  "cyber": { en: "Cyber", zh: "赛博" },
  "light": { en: "Light", zh: "明亮" },
} as const satisfies Words;
