/**
 * Chat programs for many people, which run on a server.
 *
 * @module
 */

import { type Client, KEY_FIELD, MODELS, OPTIONS, SHORT_CHAT } from "./client.ts";

/** See {@linkcode Client}. */
export const CHAT_SERVERS: readonly Client[] = [
  {
    id: "open-webui",
    name: "Open WebUI",
    isContained: true,
    ways: [
      {
        title: { en: "Chat: a connection", zh: "聊天：连接" },
        settings: [{ field: "URL", value: "{base}" }, { field: KEY_FIELD, value: "{key}" }],
        probe: MODELS,
      },
      {
        title: { en: "Images, engine openai", zh: "图片，引擎 openai" },
        settings: [
          { field: { en: "API Base URL", zh: "接口地址" }, value: "{base}" },
          { field: KEY_FIELD, value: "{key}" },
          { field: { en: "Model", zh: "模型" }, value: "studio" },
          { field: { en: "Image Size", zh: "图像尺寸" }, value: "1024x1024" },
        ],
        block: {
          file: ".env",
          text: "IMAGE_GENERATION_ENGINE=openai\nIMAGES_OPENAI_API_BASE_URL={base}\n" +
            "IMAGES_OPENAI_API_KEY={key}\nIMAGE_GENERATION_MODEL=studio",
        },
        probe: MODELS,
      },
      {
        title: { en: "Images, engine automatic1111", zh: "图片，引擎 automatic1111" },
        settings: [
          { field: "AUTOMATIC1111 Base URL", value: "{root}" },
          { field: "AUTOMATIC1111 Api Auth String", value: "me:{key}" },
        ],
        block: {
          file: ".env",
          text: "IMAGE_GENERATION_ENGINE=automatic1111\nAUTOMATIC1111_BASE_URL={root}\n" +
            "AUTOMATIC1111_API_AUTH=me:{key}",
        },
        probe: { ...OPTIONS, auth: "basic" },
      },
    ],
    notes: [
      {
        en: "Titles, tags and follow-ups cost no picture. Do not set `CHAT_IMAGES=images`: it " +
          "cannot read lines over 128 KiB.",
        zh:
          "标题、标签、追问建议不会画图。不要设置 `CHAT_IMAGES=images`：它读不了超过 128 KiB 的行。",
      },
      {
        en: "From its container, `127.0.0.1` is the container: use `host.docker.internal`, and " +
          "set `API_MASTER_KEY`.",
        zh: "在它的容器里，`127.0.0.1` 是容器自己：请用 `host.docker.internal`，" +
          "并设置 `API_MASTER_KEY`。",
      },
      {
        en: "It shows only the name of an error's status, not the message: that is in the " +
          "server's job list.",
        zh: "出错时它只显示状态的名称，不显示说明：说明在服务器的任务列表里。",
      },
    ],
  },
  {
    id: "librechat",
    name: "LibreChat",
    isContained: true,
    ways: [
      {
        title: { en: "Tool dalle", zh: "工具 dalle" },
        settings: [
          { field: "DALLE3_BASEURL", value: "{base}" },
          { field: "DALLE3_API_KEY", value: "{key}" },
        ],
        block: { file: ".env", text: "DALLE3_BASEURL={base}\nDALLE3_API_KEY={key}" },
        probe: MODELS,
      },
      {
        title: {
          en: "Tools image_gen_oai and image_edit_oai",
          zh: "工具 image_gen_oai 和 image_edit_oai",
        },
        settings: [
          { field: "IMAGE_GEN_OAI_BASEURL", value: "{base}" },
          { field: "IMAGE_GEN_OAI_API_KEY", value: "{key}" },
          { field: "IMAGE_GEN_OAI_MODEL", value: "gpt-image-1" },
        ],
        block: {
          file: ".env",
          text: "IMAGE_GEN_OAI_BASEURL={base}\nIMAGE_GEN_OAI_API_KEY={key}\n" +
            "IMAGE_GEN_OAI_MODEL=gpt-image-1",
        },
        probe: MODELS,
      },
      {
        title: { en: "Tool stable-diffusion", zh: "工具 stable-diffusion" },
        settings: [{ field: "SD_WEBUI_URL", value: "{keyed}" }],
        block: { file: ".env", text: "SD_WEBUI_URL={keyed}" },
        probe: OPTIONS,
      },
      {
        title: { en: "Chat: a custom endpoint", zh: "聊天：自定义端点" },
        settings: [
          { field: "baseURL", value: "{base}" },
          { field: "apiKey", value: "{key}" },
        ],
        block: {
          file: "librechat.yaml",
          text: "endpoints:\n  custom:\n    - name: Darkroom\n      baseURL: {base}\n" +
            '      apiKey: "{key}"\n      models:\n        default: ["studio"]\n' +
            "        fetch: true",
        },
        probe: SHORT_CHAT,
      },
    ],
    notes: [
      {
        en: "Titles cost no picture. It blocks data URLs: leave `CHAT_IMAGES` at `auto`.",
        zh: "标题不会画图。它屏蔽 data URL：`CHAT_IMAGES` 保持 `auto`。",
      },
    ],
  },
];
