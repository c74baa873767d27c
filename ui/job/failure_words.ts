/**
 * What went wrong, in plain words, and what can be done about it: one entry for each kind of failure
 * that a job can come to.
 *
 * @module
 */

import type { Lang, Said, Words } from "../words.ts";

/** What a visitor can do about a failure. */
export type WayOn = "retry" | "prompt" | "model" | "dashboard";

interface Explained {
  readonly title: Said;
  readonly advice: Said;
  /** The best first. */
  readonly ways: readonly WayOn[];
}

const CHANGE_PROMPT = {
  en: "Say it in other words, or leave out what may have caused it.",
  zh: "换一种说法，或去掉可能触发的内容。",
};

const TRY_AGAIN = {
  en: "Trying again often helps; another model may, too.",
  zh: "重试通常有效，也可以换一个模型。",
};

const MAY_HAVE_COST = {
  en: "It may have been drawn and charged for, so it was not repeated by itself. You can.",
  zh: "图片可能已生成并计费，因此没有自动重试，你可以手动重试。",
};

/** By kind; see `failure.ts`. */
export const FAILURE_WORDS: Readonly<Record<string, Explained>> = {
  invalid_request: {
    title: { en: "The model cannot do this request", zh: "模型无法完成此请求" },
    advice: {
      en: "Change the field that the message names, or choose another model.",
      zh: "修改提示中提到的字段，或换一个模型。",
    },
    ways: ["model", "prompt"],
  },
  content_policy: {
    title: { en: "The content filter refused it", zh: "内容审核拒绝了此请求" },
    advice: CHANGE_PROMPT,
    ways: ["prompt"],
  },
  generation_failed: {
    title: { en: "The upstream could not draw it", zh: "上游未能绘制" },
    advice: TRY_AGAIN,
    ways: ["retry", "prompt", "model"],
  },
  upstream_auth: {
    title: { en: "The upstream refused our key", zh: "上游拒绝了我们的密钥" },
    advice: {
      en: "Check the provider's key in the server's settings; meanwhile use another model.",
      zh: "请检查服务器上该提供方的密钥；在此期间可换一个模型。",
    },
    ways: ["model", "dashboard"],
  },
  upstream_quota: {
    title: { en: "The upstream account is out of credit", zh: "上游账户额度已用完" },
    advice: {
      en: "Top the account up, or use another model.",
      zh: "请为账户充值，或换一个模型。",
    },
    ways: ["model", "dashboard"],
  },
  rate_limited: {
    title: { en: "The upstream is limiting us", zh: "上游限制了请求频率" },
    advice: { en: "Wait a little, then try again.", zh: "请稍等片刻再重试。" },
    ways: ["retry", "model"],
  },
  unavailable: {
    title: { en: "The upstream is not available", zh: "上游暂不可用" },
    advice: TRY_AGAIN,
    ways: ["retry", "model", "dashboard"],
  },
  no_answer: {
    title: { en: "The upstream's answer got lost", zh: "上游的应答丢失" },
    advice: MAY_HAVE_COST,
    ways: ["retry", "model"],
  },
  bad_response: {
    title: { en: "The upstream's answer made no sense", zh: "上游的应答无法理解" },
    advice: MAY_HAVE_COST,
    ways: ["retry", "model"],
  },
  submission_unknown: {
    title: { en: "Nobody knows whether it was submitted", zh: "无法确定请求是否已提交" },
    advice: MAY_HAVE_COST,
    ways: ["retry", "model"],
  },
  timed_out: {
    title: { en: "It took too long", zh: "耗时过长" },
    advice: {
      en: "Try again, ask for a smaller picture, or choose a quicker model.",
      zh: "请重试、减小尺寸，或换一个更快的模型。",
    },
    ways: ["retry", "model"],
  },
  internal: {
    title: { en: "Darkroom itself failed", zh: "Darkroom 自身出错" },
    advice: {
      en: "The server's log says why. Trying again may still work.",
      zh: "原因见服务器日志，重试可能仍然有效。",
    },
    ways: ["retry"],
  },
};

const UNKNOWN: Explained = {
  title: { en: "It came to nothing", zh: "没有结果" },
  advice: TRY_AGAIN,
  ways: ["retry", "model"],
};

/** A failure in a visitor's language. */
export interface PlainFailure {
  readonly title: string;
  readonly advice: string;
  readonly ways: readonly WayOn[];
}

/** Says what a kind of failure means. */
export function explainFailure(kind: string, lang: Lang): PlainFailure {
  const { title, advice, ways } = FAILURE_WORDS[kind] ?? UNKNOWN;
  const say = ({ en, zh }: Said) => lang === "en" ? en : zh;
  return { title: say(title), advice: say(advice), ways };
}

/** Warnings begin with the field and what became of it: these parts can be said in any language. */
const WARNING_WORDS = {
  dropped: { en: "{field} was left out", zh: "未使用 {field}" },
  ignored: { en: "{field} was ignored", zh: "已忽略 {field}" },
  mapped: { en: "{field} was changed", zh: "已调整 {field}" },
  added: { en: "{field} was added", zh: "已添加 {field}" },
} as const satisfies Words;

/** A warning such as `style dropped: studio does not take it`, in a visitor's language. */
export function plainWarning(warning: string, lang: Lang): string {
  const [, field, became, why] = WARNING.exec(warning) ?? [];
  if (field === undefined || why === undefined || !isFate(became)) return warning;
  const { en, zh } = WARNING_WORDS[became];
  const [head, open, close] = lang === "en" ? [en, " (", ")"] : [zh, "（", "）"];
  return `${head.replace("{field}", field)}${open}${why}${close}`;
}

/** The field, what became of it, and why. */
const WARNING = /^(\S.{0,100}?) (dropped|ignored|mapped|added)(?:: | )(.+)$/s;

function isFate(word: string | undefined): word is keyof typeof WARNING_WORDS {
  return word !== undefined && word in WARNING_WORDS;
}
