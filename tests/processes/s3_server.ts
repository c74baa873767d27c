/**
 * A real S3 server (`s3rver`) as a process of its own, over the folder `S3_FOLDER` with the
 * bucket `S3_BUCKET`. Says its address as its first line.
 *
 * @module
 */

import S3rver from "@20minutes/s3rver";

/** What the README asks of a bucket that browsers are sent to. */
const CORS = "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>" +
  "<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";

const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  directory: Deno.env.get("S3_FOLDER"),
  silent: true,
  configureBuckets: [{ name: Deno.env.get("S3_BUCKET"), configs: [CORS] }],
});
const { port } = await server.run();
Deno.stdout.writeSync(new TextEncoder().encode(`http://127.0.0.1:${port}\n`));
