/**
 * The words of the settings page.
 *
 * @module
 */

import type { Words } from "../words.ts";

/** See {@linkcode Words}. */
export const SETTINGS_WORDS = {
  title: { en: "Settings", zh: "设置" },
  look: { en: "Appearance", zh: "外观" },
  lookHint: { en: "Kept in this browser.", zh: "保存在这个浏览器里。" },
  theme: { en: "Theme", zh: "主题" },
  system: { en: "As the system", zh: "跟随系统" },
  language: { en: "Language", zh: "语言" },
  motion: { en: "Motion", zh: "动画" },
  full: { en: "Always", zh: "始终显示" },
  reduced: { en: "Never", zh: "始终减少" },
  studio: { en: "Studio", zh: "创作" },
  studioHint: {
    en: "Kept on the server with your key. Programs are not affected: those that name no model " +
      "get {model} (DEFAULT_MODEL).",
    zh: "随你的密钥保存在服务器上，不影响程序：没有指定模型的程序使用 {model}（DEFAULT_MODEL）。",
  },
  model: { en: "Default model", zh: "默认模型" },
  serverModel: { en: "The server's: {model}", zh: "服务器的默认：{model}" },
  keep: { en: "Keep pictures made here", zh: "这里的图片保留" },
  serverKeep: { en: "As the server does: {time} after the end", zh: "按服务器设置：结束后 {time}" },
  keepFor: { en: "{time} from the start", zh: "从开始起 {time}" },
  keepNone: { en: "As short as can be", zh: "尽可能短" },
  save: { en: "Save", zh: "保存" },
  saved: { en: "Saved.", zh: "已保存。" },
  keys: { en: "Keys", zh: "密钥" },
  keysHint: {
    en: "Who may use this server and how much, what they have used, and what was changed.",
    zh: "谁能使用本服务器、能用多少、用了多少，以及改动记录。",
  },
  toKeys: { en: "Keys, usage, audit", zh: "密钥、用量、审计" },
  kept: { en: "What is kept how long", zh: "保留时间" },
  jobs: { en: "Jobs and pictures, at least", zh: "任务和图片（至少）" },
  jobsHint: { en: "JOB_TTL_HOURS, after the end", zh: "结束后，JOB_TTL_HOURS" },
  deliveries: { en: "Webhook deliveries", zh: "回调投递" },
  deliveriesHint: { en: "after they arrived or were given up", zh: "送达或放弃之后" },
  names: { en: "Idempotency keys", zh: "幂等键" },
  namesHint: { en: "after the request", zh: "请求之后" },
  session: { en: "Signing in", zh: "登录状态" },
  sessionHint: { en: "in this browser", zh: "在这个浏览器里" },
  about: { en: "About this server", zh: "关于本服务器" },
  version: { en: "Version", zh: "版本" },
  waker: { en: "Waker", zh: "唤醒方式" },
  kv: { en: "Database", zh: "数据库" },
  file: { en: "a file on its disk", zh: "本机文件" },
  service: { en: "a KV service", zh: "KV 服务" },
  platform: { en: "the platform's", zh: "平台自带" },
  blobs: { en: "Pictures", zh: "图片存储" },
  inKv: { en: "in the database", zh: "数据库中" },
  inS3: { en: "in an S3 bucket", zh: "S3 存储桶中" },
  providers: { en: "Providers", zh: "上游" },
  reference: { en: "API reference", zh: "接口文档" },
  openapi: { en: "OpenAPI document", zh: "OpenAPI 文件" },
  signOut: { en: "Sign out", zh: "退出登录" },
} as const satisfies Words;
