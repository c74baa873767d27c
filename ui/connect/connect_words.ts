/**
 * The words of the connect page.
 *
 * @module
 */

import type { Words } from "../words.ts";

/** See {@linkcode Words}. */
export const CONNECT_WORDS = {
  title: { en: "Connect", zh: "连接" },
  lead: {
    en: "What to type where, with this server's address and your key filled in.",
    zh: "在哪里填什么：已填好本服务器的地址和你的密钥。",
  },
  clients: { en: "Clients", zh: "客户端" },
  search: { en: "Find a client", zh: "查找客户端" },
  noClient: {
    en: "None by that name. Any client that speaks OpenAI's API works with the base URL and key.",
    zh: "没有这个客户端。支持 OpenAI 接口的客户端都可以用基础地址和密钥连接。",
  },
  allClients: { en: "All clients", zh: "全部客户端" },
  basics: { en: "For every client", zh: "所有客户端通用" },
  basicsHint: {
    en: "A surplus or doubled /v1, or a trailing slash, does no harm.",
    zh: "多写或重复的 /v1、结尾的斜杠都没有关系。",
  },
  root: { en: "Root", zh: "根地址" },
  base: { en: "Base URL", zh: "基础地址" },
  key: { en: "Key", zh: "密钥" },
  keyed: { en: "For clients that can send no key", zh: "不能发送密钥的客户端" },
  models: { en: "Models", zh: "模型" },
  modelsHint: {
    en: "Clients list them by themselves, or want one typed. Press one to copy its id.",
    zh: "客户端会自动列出，或要你填写。点一下即可复制 id。",
  },
  noKey: {
    en: "No key is set, so any text will do, and only this machine is served: no container, no " +
      "other computer, no page of another site. Set API_MASTER_KEY for those.",
    zh: "没有设置密钥：随便填什么都行，但只服务本机，容器、其他电脑、其他网站的页面都用不了。" +
      "需要时请设置 API_MASTER_KEY。",
  },
  showKey: { en: "Show the key", zh: "显示密钥" },
  hideKey: { en: "Hide the key", zh: "隐藏密钥" },
  copy: { en: "Copy {name}", zh: "复制{name}" },
  copyAll: { en: "Copy", zh: "复制" },
  notes: { en: "Worth knowing", zh: "须知" },
  test: { en: "Test connection", zh: "测试连接" },
  typed: { en: "Typed something else?", zh: "填的不一样？" },
  typedAddress: { en: "Address as typed into the client", zh: "客户端里填的地址" },
  runs: { en: "The client runs", zh: "客户端运行在" },
  here: { en: "on this computer", zh: "这台电脑上" },
  container: { en: "in a container", zh: "容器里" },
  elsewhere: { en: "on another computer", zh: "另一台电脑上" },
  page: { en: "as a web page of another site", zh: "其他网站的页面里" },
} as const satisfies Words;
