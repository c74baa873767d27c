/**
 * What a test of a connection can find, in plain words: what is wrong, and what to do.
 *
 * @module
 */

import type { Words } from "../words.ts";

/** See {@linkcode Words}. */
export const TEST_WORDS = {
  models: {
    en: "It works. The client will find {n} models here.",
    zh: "连接成功。客户端会在这里找到 {n} 个模型。",
  },
  works: { en: "It works.", zh: "连接成功。" },
  noPrompt: {
    en: "It works: the address and the key are right. (The test asks for no picture, so the " +
      "server only misses the prompt.)",
    zh: "连接成功：地址和密钥都对。（测试不画图，所以服务器只是说缺少提示词。）",
  },
  notAddress: {
    en: "“{address}” is not an address. Type it with http:// or https:// in front, as shown above.",
    zh: "“{address}”不是地址。请像上面那样带上 http:// 或 https://。",
  },
  otherPort: {
    en: "The port is another one: this server is at {root}. Nothing of ours answers at {host}.",
    zh: "端口不对：本服务器在 {root}，{host} 上没有我们的服务。",
  },
  loopback: {
    en: "There, {host} means the client's own machine or container, not this one. Use {instead}.",
    zh: "在那里，{host} 指的是客户端自己的机器或容器，不是这台。请用 {instead}。",
  },
  loopbackFar: {
    en: "There, {host} means the client's own machine, not this one. Use this machine's name or " +
      "address in the network, and set API_MASTER_KEY: without a key only this machine is served.",
    zh: "在那里，{host} 指的是客户端自己的机器，不是这台。请用这台机器在网络里的名称或地址，" +
      "并设置 API_MASTER_KEY：没有密钥时只服务本机。",
  },
  onlyHere: {
    en: "This server listens on {listens} only, so other machines cannot reach it. Set HOST to " +
      "0.0.0.0, or leave HOST unset beside API_MASTER_KEY.",
    zh: "本服务器只监听 {listens}，其他机器连不上。请把 HOST 设为 0.0.0.0，" +
      "或设置了 API_MASTER_KEY 就不要设 HOST。",
  },
  otherHost: {
    en: "Whether {host} leads to this server cannot be seen from here: it is known as {root}. " +
      "If the client gets no answer at all, look at the address first.",
    zh:
      "从这里看不出 {host} 是否通向本服务器：它的地址是 {root}。客户端若完全没有回答，请先检查地址。",
  },
  mixed: {
    en: "A page that came by https may not ask {address}: browsers allow it http only to the " +
      "machine they run on. Put the server behind https and set PUBLIC_URL.",
    zh: "通过 https 打开的页面不能访问 {address}：浏览器只允许它用 http 访问本机。" +
      "请让服务器使用 https，并设置 PUBLIC_URL。",
  },
  noKeySet: {
    en: "The server refused: it has no key, so it serves only programs and pages of its own " +
      "machine. Set API_MASTER_KEY, start it again, and give the client that key.",
    zh: "服务器拒绝了：它没有设置密钥，只服务本机的程序和页面。请设置 API_MASTER_KEY，重新启动，" +
      "再把密钥填到客户端里。",
  },
  keyMissing: {
    en: "The key is missing. Type it into the client's key field, as shown above.",
    zh: "缺少密钥。请像上面那样填到客户端的密钥栏里。",
  },
  keyInAddress: {
    en: "The key is missing. This client can send none: put it into the address, {keyed}",
    zh: "缺少密钥。这个客户端不能发送密钥，请写进地址：{keyed}",
  },
  keyWrong: {
    en: "The key is not this server's. Copy it again; watch for spaces and missing ends.",
    zh: "密钥不对。请重新复制，留意空格和缺掉的部分。",
  },
  keyOdd: {
    en: "The key has characters in it that no header can carry: something else was pasted.",
    zh: "密钥里有请求头不能携带的字符：粘贴了别的东西。",
  },
  wrongPath: {
    en: "There is nothing at {path}. The address has something in it that does not belong " +
      "there: use {right}",
    zh: "{path} 处什么也没有。地址里有多余的部分，请用 {right}",
  },
  refused: { en: "The server answered {status}: {message}", zh: "服务器回答 {status}：{message}" },
} as const satisfies Words;
