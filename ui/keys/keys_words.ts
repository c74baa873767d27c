/**
 * The words of the page about keys.
 *
 * @module
 */

import type { Words } from "../words.ts";

/** See {@linkcode Words}. */
export const KEYS_WORDS = {
  title: { en: "Keys", zh: "密钥" },
  sections: { en: "Sections", zh: "分区" },
  keys: { en: "Keys", zh: "密钥" },
  usage: { en: "Usage", zh: "用量" },
  audit: { en: "Audit", zh: "审计" },
  lead: {
    en: "One key for each person, program or team, with what it may do and how much.",
    zh: "给每个人、程序或团队一把密钥，规定它能做什么、能用多少。",
  },
  notAsked: {
    en: "API_MASTER_KEY is not set: whoever is on this machine needs no key. A key that is shown " +
      "counts all the same.",
    zh: "没有设置 API_MASTER_KEY：本机上的人不需要密钥。但出示的密钥仍然有效并计量。",
  },
  none: { en: "There is no key yet.", zh: "还没有密钥。" },
  noneHint: {
    en: "Until one is made, everything here is done with the master key.",
    zh: "在创建之前，这里的一切都由主密钥完成。",
  },
  add: { en: "Make a key", zh: "创建密钥" },
  create: { en: "Make the key", zh: "创建" },
  name: { en: "Name", zh: "名称" },
  scopes: { en: "May", zh: "权限" },
  models: { en: "Models", zh: "模型" },
  modelsHint: {
    en: "Ids, or beginnings of ids with a * behind, separated by spaces. Empty: all.",
    zh: "模型 ID，或以 * 结尾的开头，用空格分隔。留空：全部。",
  },
  allModels: { en: "all", zh: "全部" },
  limits: { en: "Limits", zh: "限额" },
  limitsHint: {
    en: "Empty: no limit. Days and months are those of UTC; costs count where prices are known.",
    zh: "留空：不限。日和月按 UTC 计算；费用只在价格已知时计入。",
  },
  noLimits: { en: "none", zh: "不限" },
  requests_per_minute: { en: "Requests a minute", zh: "每分钟请求" },
  images_per_minute: { en: "Images a minute", zh: "每分钟图片" },
  max_concurrent_jobs: { en: "Jobs at a time", zh: "同时任务" },
  images_per_day: { en: "Images a day", zh: "每日图片" },
  images_per_month: { en: "Images a month", zh: "每月图片" },
  cost_per_month_usd: { en: "US dollars a month", zh: "每月美元" },
  max_priority: { en: "Highest priority", zh: "最高优先级" },
  cache_scope: { en: "Shared pictures", zh: "共享图片" },
  content_rules: { en: "Content rules", zh: "内容规则" },
  expires_at: { en: "Ends", zh: "到期" },
  overlap_seconds: { en: "Old text goes on for", zh: "旧密钥继续有效" },
  expires: { en: "Ends on (0:00 UTC)", zh: "到期日（UTC 0 点）" },
  never: { en: "never", zh: "永不" },
  rest: {
    en: "Content rules and shared pictures are set through the API.",
    zh: "内容规则和共享图片通过接口设置。",
  },
  restLink: { en: "API reference", zh: "接口文档" },
  key: { en: "Key", zh: "密钥" },
  status: { en: "Status", zh: "状态" },
  active: { en: "Active", zh: "有效" },
  expired: { en: "Ended", zh: "已到期" },
  revoked: { en: "Revoked", zh: "已撤销" },
  changed: { en: "Changed", zh: "修改" },
  until: { en: "until {date}", zh: "至 {date}" },
  since: { en: "since {date}", zh: "自 {date}" },
  older: { en: "Older ones", zh: "更早的" },
  allKeys: { en: "All keys", zh: "全部密钥" },
  made: {
    en: "The text of {name}. It is shown this once: keep it now.",
    zh: "{name} 的密钥。只显示这一次，请现在保存。",
  },
  copy: { en: "Copy the key", zh: "复制密钥" },
  used: { en: "{used} of {most}", zh: "{used} / {most}" },
  usedTitle: { en: "Used so far", zh: "目前用量" },
  change: { en: "Change it", zh: "修改" },
  save: { en: "Save", zh: "保存" },
  saved: { en: "Saved.", zh: "已保存。" },
  rotate: { en: "New text", zh: "更换密钥" },
  rotateHint: {
    en: "The key keeps its name, limits and pictures, and gets another text.",
    zh: "名称、限额和图片不变，换一串新的密钥。",
  },
  overlap: { en: "The old text goes on for", zh: "旧密钥继续有效" },
  overlapNone: { en: "no longer", zh: "立即失效" },
  overlapUntil: {
    en: "A text from before opens the door for {time} more.",
    zh: "之前的密钥还有效 {time}。",
  },
  rotateNow: { en: "Make a new text", zh: "生成新密钥" },
  revoke: { en: "Revoke", zh: "撤销" },
  revokeHint: {
    en: "It opens nothing from now on, for good. Jobs that it has started go on.",
    zh: "从现在起永久失效。已经开始的任务会继续。",
  },
  revokeAsk: { en: "Revoke {name}?", zh: "撤销 {name}？" },
  revokeNow: { en: "Revoke for good", zh: "永久撤销" },
  keep: { en: "Keep it", zh: "保留" },
} as const satisfies Words;

/** What each scope allows. */
export const SCOPE_WORDS = {
  "generate": { en: "Make pictures", zh: "生成图片" },
  "jobs:read": { en: "See its jobs", zh: "查看任务" },
  "jobs:write": { en: "Cancel and delete jobs", zh: "取消和删除任务" },
  "files": { en: "Files", zh: "文件" },
  "batches": { en: "Batches", zh: "批量" },
  "webhooks": { en: "Webhooks", zh: "回调" },
  "usage:read": { en: "See its use", zh: "查看用量" },
  "admin": { en: "Everything, and keys", zh: "一切，并管理密钥" },
} as const satisfies Words;

/** What was used. */
export const USAGE_WORDS = {
  by: { en: "By", zh: "按" },
  key: { en: "Key", zh: "密钥" },
  model: { en: "Model", zh: "模型" },
  provider: { en: "Provider", zh: "上游" },
  span: { en: "Time", zh: "时间" },
  days: { en: "{n} days", zh: "{n} 天" },
  show: { en: "Show", zh: "显示" },
  csv: { en: "As CSV", zh: "CSV" },
  images: { en: "Images", zh: "图片" },
  imagesPerDay: { en: "Images per day", zh: "每日图片" },
  imagesSummary: { en: "{n} images in {days} days.", zh: "{days} 天里 {n} 张图片。" },
  cost: { en: "Cost", zh: "费用" },
  costPerDay: { en: "Cost per day", zh: "每日费用" },
  costSummary: { en: "{cost} in {days} days.", zh: "{days} 天里 {cost}。" },
  costNote: {
    en: "Of pictures that came, where prices are known (MODEL_PRICES).",
    zh: "只计已生成的图片，且价格已知（MODEL_PRICES）。",
  },
  noImages: { en: "No picture was made.", zh: "没有生成图片。" },
  noCost: { en: "Nothing that has a known price.", zh: "没有已知价格的用量。" },
  others: { en: "Others", zh: "其他" },
  asTable: { en: "As a table", zh: "表格" },
  day: { en: "Day", zh: "日期" },
  requests: { en: "Requests", zh: "请求" },
  cacheHits: { en: "From cache", zh: "缓存命中" },
  failures: { en: "Failed", zh: "失败" },
  total: { en: "Total", zh: "合计" },
  operator: { en: "Master key", zh: "主密钥" },
  none: { en: "Nothing was used in this time.", zh: "这段时间没有用量。" },
  noneHint: {
    en: "Each picture counts on the day on which its job ends, in UTC.",
    zh: "图片计入其任务结束的那一天（UTC）。",
  },
  toStudio: { en: "To the studio", zh: "去创作" },
} as const satisfies Words;

/** What was done. */
export const AUDIT_WORDS = {
  "lead": {
    en: "The newest of what was done with keys. It is kept for 400 days.",
    zh: "最近的密钥操作，保留 400 天。",
  },
  "whole": { en: "All of it: GET /v1/admin/audit", zh: "全部：GET /v1/admin/audit" },
  "none": { en: "Nothing was done with keys yet.", zh: "还没有密钥操作。" },
  "operator": { en: "The master key", zh: "主密钥" },
  "key.created": { en: "{actor} made {name}", zh: "{actor}创建了 {name}" },
  "key.changed": { en: "{actor} changed {name}", zh: "{actor}修改了 {name}" },
  "key.rotated": { en: "{actor} gave {name} a new text", zh: "{actor}更换了 {name} 的密钥" },
  "key.revoked": { en: "{actor} revoked {name}", zh: "{actor}撤销了 {name}" },
  "noLimit": { en: "none", zh: "不限" },
  "rules": { en: "{n}", zh: "{n} 条" },
} as const satisfies Words;
