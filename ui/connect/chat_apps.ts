/**
 * Chat programs that run on a computer or in a browser.
 *
 * @module
 */

import { type Client, KEY_FIELD, MODELS, SHORT_CHAT } from "./client.ts";

/** See {@linkcode Client}. */
export const CHAT_APPS: readonly Client[] = [
  {
    id: "cherry-studio",
    name: "Cherry Studio",
    ways: [
      {
        title: { en: "Provider for chats and pictures", zh: "服务商：聊天与图片" },
        settings: [
          { field: { en: "Provider Type", zh: "提供商类型" }, value: "OpenAI" },
          { field: KEY_FIELD, value: "{key}" },
          { field: { en: "API Host", zh: "API 地址" }, value: "{root}" },
        ],
        probe: { ...SHORT_CHAT, joining: "append_v1" },
      },
      {
        title: { en: "Painting page", zh: "绘画页" },
        settings: [
          { field: { en: "Provider", zh: "服务商" }, value: "New API" },
          { field: KEY_FIELD, value: "{key}" },
          { field: { en: "API Host", zh: "API 地址" }, value: "{root}" },
        ],
        probe: { ...MODELS, joining: "append_v1" },
      },
    ],
    notes: [
      {
        en: "Add models by id. `dall-e-*`, `gpt-image-1*`, `grok-2-image*` and `imagen*` go to " +
          "the image endpoints; every other id is drawn in the chat, as a link.",
        zh: "按 id 添加模型。`dall-e-*`、`gpt-image-1*`、`grok-2-image*`、`imagen*` 走图片接口；" +
          "其他 id 在聊天里画，图片以链接给出。",
      },
      {
        en: "Size, quality and background have an effect where the model takes them.",
        zh: "尺寸、质量、背景在模型支持时生效。",
      },
    ],
  },
  {
    id: "lobehub",
    name: "LobeHub",
    isContained: true,
    ways: [{
      title: { en: "Provider OpenAI", zh: "OpenAI 服务商" },
      settings: [
        { field: "API Key", value: "{key}" },
        { field: { en: "API proxy URL", zh: "API 代理地址" }, value: "{base}" },
      ],
      probe: MODELS,
    }],
    notes: [
      {
        en: "Size, seed, steps, cfg and the negative prompt of its image page are taken.",
        zh: "图片页里的尺寸、种子、步数、cfg、负面提示词都会被读取。",
      },
      {
        en: "In its provider `New API`, ids with `gpt-` in them go to `/v1/responses`: use " +
          "other ids.",
        zh: "在它的 `New API` 服务商里，含 `gpt-` 的 id 会发往 `/v1/responses`：请用别的 id。",
      },
      {
        en: "Models with `:image` at the end of their id: LobeHub cuts that off and then looks " +
          "only at `message.images`, so start the server with `CHAT_IMAGES=images`.",
        zh: "id 以 `:image` 结尾的模型：LobeHub 会去掉这个后缀，并且只看 `message.images`，" +
          "所以服务器要用 `CHAT_IMAGES=images` 启动。",
      },
      {
        en: "Its own limit for a task can be shorter than a slow upstream's picture.",
        zh: "它自己的任务时限可能比慢的上游短。",
      },
    ],
  },
  {
    id: "nextchat",
    name: "NextChat",
    isContained: true,
    ways: [{
      title: { en: "Custom endpoint", zh: "自定义接口" },
      settings: [
        { field: { en: "OpenAI Endpoint", zh: "接口地址" }, value: "{root}" },
        { field: { en: "OpenAI API Key", zh: "API Key" }, value: "{key}" },
        { field: { en: "Custom Models", zh: "自定义模型名" }, value: "+studio,+dall-e-3" },
      ],
      probe: { ...MODELS, joining: "append_v1" },
    }],
    notes: [
      {
        en: "`dall-e-3` is drawn by the image endpoint, others in the chat.",
        zh: "`dall-e-3` 走图片接口，其他的在聊天里画。",
      },
      {
        en: "It sends pictures along only to ids that it takes for seeing ones (`vision`, " +
          "`gpt-4o`, `vl`, …): give a model such an id, " +
          '`MODEL_ROUTES=\'{"studio-vision": ["studio/studio"]}\'`.',
        zh: "只有它认为能看图的 id（`vision`、`gpt-4o`、`vl` 等）才会带上图片：" +
          '给模型起一个这样的 id，`MODEL_ROUTES=\'{"studio-vision": ["studio/studio"]}\'`。',
      },
      {
        en: "The browser asks the server directly. If the page is not from this machine, set " +
          "`API_MASTER_KEY`.",
        zh: "浏览器直接访问服务器。页面不是来自本机时，请设置 `API_MASTER_KEY`。",
      },
    ],
  },
  {
    id: "chatbox",
    name: "Chatbox",
    ways: [{
      title: { en: "Provider OpenAI", zh: "OpenAI 服务商" },
      settings: [
        { field: KEY_FIELD, value: "{key}" },
        { field: { en: "API Host", zh: "API 主机" }, value: "{root}" },
      ],
      probe: { ...MODELS, joining: "append_v1" },
    }],
    notes: [
      {
        en: "A custom provider (OpenAI compatible) knows chats only; pictures come there as " +
          "links.",
        zh: "自定义服务商（OpenAI 兼容）只有聊天，图片以链接给出。",
      },
      {
        en: "It shows no data URLs: leave `CHAT_IMAGES` at `auto` or `markdown`.",
        zh: "它不显示 data URL：`CHAT_IMAGES` 保持 `auto` 或 `markdown`。",
      },
    ],
  },
];
