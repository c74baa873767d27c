/**
 * A real S3 server on a free port of this machine, for tests: it checks signatures and keeps objects
 * in a folder of its own.
 *
 * @module
 */

import type { Bucket, Credentials } from "../blob_store.ts";
import { startProcess } from "./process.ts";

/** A server with one empty bucket. */
export interface S3Server extends AsyncDisposable {
  /** Such as `http://127.0.0.1:9000`. */
  readonly endpoint: string;
  readonly bucket: Bucket;
  readonly credentials: Credentials;
}

/** The only account that the server knows. */
export const CREDENTIALS = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" } as const;

const NAME = "pictures";

/** Starts a server; dispose of it. */
export async function startS3Server(): Promise<S3Server> {
  const folder = await Deno.makeTempDir();
  const server = await startProcess("tests/processes/s3_server.ts", {
    env: { S3_FOLDER: folder, S3_BUCKET: NAME },
    until: /\n/,
  });
  const endpoint = server.output.trim();
  return {
    endpoint,
    credentials: CREDENTIALS,
    bucket: {
      name: NAME,
      prefix: "darkroom/blobs/",
      url: `${endpoint}/${NAME}`,
      region: "eu-central-1",
      reads: "proxied",
    },

    async [Symbol.asyncDispose]() {
      server.signal("SIGKILL");
      await server.ended;
      await Deno.remove(folder, { recursive: true });
    },
  };
}
