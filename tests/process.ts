/**
 * Programs of ours as real processes: started, read, killed.
 *
 * @module
 */

/** A process that has said its first line. */
export interface Process {
  /** Everything it has printed so far. */
  readonly output: string;
  signal(signal: Deno.Signal): void;
  /** Resolves when it has ended. */
  readonly ended: Promise<Deno.CommandStatus>;
}

/** How to start one. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What it may do. @default {["-A"]} */
  readonly permissions?: readonly string[];
  /** It counts as started once its output has this. */
  readonly until: RegExp;
}

const ROOT = new URL("..", import.meta.url).pathname;

/** Starts a script with the Deno that runs the tests; npx would not pass signals on. */
export async function startProcess(script: string, options: StartOptions): Promise<Process> {
  const { permissions = ["-A"] } = options;
  const child = new Deno.Command(Deno.execPath(), {
    // Types are checked by `deno task check`.
    args: ["run", ...permissions, "--no-check", "--config", `${ROOT}deno.json`, `${ROOT}${script}`],
    cwd: options.cwd ?? ROOT,
    env: { ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const started = Promise.withResolvers<void>();
  let output = "";
  const read = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      output += text;
      if (options.until.test(output)) started.resolve();
    }
    started.reject(new Error(`${script} ended before it said ${options.until}:\n${output}`));
  })();
  await started.promise;
  return {
    get output() {
      return output;
    },
    signal: (signal) => child.kill(signal),
    ended: child.status.then(async (status) => {
      await read;
      return status;
    }),
  };
}
