/**
 * A real S3 server (`s3rver`) on a free port of this machine, for tests: it checks signatures and
 * keeps objects in a folder of its own.
 *
 * @module
 */

import S3rver from "@20minutes/s3rver";
import type { Bucket, Credentials } from "../blob_store.ts";

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

/** What the README asks of a bucket that browsers are sent to. */
const CORS = "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>" +
  "<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";

/** Starts a server; dispose of it. */
export async function startS3Server(): Promise<S3Server> {
  const directory = await Deno.makeTempDir();
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    directory,
    silent: true,
    configureBuckets: [{ name: NAME, configs: [CORS] }],
  });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
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
      await server.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}
