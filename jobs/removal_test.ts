import { assert, assertEquals } from "../tests/assert.ts";
import { noisyPng } from "../tests/fakes/noisy_png.ts";
import { createPendingProvider } from "../tests/fakes/pending_provider.ts";
import { countKeys, createWorld, type World } from "../tests/world.ts";
import { randomBlobId } from "../store/blobs.ts";

/** Everything that a job leaves in the database. */
const PREFIXES = ["job", "owner_job", "due", "blob", "chunk", "upload", "seat", "line"];

async function leftovers(kv: Deno.Kv): Promise<string[]> {
  const counts = await Promise.all(
    PREFIXES.map(async (prefix) => `${prefix} ${await countKeys(kv, prefix)}`),
  );
  return counts.filter((count) => !count.endsWith(" 0"));
}

async function storedInput(world: World) {
  const { blobs } = world.darkroom.services;
  const picture = noisyPng({ widthPx: 300, heightPx: 300 });
  const blobId = randomBlobId();
  const { mediaType, bytes } = picture;
  const expiresAt = world.runtime.now() + 3_600_000;
  await blobs.put(bytes, { id: blobId, mediaType, expiresAt });
  return { blobId, mediaType, sizeBytes: bytes.length, widthPx: 300, heightPx: 300 };
}

Deno.test("remove() leaves nothing of a job: no record, index, chunk, input or long text", async () => {
  using kv = await Deno.openKv(":memory:");
  const picture = noisyPng({ widthPx: 600, heightPx: 600 });
  const provider = createPendingProvider({
    polls: 1,
    pollAfterMs: 1_000,
    by: "url",
    picture,
    accounts: [{ id: "a", concurrency: 1 }],
  });
  const world = await createWorld({ kv, providers: [provider], fetch: provider.fetch });
  world.darkroom.worker.start();
  const { engine } = world.darkroom.services;
  const prompt = "海".repeat(20_000);
  const { id } = await world.end((await world.accept({ prompt, inputs: [], n: 2 })).id);
  assert((await leftovers(kv)).length > 3);
  assertEquals(await engine.remove(id, "me"), true);
  assertEquals(await leftovers(kv), []);
  await world.close();
});

Deno.test("remove() cancels a job that goes on, and forgets its inputs and what had come of it", async () => {
  using kv = await Deno.openKv(":memory:");
  const provider = createPendingProvider({ polls: 100, pollAfterMs: 1_000 });
  const [card] = Object.values(provider.models);
  assert(card);
  const { capabilities } = card;
  const models = {
    pending: {
      ...card,
      capabilities: { ...capabilities, operations: ["edit" as const], maxInputImages: 1 },
    },
  };
  const editing = Object.defineProperty(provider, "models", { value: models });
  const world = await createWorld({ kv, providers: [editing] });
  world.darkroom.worker.start();
  const input = await storedInput(world);
  const { id } = await world.accept({ operation: "edit", inputs: [input] });
  await world.runtime.pass(5_000);
  assertEquals(await world.darkroom.services.engine.remove(id, "me"), true);
  await world.runtime.pass(60_000);
  assertEquals(await leftovers(kv), []);
  assertEquals(provider.cancels.length, 1);
  assertEquals(world.darkroom.worker.held, 0);
  await world.close();
});
