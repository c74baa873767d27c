/**
 * Reads seeds, which clients write as numbers, digits or any text at all. Pure.
 *
 * @module
 */

/** Seeds are 32 bits wide. */
const SEEDS = 2 ** 32;

/** A usable seed, and whether it had to differ from what was written. */
export interface ReadSeed {
  /** 0 to 4294967295; absent: draw one. */
  readonly seed?: number;
  readonly warning?: string;
}

/**
 * Reads a seed. Negative numbers ask for a random one, as in the Stable Diffusion WebUI; larger
 * numbers lose their upper bits, text is hashed, and both are said in a warning.
 */
export function readSeed(written: number | string): ReadSeed {
  const number = typeof written === "number" ? written : toNumber(written);
  if (number === undefined || !Number.isFinite(number)) {
    const seed = hash(String(written));
    return { seed, warning: `seed mapped: it is no number, so ${seed} was made from its text` };
  }
  if (number < 0) return {};
  const seed = Math.floor(number) % SEEDS;
  return seed === number
    ? { seed }
    : { seed, warning: `seed mapped: ${number} to ${seed}, a whole number below ${SEEDS}` };
}

function toNumber(text: string): number | undefined {
  return text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text);
}

/** FNV-1a over UTF-16 code units: small, and the same everywhere. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  }
  return sum >>> 0;
}
