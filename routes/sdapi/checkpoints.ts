/**
 * Our models as checkpoints: files with names and hashes, by any of which clients ask for them. Pure.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Registry } from "../../providers/registry.ts";

/** An entry of `GET /sdapi/v1/sd-models`. */
export interface Checkpoint {
  readonly title: string;
  /** The model's public id. */
  readonly model_name: string;
  readonly hash: string;
  readonly sha256: string;
  readonly filename: string;
  readonly config: null;
}

type Models = Pick<Registry, "model" | "models" | "defaultModel">;

/** A1111 shortens hashes to this. */
const SHORT_HASH = 10;

/** The checkpoint that a model is shown as. There is no file: its hash is its id's. */
export function checkpointOf(modelId: string): Checkpoint {
  const sha256 = createHash("sha256").update(modelId).digest("hex");
  const hash = sha256.slice(0, SHORT_HASH);
  const filename = `${modelId}.safetensors`;
  return {
    title: `${filename} [${hash}]`,
    model_name: modelId,
    hash,
    sha256,
    filename,
    config: null,
  };
}

/** One for each model, without its other names; the default model comes first. */
export function listCheckpoints(registry: Models): Checkpoint[] {
  const ids = registry.models().filter(({ aliasOf }) => aliasOf === undefined).map(({ id }) => id);
  return [...new Set([registry.defaultModel, ...ids])].map(checkpointOf);
}

/**
 * The model that is meant by a title, a name, a file name with or without its ending, a hash or an
 * alias; undefined when there is none.
 */
export function findModel(registry: Models, name: string): string | undefined {
  const wanted = name.trim().toLowerCase();
  const checkpoints = listCheckpoints(registry);
  const bare = withoutEnding(wanted);
  const found = checkpoints.find((checkpoint) => namesOf(checkpoint).includes(wanted)) ??
    checkpoints.find(({ model_name: id }) => id.toLowerCase() === bare) ??
    checkpoints.find(({ model_name: id }) => lastPart(id) === bare);
  return found?.model_name ?? registry.model(withoutEnding(name.trim()))?.id;
}

function namesOf({ title, model_name: id, hash, sha256, filename }: Checkpoint): string[] {
  return [title, id, `${id} [${hash}]`, hash, sha256, filename].map((name) => name.toLowerCase());
}

/** Some clients cut file names off at the last slash. */
function lastPart(id: string): string | undefined {
  return id.split("/").at(-1)?.toLowerCase();
}

function withoutEnding(name: string): string {
  return name.replace(/\.(safetensors|ckpt)$/i, "");
}
