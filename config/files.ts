/**
 * Variables whose value may stand in a file: text that is no JSON is the file's name.
 *
 * @module
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** Those variables. */
const NAMES = ["COMFYUI_WORKFLOWS"] as const;

/**
 * The environment with what the files say in place of their names.
 *
 * @param read gives a file's text; undefined when there is no such file
 */
export function withFiles(env: Environment, read: (path: string) => string | undefined) {
  const named = NAMES.flatMap((name) => {
    const value = env[name]?.trim() ?? "";
    const text = value === "" || value.startsWith("{") ? undefined : read(value);
    return text === undefined ? [] : [[name, text]];
  });
  return { ...env, ...Object.fromEntries(named) };
}
