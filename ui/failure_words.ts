/**
 * Each kind of failure in plain words, and what to do about it. `failure.ts` has the kinds.
 *
 * @module
 */

import type { Lang, Said, Words } from "./words.ts";

/** What each kind is called. */
export const FAILURE_NAMES: Words = {
  invalid_request: { en: "Request not understood", zh: "请求无法理解" },
  content_policy: { en: "Refused by moderation", zh: "被内容审核拒绝" },
  unauthenticated: { en: "No valid key", zh: "没有有效的密钥" },
  forbidden: { en: "Not allowed", zh: "不允许" },
  model_not_found: { en: "Unknown model", zh: "未知模型" },
  not_found: { en: "Not found", zh: "未找到" },
  unknown_url: { en: "Unknown address", zh: "未知地址" },
  method_not_allowed: { en: "Method not supported", zh: "不支持的方法" },
  body_too_slow: { en: "Request came too slowly", zh: "请求传输过慢" },
  too_many_requests: { en: "Rate limit of a key", zh: "密钥达到速率限制" },
  quota_exhausted: { en: "Quota of a key", zh: "密钥配额已用完" },
  body_too_large: { en: "Request too large", zh: "请求过大" },
  unsupported_content_type: { en: "Unknown content type", zh: "未知的内容类型" },
  range_not_satisfiable: { en: "Range not satisfiable", zh: "范围无法满足" },
  idempotency_conflict: { en: "Idempotency key reused", zh: "幂等键被重复使用" },
  cancelled: { en: "Cancelled", zh: "已取消" },
  generation_failed: { en: "Generation failed", zh: "生成失败" },
  upstream_auth: { en: "Key refused by the provider", zh: "服务商拒绝了密钥" },
  upstream_quota: { en: "No credit at the provider", zh: "服务商余额不足" },
  rate_limited: { en: "Rate limited", zh: "请求过于频繁" },
  unavailable: { en: "Provider unavailable", zh: "服务商不可用" },
  no_answer: { en: "No answer", zh: "没有应答" },
  bad_response: { en: "Unusable answer", zh: "应答无法使用" },
  submission_unknown: { en: "Outcome unknown", zh: "结果未知" },
  timed_out: { en: "Timed out", zh: "超时" },
  still_running: { en: "Still running", zh: "仍在进行" },
  draining: { en: "Server was stopping", zh: "服务器正在停止" },
  internal: { en: "Internal error", zh: "内部错误" },
};

/** What an operator can do about each. */
const ADVICE: Words = {
  invalid_request: {
    en: "The request itself is at fault; the message names the field. Nothing to do here.",
    zh: "问题出在请求本身，消息里写明了字段。这里无需处理。",
  },
  content_policy: {
    en:
      "The provider's moderation refused the prompt or picture. Change the prompt; the same one " +
      "is not sent to another provider.",
    zh: "服务商的审核拒绝了提示词或图片。请修改提示词；同样的内容不会转发给别的服务商。",
  },
  model_not_found: {
    en:
      "A client asks for a model that nobody offers. Correct its name, or add it to MODEL_ROUTES.",
    zh: "客户端请求了没有人提供的模型。请更正名称，或把它加入 MODEL_ROUTES。",
  },
  too_many_requests: {
    en: "A key of this server asked more often than its limits allow. Raise them if that is not " +
      "what you want; clients wait and try again by themselves.",
    zh:
      "本服务器的某个密钥请求过于频繁，超过了它的限制。如果这不是您想要的，请调高限制；客户端会等待并自动重试。",
  },
  quota_exhausted: {
    en: "A key of this server has used up its quota. Raise the quota, or wait until it is renewed.",
    zh: "本服务器的某个密钥已用完配额。请调高配额，或等待配额重置。",
  },
  idempotency_conflict: {
    en: "A client uses one Idempotency-Key for different requests. It needs a new key for each.",
    zh: "客户端把同一个 Idempotency-Key 用于不同的请求。每个请求都要用新的键。",
  },
  generation_failed: {
    en: "The provider tried and gave up; it was tried again as far as MAX_TRIES allows. If it " +
      "happens often, add a second route to the model.",
    zh: "服务商尝试后放弃了；已按 MAX_TRIES 重试。如果经常发生，请为该模型增加第二条路由。",
  },
  upstream_auth: {
    en:
      "Check the key of this provider in the environment: it may be mistyped, revoked or without " +
      "rights for this model. A refused account is tried again after ten minutes.",
    zh:
      "请检查环境变量中该服务商的密钥：可能写错、已被吊销，或无权使用该模型。被拒绝的账号十分钟后再试。",
  },
  upstream_quota: {
    en:
      "The account has no credit left. Top it up at the provider, or add another key: it is tried " +
      "again after ten minutes.",
    zh: "该账号余额已用完。请在服务商处充值，或添加另一个密钥；十分钟后会再试。",
  },
  rate_limited: {
    en:
      "The account asks for a pause, which is kept. Add another key or lower its concurrency if " +
      "it happens all the time.",
    zh: "该账号要求暂停，我们会照办。如果一直发生，请再加一个密钥或降低并发数。",
  },
  unavailable: {
    en:
      "The provider is down or overloaded. Requests wait or go to the model's next route; look at " +
      "the provider's status page if it lasts.",
    zh: "服务商宕机或过载。请求会等待或转到该模型的下一条路由；如果持续，请查看服务商的状态页。",
  },
  no_answer: {
    en:
      "The connection broke before an answer came. Check the network and the base address; what " +
      "was submitted may have been charged.",
    zh: "连接在应答之前中断。请检查网络和基础地址；已提交的请求可能已被计费。",
  },
  bad_response: {
    en:
      "The provider answered with something that is no picture. Check the base address; a proxy " +
      "or a changed API can be the cause.",
    zh: "服务商的应答不是图片。请检查基础地址；原因可能是代理，或接口已变更。",
  },
  submission_unknown: {
    en:
      "Nobody knows whether the provider took the request, so it was not sent again. Look it up " +
      "at the provider; ON_UNKNOWN_SUBMIT=retry would repeat it, at the risk of paying twice.",
    zh:
      "不知道服务商是否已接受请求，因此没有重发。请到服务商处查看；ON_UNKNOWN_SUBMIT=retry 会重发，但可能重复付费。",
  },
  timed_out: {
    en: "It took longer than it may. If pictures of this model simply need longer, raise " +
      "JOB_TIMEOUT_SECONDS.",
    zh: "耗时超过上限。如果该模型本来就慢，请调高 JOB_TIMEOUT_SECONDS。",
  },
  draining: {
    en: "The server was being stopped or replaced. Clients try again by themselves.",
    zh: "服务器当时正在停止或更换。客户端会自动重试。",
  },
  internal: {
    en: 'A bug of Darkroom\'s. The log has the details under the event "bug".',
    zh: '这是 Darkroom 的错误。日志中事件 "bug" 有详细信息。',
  },
};

/** Said of a kind that an operator can do nothing about. */
const NOTHING_TO_DO: Said = {
  en: "The request itself is at fault. Nothing to do here.",
  zh: "问题出在请求本身。这里无需处理。",
};

/** What a kind of failure is called; one that is not known keeps its name. */
export function failureName(kind: string, lang: Lang): string {
  return say(FAILURE_NAMES[kind], lang) ?? kind;
}

/** What to do about a kind of failure. */
export function failureAdvice(kind: string, lang: Lang): string {
  return say(ADVICE[kind] ?? NOTHING_TO_DO, lang) ?? "";
}

function say(said: Said | undefined, lang: Lang): string | undefined {
  return lang === "en" ? said?.en : said?.zh;
}
