/**
 * The words of the page about webhooks and jobs.
 *
 * @module
 */

import type { Words } from "../words.ts";

/** See {@linkcode Words}. */
export const WEBHOOK_WORDS = {
  title: { en: "Webhooks and jobs", zh: "回调与任务" },
  sections: { en: "Sections", zh: "分区" },
  endpoints: { en: "Endpoints", zh: "接收端" },
  deliveries: { en: "Deliveries", zh: "投递" },
  jobs: { en: "Jobs", zh: "任务" },
  lead: {
    en: "Programs that are told when a job or a batch has ended.",
    zh: "任务或批次结束时会通知这些程序。",
  },
  noSecret: {
    en: "Requests cannot name a webhook of their own: WEBHOOK_SECRET is not set. Endpoints " +
      "registered here work without it; each has its own secret.",
    zh:
      "请求里不能自带 webhook：没有设置 WEBHOOK_SECRET。这里登记的接收端不需要它，各有自己的密钥。",
  },
  noPublicUrl: {
    en: "PUBLIC_URL is not set: links in events to receivers registered here are paths without " +
      "a host.",
    zh: "没有设置 PUBLIC_URL：发给这里登记的接收端的链接只有路径，没有主机名。",
  },
  add: { en: "Register an endpoint", zh: "登记接收端" },
  url: { en: "URL", zh: "网址" },
  urlHint: { en: "http or https, reachable from this server", zh: "http 或 https，本服务器能访问" },
  name: { en: "Name (optional)", zh: "名称（可选）" },
  events: { en: "Events; none picked means all", zh: "事件；不选表示全部" },
  create: { en: "Register", zh: "登记" },
  made: {
    en: "The secret of {name}. It is shown this once: copy it now.",
    zh: "{name} 的密钥，只显示这一次，请立即复制。",
  },
  copySecret: { en: "Copy the secret", zh: "复制密钥" },
  none: { en: "Nobody is told yet.", zh: "还没有接收端。" },
  noneHint: {
    en: "Register an address above, and every job's end is sent there, signed.",
    zh: "在上面登记一个网址，每个任务结束时都会把签名的消息发到那里。",
  },
  active: { en: "Active", zh: "启用" },
  disabled: { en: "Disabled", zh: "停用" },
  all: { en: "all events", zh: "全部事件" },
  signs: { en: "signed with {hint}", zh: "密钥 {hint}" },
  overlap: { en: "the old secret signs too for {time} more", zh: "旧密钥还有 {time}有效" },
  registered: { en: "registered {time}", zh: "{time}登记" },
  event: { en: "Event", zh: "事件" },
  sendTest: { en: "Send a test", zh: "发送测试" },
  enable: { en: "Enable", zh: "启用" },
  disable: { en: "Disable", zh: "停用" },
  rotate: { en: "New secret", zh: "更换密钥" },
  rotateHint: {
    en: "The old secret stops signing at once, unless it is kept for a day so that the receiver " +
      "can change over.",
    zh: "旧密钥立即失效；也可以保留一天，方便接收端切换。",
  },
  keepOld: { en: "Keep the old one for 24 hours", zh: "旧密钥保留 24 小时" },
  rotateNow: { en: "Make a new secret", zh: "生成新密钥" },
  remove: { en: "Delete", zh: "删除" },
  removeHint: {
    en:
      "Nothing is sent there any more, and its secret is forgotten. What is on the way is given " +
      "up.",
    zh: "不再向它发送，密钥会被删除，正在投递的会放弃。",
  },
  removeNow: { en: "Delete for good", zh: "确认删除" },
  seeDeliveries: { en: "Deliveries", zh: "投递记录" },
  verify: { en: "Check the signature: receivers to copy", zh: "验证签名：可复制的接收端" },
  verifyHint: {
    en: "Start it with the endpoint's secret in WEBHOOK_SECRET. It listens on port 9000.",
    zh: "把接收端的密钥放进 WEBHOOK_SECRET 再启动，它监听 9000 端口。",
  },
  copy: { en: "Copy", zh: "复制" },
  status: { en: "Status", zh: "状态" },
  endpoint: { en: "Endpoint", zh: "接收端" },
  any: { en: "any", zh: "不限" },
  filter: { en: "Show", zh: "筛选" },
  pending: { en: "On the way", zh: "投递中" },
  delivered: { en: "Delivered", zh: "已送达" },
  dead: { en: "Given up", zh: "已放弃" },
  noDeliveries: { en: "Nothing like that has been sent.", zh: "没有这样的投递。" },
  noDeliveriesHint: {
    en: "Deliveries are kept for a week after their end.",
    zh: "投递记录在结束后保留一周。",
  },
  tries: { en: "tries: {n}", zh: "尝试 {n} 次" },
  next: { en: "next try in {time}", zh: "{time}后再试" },
  replay: { en: "Send again", zh: "重新发送" },
  replayPicked: { en: "Send picked ones again", zh: "重新发送所选" },
  replayDead: { en: "Send all given up again", zh: "重新发送全部已放弃的" },
  pick: { en: "Pick {type} of {subject}", zh: "选择 {subject} 的 {type}" },
  older: { en: "Older", zh: "更早" },
  noTries: { en: "Not tried yet.", zh: "还没有尝试。" },
  prompt: { en: "Prompt", zh: "提示词" },
  model: { en: "Model", zh: "模型" },
  since: { en: "Made within", zh: "创建于" },
  hour: { en: "the last hour", zh: "一小时内" },
  day: { en: "the last day", zh: "一天内" },
  week: { en: "the last week", zh: "一周内" },
  made_at: { en: "Made", zh: "创建" },
  took: { en: "Took", zh: "用时" },
  pictures: { en: "Pictures", zh: "张数" },
  actions: { en: "Actions", zh: "操作" },
  noJobs: { en: "There are no such jobs.", zh: "没有这样的任务。" },
  noJobsHint: {
    en: "Jobs are made in the studio and by every client, and kept for a limited time.",
    zh: "任务来自创作页和各个客户端，只保留一段时间。",
  },
} as const satisfies Words;

/** What came of a try, in plain words. */
export const TRY_WORDS = {
  arrived: {
    en: "It arrived: the receiver answered {status}.",
    zh: "已送达：接收端回答 {status}。",
  },
  gone: {
    en: "The receiver answered 410: it wants no more events, so the endpoint is disabled.",
    zh: "接收端回答 410：它不再需要事件，所以已停用。",
  },
  redirect: {
    en: "The receiver answered {status}, a redirect. They are not followed: register the address " +
      "it leads to.",
    zh: "接收端回答 {status}（重定向），不会跟随：请登记重定向后的网址。",
  },
  refused: {
    en: "The receiver answered {status}. It may not know the secret: check WEBHOOK_SECRET there.",
    zh: "接收端回答 {status}，可能密钥不对：请检查那里的 WEBHOOK_SECRET。",
  },
  missing: {
    en: "The receiver answered {status}: nothing takes a POST at this address. Check its path.",
    zh: "接收端回答 {status}：这个网址不接受 POST，请检查路径。",
  },
  failed: {
    en: "The receiver answered {status}. Only 2xx counts as received: look into its log.",
    zh: "接收端回答 {status}，只有 2xx 算收到：请查看它的日志。",
  },
  silent: {
    en: "No answer: is the receiver running, and reachable from this server? {reason}",
    zh: "没有回答：接收端在运行吗？本服务器能访问它吗？{reason}",
  },
} as const satisfies Words;
