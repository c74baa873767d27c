/**
 * Programs that build flows, and programs to draw with.
 *
 * @module
 */

import {
  CHECKPOINTS,
  type Client,
  type ClientGroup,
  MODELS,
  OPTIONS,
  type Probe,
  type Setting,
  type Way,
} from "./client.ts";
import type { Said } from "../words.ts";

/** See {@linkcode ClientGroup}. */
export const FLOW_CLIENTS: ClientGroup = {
  title: { en: "Programs and flows", zh: "程序与工作流" },
  clients: [
    {
      id: "dify",
      name: "Dify",
      isContained: true,
      ways: [
        {
          title: {
            en: "Plugin OpenAI (DALL-E, GPT Image)",
            zh: "OpenAI 插件（DALL-E、GPT Image）",
          },
          settings: [
            { field: "OpenAI API key", value: "{key}" },
            { field: "OpenAI base URL", value: "{root}" },
          ],
          probe: { ...MODELS, joining: "append_v1" },
        },
        {
          title: { en: "Plugin Stable Diffusion", zh: "Stable Diffusion 插件" },
          settings: [
            { field: "Base URL", value: "{keyed}" },
            { field: { en: "Model", zh: "模型" }, value: "studio" },
          ],
          probe: CHECKPOINTS,
        },
      ],
      notes: [
        {
          en: "The models are built in: they are the default model.",
          zh: "模型是写死的，都代表默认模型。",
        },
        { en: "It gives up after 120 s.", zh: "它最多等 120 秒。" },
        {
          en: "From its container use `host.docker.internal` in place of `127.0.0.1`, and set " +
            "`API_MASTER_KEY`.",
          zh: "在它的容器里，用 `host.docker.internal` 代替 `127.0.0.1`，并设置 `API_MASTER_KEY`。",
        },
      ],
    },
    {
      id: "n8n",
      name: "n8n",
      isContained: true,
      ways: [{
        title: { en: "OpenAI credential", zh: "OpenAI 凭据" },
        settings: [{ field: "API Key", value: "{key}" }, { field: "Base URL", value: "{base}" }],
        probe: MODELS,
      }],
      notes: [
        {
          en: 'Operations "generate an image" and "edit an image"; the picker shows ids such as ' +
            "`dall-e-3` and `gpt-image-1`, which are the default model.",
          zh:
            "可用“生成图片”和“编辑图片”；可选的 id 如 `dall-e-3`、`gpt-image-1`，都代表默认模型。",
        },
        {
          en: 'With "respond with URL" the links stay until the job expires (`JOB_TTL_HOURS`).',
          zh: "选择返回链接时，链接保留到任务过期（`JOB_TTL_HOURS`）。",
        },
      ],
    },
  ],
};

/** See {@linkcode ClientGroup}. */
export const DRAWING_CLIENTS: ClientGroup = {
  title: { en: "Drawing programs", zh: "绘图程序" },
  clients: [
    drawing({ id: "krita", name: "Krita" }, {
      title: "Cyanic SD",
      field: "Host",
      // Its own test asks /queue/status, which needs no key: what it asks next does.
      probe: CHECKPOINTS,
      notes: [
        {
          en: "Text to image, image to image, inpainting and upscaling work; lists of what is " +
            "not here are empty.",
          zh: "文生图、图生图、局部重绘、放大都可用；这里没有的东西，列表是空的。",
        },
        {
          en: "krita-ai-diffusion does not work: it speaks ComfyUI's protocol.",
          zh: "krita-ai-diffusion 不能用：它说的是 ComfyUI 的协议。",
        },
      ],
    }),
    drawing({ id: "gimp", name: "GIMP" }, {
      title: "stable-gimpfusion",
      field: { en: "API Base URL", zh: "API Base URL" },
      probe: OPTIONS,
      notes: [{
        en: "Text to image, image to image and inpainting; the list of ControlNet models is empty.",
        zh: "文生图、图生图、局部重绘；ControlNet 模型的列表是空的。",
      }],
    }),
    drawing({ id: "photoshop", name: "Photoshop" }, {
      title: "Auto-Photoshop-SD",
      field: "SD Url",
      probe: OPTIONS,
      notes: [{
        en: "Text to image, image to image, inpainting, upscaling; seeds and settings are read " +
          "back.",
        zh: "文生图、图生图、局部重绘、放大；种子和参数可以读回。",
      }],
    }),
    drawing({ id: "blender", name: "Blender" }, {
      title: { en: "AI Render, backend Automatic1111", zh: "AI Render，后端 Automatic1111" },
      field: "Web Server URL",
      probe: CHECKPOINTS,
      notes: [{
        en:
          "Renderings are changed (`img2img`) and enlarged. It waits 360 s unless told otherwise.",
        zh: "可以改画渲染结果（`img2img`）和放大。默认最多等 360 秒。",
      }],
    }),
    drawing({ id: "stablestudio", name: "StableStudio" }, {
      title: { en: "webui plugin", zh: "webui 插件" },
      field: { en: "Host URL", zh: "Host URL" },
      probe: CHECKPOINTS,
      notes: [{
        en: "It runs in a browser: a page that is not from this machine needs `API_MASTER_KEY` " +
          "to be set.",
        zh: "它在浏览器里运行：页面不是来自本机时，必须设置 `API_MASTER_KEY`。",
      }],
    }),
  ],
};

interface Drawing {
  readonly title: Way["title"];
  readonly field: Setting["field"];
  readonly probe: Probe;
  readonly notes: readonly Said[];
}

/** They all ask for one address, and can send no key. */
function drawing(
  client: Pick<Client, "id" | "name">,
  { title, field, probe, notes }: Drawing,
): Client {
  return { ...client, notes, ways: [{ title, settings: [{ field, value: "{keyed}" }], probe }] };
}
