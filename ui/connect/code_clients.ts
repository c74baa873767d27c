/**
 * Code of the user's own.
 *
 * @module
 */

import { type ClientGroup, MODELS, type Setting } from "./client.ts";

/** See {@linkcode ClientGroup}. */
export const CODE_CLIENTS: ClientGroup = {
  title: { en: "Code", zh: "代码" },
  clients: [
    {
      id: "openai-python",
      name: "OpenAI SDK, Python",
      ways: [{
        title: "pip install openai",
        settings: named("base_url", "api_key"),
        block: {
          file: "Python",
          text: 'client = OpenAI(base_url="{base}", api_key="{key}")\n' +
            'client.images.generate(model="studio", prompt="a pear", size="1024x1024", ' +
            'extra_body={"seed": 7})',
        },
        probe: MODELS,
      }],
      notes: [{
        en: "What OpenAI has no parameter for goes into `extra_body`. Without `response_format` " +
          "pictures come as `b64_json`, and as `url` for `dall-e-*`.",
        zh: "OpenAI 没有的参数放进 `extra_body`。不写 `response_format` 时图片是 `b64_json`，" +
          "`dall-e-*` 则是 `url`。",
      }],
    },
    {
      id: "openai-node",
      name: "OpenAI SDK, Node",
      ways: [{
        title: "npm install openai",
        settings: named("baseURL", "apiKey"),
        block: {
          file: "JavaScript",
          text: 'const client = new OpenAI({ baseURL: "{base}", apiKey: "{key}" });\n' +
            'await client.images.generate({ model: "studio", prompt: "a pear", ' +
            'size: "1024x1024" });',
        },
        probe: MODELS,
      }],
      notes: [{
        en: "Node's `fetch` gives up after 5 minutes without an answer: use `stream: true` or " +
          "`POST /v1/jobs` for slow models.",
        zh: "Node 的 `fetch` 等 5 分钟没有回答就放弃：慢的模型请用 `stream: true` 或 " +
          "`POST /v1/jobs`。",
      }],
    },
    {
      id: "ai-sdk",
      name: "Vercel AI SDK",
      ways: [{
        title: "npm install ai @ai-sdk/openai",
        settings: named("baseURL", "apiKey"),
        block: {
          file: "JavaScript",
          text: 'const openai = createOpenAI({ baseURL: "{base}", apiKey: "{key}" });\n' +
            'await generateImage({ model: openai.image("studio"), prompt: "a pear", ' +
            'size: "1024x1024" });',
        },
        probe: MODELS,
      }],
      notes: [{
        en: '`createOpenAICompatible` with the same `baseURL` and `.imageModel("studio")` hands ' +
          "on every provider option as it is. `n` pictures of ids that it does not know are as " +
          "many requests.",
        zh: '`createOpenAICompatible` 用同样的 `baseURL` 和 `.imageModel("studio")`，' +
          "会原样转发所有 provider 选项。对它不认识的 id，`n` 张图片就是 `n` 次请求。",
      }],
    },
    {
      id: "langchain",
      name: "LangChain",
      ways: [{
        title: "npm install @langchain/openai",
        settings: named("baseUrl", "apiKey"),
        block: {
          file: "JavaScript",
          text: 'new DallEAPIWrapper({ baseUrl: "{base}", apiKey: "{key}", model: "studio" });',
        },
        probe: MODELS,
      }],
      notes: [{
        en: 'It answers with a link; `dallEResponseFormat: "b64_json"` gives the bytes.',
        zh: '返回链接；`dallEResponseFormat: "b64_json"` 返回图片本身。',
      }],
    },
    {
      id: "openrouter",
      name: "OpenRouter provider",
      ways: [{
        title: "npm install @openrouter/ai-sdk-provider",
        settings: named("baseURL", "apiKey"),
        block: {
          file: "JavaScript",
          text: 'const openrouter = createOpenRouter({ baseURL: "{base}", apiKey: "{key}" });',
        },
        probe: MODELS,
      }],
      notes: [{
        en: 'Ask with `modalities: ["image", "text"]`: pictures then come as data URLs in ' +
          "`message.images`, the only form that it reads.",
        zh: '请求时带上 `modalities: ["image", "text"]`：图片就以 data URL 放在 ' +
          "`message.images` 里，它只读这一种形式。",
      }],
    },
    {
      id: "curl",
      name: "curl",
      ways: [{
        title: { en: "From a shell", zh: "在终端里" },
        settings: [{ field: "URL", value: "{base}/images/generations" }, {
          field: "-H",
          value: "authorization: Bearer {key}",
        }],
        block: {
          file: "sh",
          text: "curl {base}/images/generations -H 'authorization: Bearer {key}' \\\n" +
            '  -d \'{"prompt": "a pear", "response_format": "url"}\'\n' +
            "curl {base}/images/edits -H 'authorization: Bearer {key}' \\\n" +
            "  -F image=@pear.png -F prompt=blue",
        },
        probe: { method: "POST", path: "", body: "{}", joining: "whole", auth: "bearer" },
      }],
      notes: [],
    },
  ],
};

function named(address: string, key: string): readonly Setting[] {
  return [{ field: address, value: "{base}" }, { field: key, value: "{key}" }];
}
