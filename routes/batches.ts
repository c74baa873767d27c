/**
 * Batches, as OpenAI's API has them. Those of other callers do not exist here.
 *
 * @module
 */

import { type Batch, newBatch } from "../batches/batch.ts";
import { failure, Refusal } from "../failure.ts";
import { FILE_TTL_MS } from "../files/file.ts";
import { randomBlobId } from "../store/blobs.ts";
import { viewBatch } from "./batch_view.ts";
import { readJsonFields } from "./body.ts";
import type { App, AppContext, Services } from "./context.ts";
import { parseFields, show } from "./parse.ts";
import { publicUrl } from "./public_url.ts";
import { BATCH_FIELDS, BatchBody, type BatchList, BatchListQuery } from "./schemas/batch.ts";
import { tidyFields } from "./tidy.ts";
import { setWarnings } from "./warnings.ts";

const PATH = "/v1/batches";

/** The only completion window that there is. */
const WINDOW_MS = 24 * 3_600_000;

/** Adds `/v1/batches` and what is below it. */
export function addBatchRoutes(app: App, services: Services): void {
  const { batches: { repo, runner } } = services;

  app.use(`${PATH}/*`, async function keepFresh(c, next) {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });

  app.post(PATH, async function createBatch(c) {
    const batch = await readBatch(c, services);
    await repo.insert(batch);
    runner.wake();
    return c.json(viewBatch(batch));
  });

  app.get(PATH, async function listBatches(c) {
    const { limit, after } = parseFields(BatchListQuery, c.req.query());
    const found = await repo.list(c.get("owner"), { limit: limit + 1, after });
    return c.json(listOf(found.slice(0, limit), found.length > limit));
  });

  app.get(`${PATH}/:id`, async function getBatch(c) {
    const id = c.req.param("id");
    const stored = await repo.load(id);
    if (stored?.value.owner !== c.get("owner")) throw notFound(id);
    return c.json(viewBatch(stored.value));
  });

  app.post(`${PATH}/:id/cancel`, async function cancelBatch(c) {
    const id = c.req.param("id");
    const cancelling = await runner.cancel(id, c.get("owner"));
    if (cancelling.kind === "none") throw notFound(id);
    if (cancelling.kind === "cancelling") return c.json(viewBatch(cancelling.batch));
    const message = `Batch ${id} is ${cancelling.batch.status}: it cannot be cancelled any more`;
    throw new Refusal(failure("invalid_request", message, { param: "id" }));
  });
}

async function readBatch(c: AppContext, services: Services): Promise<Batch> {
  const raw = await readJsonFields(c);
  const { fields, spelling, unknown } = tidyFields(raw, BATCH_FIELDS);
  const body = parseFields(BatchBody, fields, { spelling });
  setWarnings(c, unknown.map((name) => `${name} ignored: no such field`));
  const owner = c.get("owner");
  await requireInput(services, owner, body.input_file_id);
  const keepS = body.output_expires_after?.seconds;
  return newBatch({
    owner,
    endpoint: body.endpoint,
    inputFileId: body.input_file_id,
    base: addressFor(c, services),
    outputKeepMs: keepS === undefined ? FILE_TTL_MS : keepS * 1_000,
    metadata: body.metadata,
    windowMs: WINDOW_MS,
    secret: randomBlobId(),
    uuid: services.runtime.uuid,
  }, services.runtime.now());
}

/** Later requests are made to it, so one that a header made up must at least be an address. */
function addressFor(c: AppContext, { config }: Services): string {
  const base = publicUrl(config, c.req.raw);
  return URL.canParse(base) ? base : new URL(c.req.url).origin;
}

async function requireInput({ files }: Services, owner: string, id: string): Promise<void> {
  const file = await files.find(owner, id);
  const param = "input_file_id";
  if (file === undefined) {
    throw new Refusal(failure("not_found", `There is no file ${show(id)}`, { param }));
  }
  if (file.purpose === "batch") return;
  const message = `${param} has the purpose "${file.purpose}": upload it with purpose "batch"`;
  throw new Refusal(failure("invalid_request", message, { param }));
}

function listOf(page: readonly Batch[], has_more: boolean): BatchList {
  const data = page.map(viewBatch);
  const first_id = data[0]?.id ?? null;
  const last_id = data.at(-1)?.id ?? null;
  return { object: "list", data, first_id, last_id, has_more };
}

function notFound(id: string): Refusal {
  return new Refusal(failure("not_found", `There is no batch ${show(id)}`, { param: "id" }));
}
