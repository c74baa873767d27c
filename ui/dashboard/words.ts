/**
 * The words of the dashboard.
 *
 * @module
 */

import type { Words } from "../words.ts";

/** See {@linkcode Words}. */
export const DASHBOARD_WORDS = {
  title: { en: "Dashboard", zh: "仪表盘" },
  range: { en: "Range", zh: "时间范围" },
  "1h": { en: "Last hour", zh: "最近一小时" },
  "48h": { en: "48 hours", zh: "48 小时" },
  "30d": { en: "30 days", zh: "30 天" },
  "90d": { en: "90 days", zh: "90 天" },
  live: { en: "Live · {time} {zone}", zh: "实时 · {time} {zone}" },
  stale: { en: "No answer, trying again", zh: "没有应答，正在重试" },
  json: { en: "As JSON", zh: "JSON 数据" },
  summary: { en: "At a glance", zh: "概览" },

  calls: { en: "Calls", zh: "请求" },
  callsMore: {
    en: "images {images} · refused {refused}",
    zh: "{images} 张图片 · {refused} 个被拒",
  },
  success: { en: "Success rate", zh: "成功率" },
  successMore: { en: "done {completed} · failed {failed}", zh: "{completed} 完成 · {failed} 失败" },
  time: { en: "Time, median", zh: "耗时中位数" },
  timeMore: { en: "95% within {p95}", zh: "95% 在 {p95} 内" },
  inFlight: { en: "In flight", zh: "进行中" },
  inFlightMore: { en: "open jobs {jobs}", zh: "{jobs} 个未完成任务" },
  queue: { en: "Waiting", zh: "排队" },
  queueMore: { en: "being stored {saving}", zh: "{saving} 个正在保存" },
  hits: { en: "Cache hits", zh: "缓存命中" },
  hitsMore: { en: "joined a job {joined}", zh: "{joined} 个并入已有任务" },
  none: { en: "–", zh: "–" },

  chartJobs: { en: "Requests by result", zh: "按结果统计的请求" },
  chartTimes: { en: "Time to the last picture", zh: "到最后一张图片的耗时" },
  chartLag: { en: "Detection lag", zh: "发现延迟" },
  completed: { en: "completed", zh: "完成" },
  failed: { en: "failed", zh: "失败" },
  cancelled: { en: "cancelled", zh: "取消" },
  joined: { en: "joined", zh: "并入" },
  median: { en: "median", zh: "中位数" },
  p95: { en: "95%", zh: "95%" },
  jobsSummary: {
    en: "Jobs completed: {completed}, failed: {failed}, cancelled: {cancelled}. " +
      "Requests that joined a job: {joined}.",
    zh:
      "{completed} 个任务完成，{failed} 个失败，{cancelled} 个取消，{joined} 个请求并入已有任务。",
  },
  timesSummary: {
    en: "Half of the jobs took up to {p50}, 95% of them up to {p95}.",
    zh: "一半任务在 {p50} 内完成，95% 在 {p95} 内完成。",
  },
  lagSummary: {
    en: "Polls: {polls}. Half of the pictures waited at most {p50} to be found, 95% at most {p95}.",
    zh: "轮询 {polls} 次。一半图片最多等 {p50} 被发现，95% 最多等 {p95}。",
  },
  lagNote: {
    en:
      "Polls: {polls}. The most a finished picture can have waited: the time between the last two " +
      "looks at it.",
    zh: "轮询 {polls} 次。成品图片最多可能等了多久：即最后两次查看之间的时间。",
  },
  nothingYet: { en: "Nothing in this time", zh: "这段时间没有数据" },
  asTable: { en: "As a table", zh: "以表格显示" },
  when: { en: "Time", zh: "时间" },

  failures: { en: "Failures by kind", zh: "按类型统计的失败" },
  noFailures: { en: "No failures in this time", zh: "这段时间没有失败" },
  kind: { en: "Kind", zh: "类型" },
  failedCalls: { en: "Calls", zh: "请求" },
  failedAttempts: { en: "Attempts", zh: "尝试" },
  whatToDo: { en: "What to do", zh: "怎么办" },

  spend: { en: "Duplicate-spend meter", zh: "重复付费计" },
  spendHint: {
    en: "Calls to providers that charge, against what came of them.",
    zh: "对收费服务商的调用，以及得到的结果。",
  },
  noSpend: {
    en: "No provider that charges was called in this time, so nothing can have been paid twice.",
    zh: "这段时间没有调用收费的服务商，所以不可能重复付费。",
  },
  ratio: {
    en: "paid calls at most, for each that delivered",
    zh: "每次成功交付对应的付费调用数（上限）",
  },
  paid: { en: "Delivered", zh: "已交付" },
  doubtful: { en: "May be charged, nothing came", zh: "可能已计费但无结果" },
  saved: { en: "Saved by joining and cache", zh: "并入与缓存节省" },
  cost: { en: "Cost", zh: "费用" },
  inDoubt: { en: "In doubt", zh: "存疑" },
  savedShort: { en: "Saved", zh: "节省" },
  billCalls: { en: "calls {calls} · images {images}", zh: "{calls} 次调用 · {images} 张图片" },
  unpriced: { en: "no price known", zh: "价格未知" },
  partlyPriced: {
    en: "{usd} · unpriced {images}",
    zh: "{usd} · {images} 张价格未知",
  },

  providers: { en: "Providers", zh: "服务商" },
  provider: { en: "Provider", zh: "服务商" },
  state: { en: "State", zh: "状态" },
  well: { en: "well", zh: "正常" },
  ailing: { en: "failing", zh: "有失败" },
  resting: { en: "resting", zh: "暂停使用" },
  off: { en: "switched off", zh: "已关闭" },
  waiting: { en: "Waiting", zh: "排队" },
  attempts: { en: "Attempts", zh: "尝试" },
  rate: { en: "Delivered", zh: "交付率" },
  polls: { en: "Polls", zh: "轮询" },
  lag: { en: "Lag, 95%", zh: "延迟 95%" },
  seats: { en: "{working} of {seats}", zh: "{working}/{seats}" },
  account: { en: "Account {id}", zh: "账号 {id}" },
  restsFor: { en: "rests for {time}", zh: "暂停 {time}" },
  last: {
    en: "Last failure {ago}: {name} ({model}): {message}",
    zh: "最近一次失败，{ago}：{name}（{model}）：{message}",
  },
  said: { en: "It said: {message}", zh: "对方的回答：{message}" },
} as const satisfies Words;

/** Speaks them. */
export type DashboardSpeak = (
  key: keyof typeof DASHBOARD_WORDS,
  values?: Readonly<Record<string, string | number>>,
) => string;
