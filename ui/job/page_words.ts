/**
 * The words of a job's page.
 *
 * @module
 */

import type { Words } from "../words.ts";

/** See {@linkcode Words}. */
export const PAGE_WORDS = {
  title: { en: "Result", zh: "结果" },
  noPrompt: { en: "Without words", zh: "无提示词" },
  picture: { en: "Picture {n} of {count}", zh: "第 {n} 张，共 {count} 张" },
  pictures: { en: "Pictures", zh: "图片" },
  viewer: {
    en: "Picture: plus and minus zoom, 0 fits, arrows move",
    zh: "图片：加减号缩放，0 适应窗口，方向键移动",
  },
  tools: { en: "View", zh: "视图" },
  zoomIn: { en: "Zoom in", zh: "放大" },
  zoomOut: { en: "Zoom out", zh: "缩小" },
  fit: { en: "Fit", zh: "适应" },
  compare: { en: "Compare with the input", zh: "与输入图对比" },
  split: { en: "Share of the input shown", zh: "显示输入图的比例" },
  input: { en: "Input picture", zh: "输入图片" },
  inputs: { en: "Made from", zh: "来源图片" },
  download: { en: "Download", zh: "下载" },
  copyImage: { en: "Copy image", zh: "复制图片" },
  copyLink: { en: "Copy link", zh: "复制链接" },
  remix: { en: "Remix", zh: "再创作" },
  variations: { en: "Variations", zh: "变体" },
  variation: { en: "Draws this picture again, differently", zh: "以不同方式重绘此图" },
  edit: {
    en: "This model makes no variations: the picture is edited with the same prompt",
    zh: "此模型不支持变体：将用相同提示词编辑此图",
  },
  elsewhere: {
    en: "This model takes no pictures: another model varies it",
    zh: "此模型不接受图片：将由其他模型生成变体",
  },
  reference: { en: "Use as reference", zh: "用作参考图" },
  delete: { en: "Delete", zh: "删除" },
  cancel: { en: "Cancel", zh: "取消" },
  retry: { en: "Try again", zh: "重试" },
  confirmDelete: { en: "Delete this job?", zh: "删除此任务？" },
  confirmText: {
    en: "Its pictures and its record are gone for good, here and under their links.",
    zh: "图片和记录将被永久删除，其链接也会失效。",
  },
  keep: { en: "Keep it", zh: "保留" },
  code: { en: "Use from code", zh: "在代码中使用" },
  copyCode: { en: "Copy {language}", zh: "复制 {language}" },
  details: { en: "Details", zh: "详情" },
  model: { en: "Model", zh: "模型" },
  route: { en: "Drawn by", zh: "绘制方" },
  operation: { en: "Kind", zh: "类型" },
  generate: { en: "From words", zh: "文生图" },
  editing: { en: "Edit", zh: "编辑" },
  varying: { en: "Variation", zh: "变体" },
  size: { en: "Size", zh: "尺寸" },
  file: { en: "File", zh: "文件" },
  seed: { en: "Seed", zh: "种子" },
  negative: { en: "Without", zh: "反向提示词" },
  revised: { en: "Drawn as", zh: "改写后的提示词" },
  took: { en: "Took", zh: "用时" },
  cost: { en: "Cost", zh: "费用" },
  created: { en: "Asked for", zh: "创建于" },
  expires: { en: "Kept for another", zh: "继续保留" },
  warnings: { en: "What was changed", zh: "所作调整" },
  attempts: { en: "Tries", zh: "尝试" },
  underWay: { en: "under way", zh: "进行中" },
  delivered: { en: "delivered after {time}", zh: "{time} 后完成" },
  brokeOff: { en: "ended after {time}", zh: "{time} 后结束" },
  some: {
    en: "{count} of {n} pictures came",
    zh: "{n} 张中完成了 {count} 张",
  },
  wasCancelled: { en: "This job was cancelled", zh: "此任务已取消" },
  wasCancelledHint: {
    en: "Try it again as it was, or change it first.",
    zh: "可以原样重试，或先修改再提交。",
  },
  changePrompt: { en: "Change the prompt", zh: "修改提示词" },
  changeModel: { en: "Choose another model", zh: "换一个模型" },
  dashboard: { en: "See how providers are", zh: "查看提供方状态" },
} as const satisfies Words;
