/**
 * The pictures that a response works on: those of the last user turn, else the newest earlier one
 * of the input, else that of the response before.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import type { StoredImage } from "../../images/request.ts";
import { jobImages } from "../../jobs/job.ts";
import type { Services } from "../context.ts";
import { type ImageInputs, MAX_IMAGES } from "../image_inputs.ts";
import { type ImageInput, refuseInput } from "../input_bytes.ts";
import { show } from "../parse.ts";
import type { EarlierPicture, GivenPicture, ReadInput } from "./input.ts";
import { findStored, type StoredResponse } from "./stored.ts";
import type { ChosenTool } from "./tool.ts";

/** Where to look. */
export interface PictureSources {
  readonly services: Pick<Services, "engine" | "blobs">;
  readonly owner: string;
  /** The response that `previous_response_id` names. */
  readonly previous?: StoredResponse | undefined;
}

/** What is there to work on, and what was left out. */
export interface FoundPictures extends ImageInputs {
  readonly warnings: readonly string[];
}

/** How many responses back a picture is looked for. */
const MAX_STEPS_BACK = 20;

/**
 * Finds them, according to the tool's `action`.
 *
 * @throws {Refusal} for pictures that are not there, and for an edit of nothing
 */
export async function findPictures(
  { pictures, earlier }: ReadInput,
  { options, param }: ChosenTool,
  sources: PictureSources,
): Promise<FoundPictures> {
  const mask = options.input_image_mask;
  if (options.action === "generate") {
    const left = [
      ...pictures.map(({ param }) => param),
      ...(mask ? [`${param}.input_image_mask`] : []),
    ];
    return { images: [], warnings: left.map((name) => `${name} dropped: action is "generate"`) };
  }
  const images = await newestPictures(pictures, earlier, sources);
  if (images.length === 0 && options.action === "edit") throw nothingToEdit(param);
  if (mask === undefined) return { images, warnings: [] };
  const given = { param: `${param}.input_image_mask`, content: mask };
  return { images, mask: given, warnings: [] };
}

async function newestPictures(
  given: readonly GivenPicture[],
  earlier: EarlierPicture | undefined,
  sources: PictureSources,
): Promise<ImageInput[]> {
  if (given.length > MAX_IMAGES) {
    throw refuseInput("input", `holds ${given.length} pictures; use at most ${MAX_IMAGES}`);
  }
  if (given.length > 0) return [...given];
  if (earlier !== undefined) return [await readEarlier(earlier, sources)];
  return await readPrevious(sources);
}

async function readEarlier(
  { param, id, result }: EarlierPicture,
  { services, owner }: PictureSources,
): Promise<ImageInput> {
  if (result !== undefined) return { param: `${param}.result`, content: result };
  if (id === undefined) throw refuseInput(param, "has neither a result nor an id");
  const found = await findStored(services.engine, { id, prefix: "ig", owner });
  const [image] = found === undefined ? [] : jobImages(found.job);
  const file = image && await readImage(image, services);
  if (file !== undefined) return { param, content: file };
  throw noSuchItem(id);
}

/** A response without a picture may follow one that has one. */
async function readPrevious({ services, owner, previous }: PictureSources): Promise<ImageInput[]> {
  const param = "previous_response_id";
  let found = previous;
  for (let steps = 0; found !== undefined && steps < MAX_STEPS_BACK; steps++) {
    const { job, dialect } = found;
    if (job.endedAt === undefined) {
      throw refuseInput(param, "names a response that is still in progress: wait for its end");
    }
    const [image] = jobImages(job);
    const file = image && await readImage(image, services);
    if (file !== undefined) return [{ param, content: file }];
    const id = dialect.echoed.previous_response_id;
    found = id === undefined
      ? undefined
      : await findStored(services.engine, { id, prefix: "resp", owner });
  }
  return [];
}

async function readImage(
  { blobId }: StoredImage,
  { blobs }: Pick<Services, "blobs">,
): Promise<File | undefined> {
  const bytes = await blobs.read(blobId);
  return bytes && new File([bytes], blobId);
}

function nothingToEdit(tool: string): Refusal {
  const message =
    `${tool}.action is "edit", but there is no picture: put an input_image into the ` +
    "last user message, or name an earlier response";
  return new Refusal(failure("invalid_request", message, { param: `${tool}.action` }));
}

function noSuchItem(id: string): Refusal {
  const message = `Item with id ${show(id)} not found, or it has no picture. Items of responses ` +
    "with store set to false are not kept: send the item with its result";
  return new Refusal(failure("not_found", message, { param: "input" }));
}
