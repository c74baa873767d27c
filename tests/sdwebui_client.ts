/**
 * The client `a1111-webui-api`, made to run here.
 *
 * It brings a release of sharp that has to be built when it is installed, which Deno does not do: it
 * is given the one that we have.
 *
 * @module
 */

import Module from "node:module";
import sharp from "sharp";

const SHARP = "sharp";

/** Loads the package. */
export async function loadSdwebuiClient() {
  const load: unknown = Reflect.get(Module, "_load");
  if (typeof load !== "function") throw new TypeError("node:module loads in another way now");
  Reflect.set(
    Module,
    "_load",
    (name: string, ...rest: unknown[]): unknown =>
      name === SHARP ? sharp : Reflect.apply(load, Module, [name, ...rest]),
  );
  try {
    return await import("a1111-webui-api");
  } finally {
    Reflect.set(Module, "_load", load);
  }
}
