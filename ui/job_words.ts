/**
 * How jobs are spoken of.
 *
 * @module
 */

import { duration } from "./format.ts";
import type { ProgressView } from "./views/job_card.ts";
import { type Lang, speak, type Words } from "./words.ts";

/** See {@linkcode Words}. */
export const JOB_WORDS = {
  queued: { en: "Waiting", zh: "等待中" },
  in_progress: { en: "Drawing", zh: "绘制中" },
  completed: { en: "Done", zh: "完成" },
  failed: { en: "Failed", zh: "失败" },
  cancelled: { en: "Cancelled", zh: "已取消" },
  percent: { en: "{percent} %", zh: "{percent}%" },
  eta: { en: "about {time} left", zh: "约剩 {time}" },
  queue: { en: "{count} before it", zh: "前面还有 {count} 个" },
  setback: { en: "{provider}: {message}", zh: "{provider}：{message}" },
  cancel: { en: "Cancel", zh: "取消" },
  retry: { en: "Try again", zh: "重试" },
  remix: { en: "Change and redo", zh: "修改后重做" },
  reference: { en: "Use as reference", zh: "用作参考图" },
  open: { en: "Open", zh: "打开" },
  download: { en: "Download", zh: "下载" },
  remove: { en: "Delete", zh: "删除" },
  took: { en: "took {time}", zh: "用时 {time}" },
  pictures: { en: "{count} pictures", zh: "{count} 张图片" },
} as const satisfies Words;

/** Such as `42 % · about 8 s left`. */
export function progressText(progress: ProgressView, lang: Lang): string {
  const { percent, etaSeconds, queuePosition } = progress;
  const t = speak(JOB_WORDS, lang);
  return [
    ...(percent > 0 ? [t("percent", { percent })] : []),
    ...(etaSeconds === null ? [] : [t("eta", { time: duration(etaSeconds * 1_000, lang) })]),
    ...(queuePosition ? [t("queue", { count: queuePosition })] : []),
  ].join(" · ");
}
