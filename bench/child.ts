/**
 * Processes that a benchmark starts and ends.
 *
 * @module
 */

/** A process under way. */
export interface Child extends AsyncDisposable {
  /** Processor time used so far, in milliseconds; NaN where the system does not tell (not Linux). */
  cpuMs(): number;
  /** Resident memory in MB; NaN where the system does not tell (not Linux). */
  rssMb(): number;
}

/** What to start. */
export interface ChildOptions {
  readonly command?: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How often a server that starts is asked whether it is there. */
const KNOCK_MS = 2;
const START_LIMIT_MS = 20_000;

/** The project. */
const ROOT = new URL("..", import.meta.url);

/** Starts a process in the project's folder; disposing of it ends it. Without `command`: Deno. */
export function startChild({ command = Deno.execPath(), args, env = {} }: ChildOptions): Child {
  const child = new Deno.Command(command, {
    args: [...args],
    env: { ...env },
    cwd: ROOT,
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  return {
    cpuMs: () => cpuMs(child.pid),
    rssMb: () => rssMb(child.pid),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

/** Fields 14 and 15 of proc_pid_stat(5): ticks, a hundred of which are a second. */
function cpuMs(pid: number): number {
  if (Deno.build.os !== "linux") return NaN;
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** `VmRSS` of proc_pid_status(5), which is in units of 1,024 bytes. */
function rssMb(pid: number): number {
  if (Deno.build.os !== "linux") return NaN;
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN) / 1_024;
}

/** Starts a Deno program that prints one line of JSON when it has measured, and gives that line. */
export async function measureIn(script: string, args: readonly string[]): Promise<unknown> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--v8-flags=--expose-gc", `bench/${script}`, ...args],
    cwd: ROOT,
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`bench/${script} ${args.join(" ")} failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** A port that is free just now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Waits until an address answers with 200. */
export async function untilServed(url: string): Promise<void> {
  const end = performance.now() + START_LIMIT_MS;
  while (performance.now() < end) {
    const ok = await fetch(url).then(async (response) => {
      await response.body?.cancel();
      return response.ok;
    }, () => false);
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, KNOCK_MS));
  }
  throw new Error(`${url} did not answer within ${START_LIMIT_MS} ms`);
}
