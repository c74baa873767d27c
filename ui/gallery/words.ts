/**
 * The words of the gallery.
 *
 * @module
 */

import type { Words } from "../words.ts";

/** See {@linkcode Words}. */
export const GALLERY_WORDS = {
  title: { en: "Gallery", zh: "图库" },
  filter: { en: "Search the gallery", zh: "搜索图库" },
  search: { en: "Words of the prompt", zh: "提示词" },
  narrow: { en: "Filters", zh: "筛选" },
  find: { en: "Search", zh: "搜索" },
  model: { en: "Model", zh: "模型" },
  status: { en: "Status", zh: "状态" },
  from: { en: "From", zh: "从" },
  to: { en: "To", zh: "到" },
  any: { en: "Any", zh: "不限" },
  clear: { en: "Clear", zh: "清除" },
  pictures: { en: "{count} pictures", zh: "{count} 张图片" },
  noPrompt: { en: "Without words", zh: "无提示词" },
  select: { en: "Select: {prompt}", zh: "选择：{prompt}" },
  more: { en: "More", zh: "更多" },
  selection: { en: "Selection", zh: "选择" },
  selectAll: { en: "Select all", zh: "全选" },
  selectNone: { en: "Select none", zh: "取消选择" },
  selected: { en: "selected", zh: "项已选" },
  zip: { en: "Download as zip", zh: "下载 zip" },
  delete: { en: "Delete", zh: "删除" },
  confirmDelete: { en: "Delete what is selected?", zh: "删除所选内容？" },
  confirmText: {
    en: "The jobs and all their pictures are gone for good, here and under their links.",
    zh: "任务及其所有图片将被永久删除，链接也会失效。",
  },
  keep: { en: "Keep them", zh: "保留" },
  empty: { en: "No pictures yet", zh: "还没有图片" },
  emptyHint: {
    en: "Whatever is drawn here, by you or through the API, is collected on this page.",
    zh: "在此或通过 API 绘制的一切都会收集在这里。",
  },
  toStudio: { en: "Draw something", zh: "去创作" },
  nothing: { en: "Nothing like that", zh: "没有符合条件的内容" },
  nothingHint: {
    en: "Try fewer words, or another time. Pictures are kept for a limited time.",
    zh: "试试更少的词或其他时间范围。图片只保留一段时间。",
  },
  notYet: {
    en: "Nothing among the jobs looked at so far",
    zh: "目前查看的任务中没有",
  },
} as const satisfies Words;
