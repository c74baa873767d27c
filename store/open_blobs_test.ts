import { z } from "zod";
import { assertEquals, assertRejects } from "../tests/assert.ts";
import { createFakeBucket, refusal } from "../tests/fakes/bucket.ts";
import { createVirtualRuntime } from "../tests/fakes/runtime.ts";
import { CREDENTIALS } from "../tests/s3_server.ts";
import { openBlobs } from "./open_blobs.ts";

const Graph = z.object({
  modules: z.array(z.object({
    specifier: z.string(),
    dependencies: z.array(z.object({
      specifier: z.string(),
      isDynamic: z.boolean().default(false),
      code: z.unknown().optional(),
    })).default([]),
  })),
});

Deno.test("openBlobs() loads what a bucket needs only for a bucket", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "main.ts"],
    cwd: new URL("..", import.meta.url),
  }).output();
  const { modules } = Graph.parse(JSON.parse(new TextDecoder().decode(stdout)));
  const edges = modules.flatMap(({ specifier: from, dependencies }) =>
    dependencies.filter(({ code }) => code !== undefined).map((edge) => ({ from, ...edge }))
  );
  const toStore = edges.filter(({ specifier }) => /\/s3_blobs\.ts$/.test(specifier));
  assertEquals(toStore.map(({ isDynamic }) => isDynamic), [true]);
  const toSigner = edges.filter(({ specifier, isDynamic }) =>
    specifier === "aws4fetch" && !isDynamic
  );
  assertEquals(toSigner.map(({ from }) => from.split("/").at(-1)), ["s3_client.ts"]);
});

Deno.test("openBlobs() refuses a bucket that it cannot use", async () => {
  using kv = await Deno.openKv(":memory:");
  const fake = createFakeBucket(() => 0);
  const runtime = createVirtualRuntime({ fetch: fake.fetch });
  const store = { kind: "s3", bucket: fake.bucket, credentials: CREDENTIALS } as const;
  await openBlobs({ store, kv, runtime, minLifeMs: 0 });
  fake.trouble = () => refusal(404, "NoSuchBucket");
  const opened = openBlobs({ store, kv, runtime, minLifeMs: 0 });
  const said = 'BLOB_STORE cannot be used: The bucket "pics" answered 404 NoSuchBucket to a GET';
  await assertRejects(() => opened, RangeError, said);
});
