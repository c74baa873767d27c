/**
 * Programs to play roles with.
 *
 * @module
 */

import { CHECKPOINTS, type Client, MODELS, OPTIONS } from "./client.ts";

/** See {@linkcode Client}. */
export const ROLE_CLIENTS: readonly Client[] = [
  {
    id: "sillytavern",
    name: "SillyTavern",
    isContained: true,
    ways: [
      {
        title: {
          en: "Image Generation, source Stable Diffusion WebUI",
          zh: "Image Generation，来源 Stable Diffusion WebUI",
        },
        settings: [
          { field: "SD Web UI URL", value: "{root}" },
          { field: { en: "Authentication", zh: "认证" }, value: "me:{key}" },
        ],
        probe: { ...OPTIONS, joining: "replace", auth: "basic" },
      },
      {
        title: { en: "The same without authentication", zh: "同上，不填认证" },
        settings: [{ field: "SD Web UI URL", value: "{query}" }],
        probe: { ...OPTIONS, joining: "replace" },
      },
      {
        title: { en: "Chat completion, source Custom", zh: "聊天补全，来源 Custom" },
        settings: [
          {
            field: { en: "Custom Endpoint (Base URL)", zh: "自定义端点（基础 URL）" },
            value: "{base}",
          },
          { field: { en: "Custom API Key", zh: "自定义 API 密钥" }, value: "{key}" },
        ],
        probe: MODELS,
      },
    ],
    notes: [
      { en: "It drops any path.", zh: "它会丢掉路径。" },
      {
        en: "Model, sampler, scheduler, steps, size, hires fix and clip skip can be set; what " +
          "the model does not honour is dropped.",
        zh: "可以设置模型、采样器、调度器、步数、尺寸、高清修复、clip skip；模型不支持的会被忽略。",
      },
      {
        en: "Its image source OpenAI always asks api.openai.com, and its source DrawThings " +
          "finds no DrawThings here: neither works.",
        zh: "它的图片来源 OpenAI 只访问 api.openai.com，来源 DrawThings 在这里找不到 DrawThings：" +
          "两者都不能用。",
      },
      {
        en: 'Links are shown after "Ext. Media" has been allowed for the chat.',
        zh: "要先在该聊天里允许 “Ext. Media”，链接才会显示。",
      },
    ],
  },
  {
    id: "koboldai-lite",
    name: "KoboldAI Lite",
    ways: [
      {
        title: "A1111",
        settings: [{ field: "A1111 URL", value: "{keyed}" }],
        probe: CHECKPOINTS,
      },
      {
        title: { en: "OpenAI images", zh: "OpenAI 图片" },
        settings: [
          { field: "API URL", value: "{base}/images/generations" },
          { field: "API Key", value: "{key}" },
        ],
        probe: { method: "POST", path: "", body: "{}", joining: "whole", auth: "bearer" },
      },
    ],
    notes: [
      {
        en: "It can send no key. Interrogation is refused.",
        zh: "它不能发送密钥。图片反推会被拒绝。",
      },
      {
        en: "It always runs in a browser: a page that is not from this machine needs " +
          "`API_MASTER_KEY` to be set.",
        zh: "它总是在浏览器里运行：页面不是来自本机时，必须设置 `API_MASTER_KEY`。",
      },
    ],
  },
  {
    id: "risuai",
    name: "RisuAI",
    ways: [{
      title: "Stable Diffusion WebUI",
      settings: [{ field: "WebUI URL", value: "{query}" }],
      probe: { ...CHECKPOINTS, joining: "replace" },
    }],
    notes: [
      { en: "It drops the path and sends no key.", zh: "它会丢掉路径，也不发送密钥。" },
      {
        en: "Its web build asks from the browser or through a proxy of its own, which cannot " +
          "reach your machine.",
        zh: "网页版从浏览器访问，或经过它自己的代理，后者访问不到你的电脑。",
      },
    ],
  },
];
