/**
 * Samplers, schedulers and upscalers by the names that A1111 gives them. Pure.
 *
 * @module
 */

/** An entry of `GET /sdapi/v1/samplers`. */
export interface Sampler {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly options: Readonly<Record<string, string>>;
}

/** An entry of `GET /sdapi/v1/schedulers`. */
export interface Scheduler {
  readonly name: string;
  readonly label: string;
  readonly aliases: readonly string[] | null;
  readonly default_rho: number;
  readonly need_inner_model: boolean;
}

/** What A1111's API takes when nobody says. */
export const DEFAULT_SAMPLER = "Euler";

/** A1111's own, in its order. */
export const SAMPLERS: readonly Sampler[] = [
  sampler("DPM++ 2M", "k_dpmpp_2m"),
  sampler("DPM++ SDE", "k_dpmpp_sde"),
  sampler("DPM++ 2M SDE", "k_dpmpp_2m_sde"),
  sampler("DPM++ 2M SDE Heun", "k_dpmpp_2m_sde_heun"),
  sampler("DPM++ 2S a", "k_dpmpp_2s_a"),
  sampler("DPM++ 3M SDE", "k_dpmpp_3m_sde"),
  sampler("Euler a", "k_euler_a", "k_euler_ancestral", "euler_ancestral"),
  sampler("Euler", "k_euler"),
  sampler("LMS", "k_lms"),
  sampler("Heun", "k_heun"),
  sampler("DPM2", "k_dpm_2"),
  sampler("DPM2 a", "k_dpm_2_a"),
  sampler("DPM fast", "k_dpm_fast"),
  sampler("DPM adaptive", "k_dpm_ad"),
  sampler("Restart", "restart"),
  sampler("DDIM", "ddim"),
  sampler("DDIM CFG++", "ddim_cfgpp"),
  sampler("PLMS", "plms"),
  sampler("UniPC", "unipc"),
  sampler("LCM", "k_lcm"),
];

/** A1111's own, in its order. */
export const SCHEDULERS: readonly Scheduler[] = [
  scheduler("automatic", "Automatic"),
  scheduler("uniform", "Uniform", { need_inner_model: true }),
  scheduler("karras", "Karras", { default_rho: 7 }),
  scheduler("exponential", "Exponential"),
  scheduler("polyexponential", "Polyexponential", { default_rho: 1 }),
  scheduler("sgm_uniform", "SGM Uniform", { need_inner_model: true, aliases: ["SGMUniform"] }),
  scheduler("kl_optimal", "KL Optimal"),
  scheduler("align_your_steps", "Align Your Steps"),
  scheduler("simple", "Simple", { need_inner_model: true }),
  scheduler("normal", "Normal", { need_inner_model: true }),
  scheduler("ddim_uniform", "DDIM", { need_inner_model: true, aliases: ["ddim"] }),
  scheduler("beta", "Beta", { need_inner_model: true }),
];

/** Upscalers that there are; `None` changes nothing. */
export const UPSCALERS = ["None", "Lanczos", "Nearest"] as const;
/** See {@linkcode UPSCALERS}. */
export type Upscaler = (typeof UPSCALERS)[number];

/** For `enable_hr`, where any of them means the same here. */
export const LATENT_MODES = [
  "Latent",
  "Latent (antialiased)",
  "Latent (bicubic)",
  "Latent (bicubic antialiased)",
  "Latent (nearest)",
  "Latent (nearest-exact)",
] as const;

/** A sampler and scheduler as they were understood. */
export interface ReadSampler {
  readonly sampler: string;
  /** A label such as `Karras`. */
  readonly scheduler: string;
  /** Both in one name, as upstreams old and new understand it; undefined: nobody asked for any. */
  readonly wireName?: string;
  readonly warnings: readonly string[];
}

/** What a caller wrote; each may be missing. */
export interface AskedSampler {
  readonly name: string | undefined;
  readonly scheduler: string | undefined;
}

/**
 * Reads names in any case, aliases too, and the older names that end in the scheduler's. What is not
 * known becomes the default, with a warning.
 *
 * @example
 * ```ts
 * import { readSampler } from "./vocabulary.ts";
 *
 * readSampler({ name: "DPM++ 2M Karras", scheduler: undefined }).wireName; // "DPM++ 2M Karras"
 * readSampler({ name: "euler a", scheduler: "automatic" }).wireName; // "Euler a"
 * ```
 */
export function readSampler(asked: AskedSampler): ReadSampler {
  const ending = asked.name === undefined ? undefined : splitEnding(asked.name);
  const found = SAMPLERS.find((known) =>
    isCalled(ending?.name ?? "", [known.name, ...known.aliases])
  );
  const scheduled = ending?.scheduler ?? findScheduler(asked.scheduler ?? "");
  const sampler = found?.name ?? DEFAULT_SAMPLER;
  const label = scheduled?.label ?? "Automatic";
  const isAsked = found !== undefined || (scheduled !== undefined && label !== "Automatic");
  return {
    sampler,
    scheduler: label,
    ...(isAsked ? { wireName: label === "Automatic" ? sampler : `${sampler} ${label}` } : {}),
    warnings: [
      ...unknown("sampler_name", asked.name, found),
      ...unknown("scheduler", asked.scheduler, scheduled),
    ],
  };
}

/** The upscaler of a name; undefined for an unknown one. */
export function findUpscaler(name: string): Upscaler | undefined {
  return UPSCALERS.find((known) => isCalled(name, [known]));
}

/** Older names of samplers end in a scheduler's: the longest one that fits is meant. */
function splitEnding(text: string): { readonly name: string; readonly scheduler?: Scheduler } {
  const lower = text.trim().toLowerCase();
  const whole = SAMPLERS.some((known) => isCalled(lower, [known.name, ...known.aliases]));
  const ending = whole ? undefined : ENDINGS.find(({ end }) => lower.endsWith(end));
  if (ending === undefined) return { name: lower };
  return { name: lower.slice(0, -ending.end.length), scheduler: ending.scheduler };
}

/** What a name can end in, the longest first: `SGM Uniform` ends in `Uniform`. */
const ENDINGS = SCHEDULERS.flatMap((scheduler) =>
  [scheduler.label, scheduler.name, ...scheduler.aliases ?? []]
    .map((name) => ({ end: ` ${name.toLowerCase()}`, scheduler }))
).toSorted((a, b) => b.end.length - a.end.length);

function findScheduler(name: string): Scheduler | undefined {
  return SCHEDULERS.find((known) =>
    isCalled(name, [known.name, known.label, ...known.aliases ?? []])
  );
}

function isCalled(name: string, known: readonly string[]): boolean {
  const wanted = name.trim().toLowerCase();
  return known.some((each) => each.toLowerCase() === wanted);
}

function unknown(field: string, asked: string | undefined, found: unknown): string[] {
  if (asked === undefined || found !== undefined) return [];
  const shown = JSON.stringify(asked.slice(0, 60));
  return [`${field} mapped: ${shown} is not known here, so the default is taken`];
}

function sampler(name: string, ...aliases: string[]): Sampler {
  return { name, aliases, options: {} };
}

function scheduler(name: string, label: string, more: Partial<Scheduler> = {}): Scheduler {
  return { name, label, aliases: null, default_rho: -1, need_inner_model: false, ...more };
}
