/**
 * What a job's log says.
 *
 * @module
 */

import type { Words } from "../words.ts";

/** One for each thing that can happen to a job. */
export const LOG_WORDS = {
  accepted: {
    en: "Accepted: {n} × {model}",
    zh: "已接受：{model} × {n}",
  },
  warning: { en: "Note: {text}", zh: "提示：{text}" },
  started: {
    en: "Picture {picture}: {provider} was asked for {model}, try {attempt}",
    zh: "图片 {picture}：已向 {provider} 请求 {model}，第 {attempt} 次",
  },
  hedged: {
    en: "Picture {picture} is late: {provider} was asked for {model} as well",
    zh: "图片 {picture} 迟了：同时向 {provider} 请求 {model}",
  },
  preview: {
    en: "Picture {picture}: sketch {index} came",
    zh: "图片 {picture}：收到草图 {index}",
  },
  drawn: {
    en: "Picture {picture}: {provider} delivered after {time}",
    zh: "图片 {picture}：{provider} 用时 {time} 完成",
  },
  attemptFailed: {
    en: "Picture {picture}: {provider} did not deliver",
    zh: "图片 {picture}：{provider} 未能完成",
  },
  cancelAsked: { en: "Cancelling was asked for", zh: "已请求取消" },
  completed: {
    en: "Done: {count} of {n} in {time}",
    zh: "完成：{n} 张中的 {count} 张，用时 {time}",
  },
  failed: { en: "Failed after {time}", zh: "{time} 后失败" },
  cancelled: { en: "Cancelled after {time}", zh: "{time} 后取消" },
} as const satisfies Words;

/** What is around the lines. */
export const LOG_FRAME = {
  title: { en: "Event log", zh: "事件日志" },
  copy: { en: "Copy the log", zh: "复制日志" },
  createdAt: { en: "Job {id}, {at}", zh: "任务 {id}，{at}" },
} as const satisfies Words;
