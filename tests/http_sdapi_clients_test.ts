/**
 * What real clients send to the Stable Diffusion WebUI's API, in their order, and what they read. The
 * shapes were read in the clients' own sources.
 *
 * @module
 */

import { z } from "zod";
import { fromBase64, toBase64 } from "../images/base64.ts";
import { readMedia } from "../images/media.ts";
import { assert, assertEquals } from "./assert.ts";
import { type Door, doorForTests, openDoor } from "./door.ts";
import { png } from "./fakes/scripted_provider.ts";

const KEY = "darkroom-test-key";
const tests = doorForTests({ env: { DEFAULT_MODEL: "easel" } });
const init = toBase64(png({ widthPx: 64, heightPx: 64 }).bytes);

/** Every answer that draws: what clients take out of it blindly. */
const Drawn = z.object({ images: z.array(z.string()).min(1), info: z.string() });
const Info = z.object({
  height: z.number(),
  width: z.number(),
  seed: z.number(),
  all_seeds: z.array(z.number()),
  infotexts: z.array(z.string()),
});

interface Client {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly count?: number;
}

const CLIENTS: Readonly<Record<string, Client>> = {
  "Open WebUI": {
    headers: { authorization: `Basic ${btoa("")}` },
    body: { prompt: "p", batch_size: 2, width: 64, height: 64, steps: 20, negative_prompt: "n" },
    count: 2,
  },
  "SillyTavern": {
    headers: { authorization: `Basic ${btoa("undefined")}` },
    body: {
      prompt: "p",
      negative_prompt: "n",
      sampler_name: "Euler a",
      scheduler: "karras",
      steps: 20,
      cfg_scale: 7,
      width: 64,
      height: 64,
      restore_faces: false,
      enable_hr: true,
      hr_upscaler: "Latent",
      hr_scale: 2,
      hr_additional_modules: [],
      denoising_strength: 0.7,
      hr_second_pass_steps: 0,
      seed: 5,
      override_settings: { CLIP_stop_at_last_layers: 1, sd_vae: "Automatic" },
      override_settings_restore_afterwards: true,
      clip_skip: 1,
      save_images: true,
      send_images: true,
      do_not_save_grid: false,
      do_not_save_samples: false,
      url: "http://127.0.0.1:8000",
      auth: "",
    },
  },
  "KoboldAI Lite": {
    headers: { origin: "http://localhost:5001" },
    body: {
      prompt: "p",
      seed: -1,
      sampler_name: "Euler a",
      batch_size: 1,
      n_iter: 1,
      steps: 20,
      cfg_scale: 7,
      width: 64,
      height: 64,
      negative_prompt: "n",
      do_not_save_samples: true,
      do_not_save_grid: true,
      enable_hr: false,
      eta: 0,
      s_churn: 0,
      s_tmax: 0,
      s_tmin: 0,
      s_noise: 1,
      override_settings: {
        sd_model_checkpoint: "easel",
        eta_noise_seed_delta: 0,
        CLIP_stop_at_last_layers: 1.5,
        ddim_discretize: "uniform",
        img2img_fix_steps: false,
        sd_hypernetwork: "None",
        inpainting_mask_weight: 1,
        initial_noise_multiplier: 1,
        comma_padding_backtrack: 20,
      },
    },
  },
  "LibreChat's stable-diffusion tool": {
    body: { prompt: "p", negative_prompt: "n", cfg_scale: 4.5, steps: 22, width: 64, height: 64 },
  },
  "Dify, without a content type": {
    headers: { "content-type": "" },
    body: {
      prompt: "p",
      styles: ["string"],
      seed: -1,
      subseed: -1,
      subseed_strength: 0,
      seed_resize_from_h: -1,
      seed_resize_from_w: -1,
      sampler_name: "DPM++ SDE",
      scheduler: "",
      batch_size: 1,
      n_iter: 1,
      steps: 10,
      cfg_scale: 7,
      width: 64,
      height: 64,
      restore_faces: false,
      do_not_save_samples: false,
      do_not_save_grid: false,
      negative_prompt: "",
      override_settings: { sd_model_checkpoint: "" },
      override_settings_restore_afterwards: true,
      refiner_checkpoint: "",
      refiner_switch_at: 0,
      disable_extra_networks: false,
      comments: {},
      enable_hr: false,
      firstphase_width: 0,
      firstphase_height: 0,
      hr_scale: 2,
      hr_upscaler: "",
      hr_second_pass_steps: 0,
      hr_resize_x: 0,
      hr_resize_y: 0,
      hr_prompt: "",
      hr_negative_prompt: "",
      script_args: [],
      send_images: true,
      save_images: false,
      alwayson_scripts: {},
    },
  },
  "sdwebuiapi": {
    body: {
      enable_hr: false,
      hr_scale: 2,
      hr_upscaler: "Latent",
      hr_second_pass_steps: 0,
      hr_resize_x: 0,
      hr_resize_y: 0,
      hr_checkpoint_name: null,
      hr_sampler_name: null,
      hr_scheduler: null,
      hr_prompt: "",
      hr_negative_prompt: "",
      denoising_strength: 0.7,
      firstphase_width: 0,
      firstphase_height: 0,
      prompt: "p",
      styles: [],
      seed: 1003,
      subseed: -1,
      subseed_strength: 0.0,
      seed_resize_from_h: 0,
      seed_resize_from_w: 0,
      batch_size: 1,
      n_iter: 2,
      steps: 20,
      cfg_scale: 7.0,
      width: 64,
      height: 64,
      restore_faces: false,
      tiling: false,
      do_not_save_samples: false,
      do_not_save_grid: false,
      negative_prompt: "n",
      eta: 1.0,
      s_churn: 0,
      s_tmax: 0,
      s_tmin: 0,
      s_noise: 1,
      override_settings: {},
      override_settings_restore_afterwards: true,
      refiner_checkpoint: null,
      refiner_switch_at: 0,
      sampler_name: "Euler a",
      sampler_index: "Euler a",
      scheduler: "automatic",
      script_name: null,
      script_args: [],
      send_images: true,
      save_images: false,
      alwayson_scripts: {},
    },
    count: 2,
  },
  "RisuAI": {
    body: {
      width: 64,
      height: 64,
      seed: -1,
      steps: 20,
      cfg_scale: 7,
      prompt: "p",
      negative_prompt: "n",
      sampler_name: "Euler a",
      enable_hr: false,
      denoising_strength: 0.7,
      hr_scale: 1.25,
      hr_upscaler: "Latent",
    },
  },
  "stable-gimpfusion": {
    path: "/sdapi/v1/img2img?",
    body: {
      prompt: "p",
      negative_prompt: "",
      steps: 20,
      cfg_scale: 7,
      width: 64,
      height: 64,
      seed: "-1",
      batch_size: 1,
      sampler_index: "Euler a",
      denoising_strength: 0.8,
      mask_blur: 4,
      inpainting_fill: 1,
      inpaint_full_res: true,
      inpaint_full_res_padding: 10,
      init_images: [init],
      resize_mode: 0,
      override_settings: {},
    },
  },
  "Blender AI-Render": {
    path: "/sdapi/v1/img2img",
    body: {
      prompt: "p",
      width: 64,
      height: 64,
      denoising_strength: 0.6,
      seed: 4,
      cfg_scale: 7,
      steps: 25,
      sampler_index: "DPM++ 2M",
      init_images: [`data:image/png;base64,${init}`],
    },
  },
  "StableStudio": {
    path: "/sdapi/v1/txt2img",
    headers: { origin: "http://localhost:3000" },
    body: {
      seed: -1,
      cfgScale: 7,
      prompt: "p",
      negative_prompt: "",
      width: 64,
      height: 64,
      sampler_name: "",
      sampler_index: "",
      save_images: true,
      batch_size: 4,
      steps: 30,
    },
    count: 4,
  },
  "aiyabot": {
    body: {
      prompt: "p",
      negative_prompt: "n",
      steps: 30,
      width: "64",
      height: "64",
      cfg_scale: "7.0",
      sampler_index: "Euler a",
      seed: 42,
      seed_resize_from_h: -1,
      seed_resize_from_w: -1,
      denoising_strength: null,
      n_iter: 1,
      styles: ["None"],
      hr_second_pass_steps: 15.0,
      override_settings: { CLIP_stop_at_last_layers: 1, enable_pnginfo: true },
    },
  },
  "oobabooga": {
    body: {
      prompt: "p",
      seed: -1,
      sampler_name: "DPM++ 2M Karras",
      enable_hr: false,
      hr_scale: "1.0",
      hr_upscaler: "ESRGAN_4x",
      denoising_strength: 0.5,
      steps: 32,
      cfg_scale: 7,
      width: 64,
      height: 64,
      restore_faces: true,
      override_settings_restore_afterwards: true,
      negative_prompt: "n",
    },
  },
};

for (
  const [name, { path = "/sdapi/v1/txt2img", headers = {}, body, count = 1 }] of Object.entries(
    CLIENTS,
  )
) {
  Deno.test(`${name} gets its pictures`, async () => {
    const response = await tests.door.post(path, body, headers);
    assertEquals(response.status, 200, await response.clone().text());
    const { images, info } = Drawn.parse(await response.json());
    assertEquals(images.length, count);
    for (const image of images) {
      // Some cut at the first comma, some put `data:` in front: plain base64 suits both.
      assert(!image.includes(","));
      assertEquals(readMedia(fromBase64(image) ?? new Uint8Array())?.mediaType, "image/png");
    }
    const { all_seeds, infotexts } = Info.parse(JSON.parse(info));
    assertEquals([all_seeds.length, infotexts.length], [count, count]);
  });
}

/** One request of a client's first minute. */
type Step = readonly ["get" | "post", string, unknown?];

const CONNECTIONS: Readonly<Record<string, readonly Step[]>> = {
  "SillyTavern": [
    ["get", "/sdapi/v1/options"],
    ["get", "/sdapi/v1/upscalers"],
    ["get", "/sdapi/v1/latent-upscale-modes"],
    ["get", "/sdapi/v1/sd-vae"],
    ["get", "/sdapi/v1/sd-modules"],
    ["get", "/sdapi/v1/samplers"],
    ["get", "/sdapi/v1/schedulers"],
    ["get", "/sdapi/v1/sd-models"],
    ["post", "/sdapi/v1/options", { sd_model_checkpoint: "easel" }],
    ["get", "/sdapi/v1/progress"],
    ["post", "/sdapi/v1/interrupt", {}],
  ],
  "Cyanic SD": [
    ["get", "/queue/status"],
    ...[
      "sd-models",
      "sd-vae",
      "samplers",
      "upscalers",
      "face-restorers",
      "prompt-styles",
      "scripts",
      "loras",
      "embeddings",
      "hypernetworks",
      "options",
      "progress",
    ].map((list): Step => ["get", `/sdapi/v1/${list}`]),
  ],
  "Auto-Photoshop-SD": [
    ["get", "/user"],
    ["get", "/config"],
    ["get", "/sdapi/v1/scripts"],
    ["get", "/sdapi/v1/progress?skip_current_image=false"],
    ["get", "/controlnet/model_list"],
    ["get", "/controlnet/module_list?alias_names=true"],
    ["get", "/controlnet/version"],
    ["get", "/controlnet/settings"],
    ["post", "/sdapi/v1/png-info", { image: `data:image/png;base64,${init}` }],
    ["post", "/sdapi/v1/interrupt", ""],
  ],
  "aiyabot": [
    ["get", "/"],
    ["get", "/config"],
    ["get", "/sdapi/v1/cmd-flags"],
    ["get", "/sdapi/v1/samplers"],
    ["get", "/sdapi/v1/prompt-styles"],
    ["get", "/sdapi/v1/face-restorers"],
    ["get", "/sdapi/v1/embeddings"],
    ["get", "/sdapi/v1/hypernetworks"],
    ["get", "/sdapi/v1/upscalers"],
    ["get", "/sdapi/v1/sd-models"],
    ["get", "/sdapi/v1/loras"],
    ["get", "/sdapi/v1/options"],
  ],
  "oobabooga": [
    ["get", "/sdapi/v1/sd-models"],
    ["get", "/sdapi/v1/options"],
    ["post", "/sdapi/v1/options", { sd_model_checkpoint: "easel" }],
    ["post", "/sdapi/v1/unload-checkpoint", ""],
    ["post", "/sdapi/v1/reload-checkpoint", ""],
  ],
};

async function take(door: Door, prefix: string, [method, path, body]: Step): Promise<Response> {
  return method === "get"
    ? await door.get(`${prefix}${path}`)
    : await door.post(`${prefix}${path}`, body);
}

for (const [name, steps] of Object.entries(CONNECTIONS)) {
  Deno.test(`${name} connects`, async () => {
    for (const step of steps) {
      const response = await take(tests.door, "", step);
      assertEquals(response.status, 200, step[1]);
      const text = await response.text();
      if (step[1] !== "/") JSON.parse(text); // some would rather throw than take an empty body
    }
  });
}

Deno.test("clients that can send no key find everything under a key in the path", async () => {
  await using door = await openDoor({ env: { API_MASTER_KEY: KEY } });
  for (const step of Object.values(CONNECTIONS).flat()) {
    const response = await take(door, `/k/${KEY}`, step);
    // This program's models are others: only the choice of one may fail.
    if (step[2] === undefined || step[1] !== "/sdapi/v1/options") {
      assertEquals(response.status, 200, step[1]);
    }
    await response.text();
  }
});
