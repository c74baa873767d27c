/**
 * What is said of a job under way beside `JOB_WORDS`.
 *
 * @module
 */

import type { Words } from "../words.ts";

/** See {@linkcode Words}. */
export const STATE_WORDS = {
  progress: { en: "Progress", zh: "进度" },
  coming: { en: "Picture {n}, being drawn", zh: "图片 {n}，绘制中" },
  sketch: { en: "Picture {n}, a sketch so far", zh: "图片 {n}，目前是草图" },
  delivered: { en: "Picture {n}", zh: "图片 {n}" },
} as const satisfies Words;
