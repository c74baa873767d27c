/**
 * The words for changes to a picture, in English and Chinese.
 *
 * @module
 */

import { createLexicon, type Vocabulary } from "./lexicon.ts";

const VOCABULARY = {
  blur: [/blur|blurry|blurred|soften|out of focus|bokeh/, /模糊|虚化|柔化/],
  sharpen: [/sharpen|sharp|sharper|crisp|clarity/, /锐化|清晰/],
  invert: [/invert|inverted|negative|inverse/, /反相|反色|负片|反转颜色/],
  brighter: [/brighten|brighter|lighten|lighter|more light/, /变亮|更亮|提亮|亮一点/],
  darker: [/darken|darker|dimmer/, /变暗|更暗|调暗|暗一点/],
  contrast: [/contrast|dramatic|punchy|hdr/, /对比度|戏剧/],
  saturate: [/saturate|saturation|vibrant|vivid|more colou?r|colou?rful/, /饱和|鲜艳|艳丽/],
  desaturate: [/desaturate|faded|muted|washed[ -]out/, /褪色|去饱和|淡化/],
  warmer: [/warm|warmer|warmth|cozy|cosy/, /暖/],
  colder: [/cold|colder|cool|cooler/, /冷/],
  posterise: [/posteri[sz]e|flat colou?rs|cel[ -]shad\w+/, /色调分离|色块/],
  mirror: [/mirror|mirrored|flip|flipped|flop/, /镜像|翻转|左右翻/],
  glitch: [/glitch|vhs|chromatic/, /故障|色差/],
  grain: [/grain|grainy|film|noise|noisy|analog/, /颗粒|胶片|噪点/],
  vignette: [/vignette/, /暗角/],
  glow: [/glow|glowing|dreamy|bloom|ethereal|magical/, /发光|梦幻|光晕/],
  remove: [/remove|erase|delete|get rid of|clean up/, /去掉|去除|删除|移除|抹去|擦除/],
  merge: [/merge|blend|mix|double exposure|superimpose/, /融合|混合|叠加|双重曝光/],
} as const satisfies Vocabulary;

/** A change that the studio has a word for. */
export type EditTag = keyof typeof VOCABULARY;

const LEXICON = createLexicon(VOCABULARY);

/** The changes that a text asks for, in its order. */
export function readEditTags(text: string): readonly EditTag[] {
  return LEXICON.read(text);
}
