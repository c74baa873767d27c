/**
 * Callers that ask again as soon as they are answered.
 *
 * @module
 */

/** Whom to ask for what. */
export interface LoadTarget {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Processor time that the asked process has used so far. */
  cpuMs(): number;
}

/** How much to ask. */
export interface LoadOptions {
  readonly model: string;
  /** Fields of the request beside the usual ones, or instead of them. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly connections: number;
  readonly forMs: number;
}

/** What came back. */
export interface LoadResult {
  /** Time to the last byte of each answer, in milliseconds. */
  readonly latenciesMs: readonly number[];
  /** Answers per second. */
  readonly rate: number;
  /** Processor time that the asked process used. */
  readonly cpuMs: number;
}

/** Asks for `forMs`; an answer that is not a success stops the benchmark. */
export async function load(target: LoadTarget, options: LoadOptions): Promise<LoadResult> {
  const cpuBefore = target.cpuMs();
  const begun = performance.now();
  const end = begun + options.forMs;
  const latenciesMs: number[] = [];
  const caller = async () => {
    while (performance.now() < end) latenciesMs.push(await ask(target, options));
  };
  await Promise.all(Array.from({ length: options.connections }, caller));
  const rate = latenciesMs.length / (performance.now() - begun) * 1_000;
  return { latenciesMs, rate, cpuMs: target.cpuMs() - cpuBefore };
}

async function ask({ url, headers }: LoadTarget, { model, fields }: LoadOptions): Promise<number> {
  const usual = { model, prompt: "a lighthouse at dusk", n: 1, response_format: "b64_json" };
  const body = { ...usual, ...fields };
  const begun = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const bytes = await response.bytes();
  if (!response.ok) throw new Error(`${url}: ${new TextDecoder().decode(bytes).slice(0, 500)}`);
  return performance.now() - begun;
}
