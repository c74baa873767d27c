/**
 * `txt2img` and `img2img`: a drawing's body becomes a job, whose pictures are waited for.
 *
 * @module
 */

import type { z } from "zod";
import { fitSize } from "../../images/size.ts";
import type { Order } from "../../jobs/order.ts";
import type { Job } from "../../jobs/job.ts";
import { readJsonFields } from "../body.ts";
import type { App, AppContext, Services } from "../context.ts";
import { answerFailure } from "../errors.ts";
import { fatalFailure } from "../image_answer.ts";
import { parseFields } from "../parse.ts";
import { answerPlan, isDryRun, placeOrder, stillRunning } from "../place_order.ts";
import { type DrawBody, Img2imgBody, Txt2imgBody } from "../schemas/sdapi.ts";
import { tidyFields } from "../tidy.ts";
import { waitForEnd } from "../wait.ts";
import { setWarnings } from "../warnings.ts";
import { type Asked, drawAnswer } from "./answer.ts";
import { inputWarnings, storeDrawInputs } from "./inputs.ts";
import { optionsForCall } from "./options.ts";
import { type Call, readDrawing } from "./read_request.ts";
import { noteDialect, starterOf } from "./running.ts";

interface Door {
  readonly call: Call;
  readonly schema: z.ZodType<DrawBody>;
  readonly fields: readonly string[];
}

const DOORS: readonly Door[] = [
  { call: "txt2img", schema: Txt2imgBody, fields: Object.keys(Txt2imgBody.shape) },
  { call: "img2img", schema: Img2imgBody, fields: Object.keys(Img2imgBody.shape) },
];

/** Adds `POST /sdapi/v1/txt2img` and `/sdapi/v1/img2img`. */
export function addGenerateRoutes(app: App, services: Services): void {
  for (const door of DOORS) {
    app.post(`/sdapi/v1/${door.call}`, async function draw(c) {
      const asked = await readAsked(c, services, door);
      const order = await orderOf(c, services, asked);
      if (isDryRun(c)) return await answerPlan(c, services, order);
      const job = await placeOrder(c, services, order);
      const starter = starterOf(c);
      await services.started.add(starter, job);
      const ended = await waitFor(c, services, job);
      if (ended === undefined) return answerFailure(c, stillRunning(job));
      await services.started.forget(starter, job.id);
      return await answerEnded(c, services, { ended, asked });
    });
  }
}

interface AskedCall extends Asked {
  readonly call: Call;
  readonly warnings: readonly string[];
}

async function readAsked(
  c: AppContext,
  services: Services,
  { call, schema, fields: known }: Door,
): Promise<AskedCall> {
  const { fields, spelling, unknown } = tidyFields(await readJsonFields(c), known);
  const body = parseFields(schema, fields, { spelling });
  const { registry } = services;
  const { options, warnings } = await optionsForCall(c, services, body.override_settings ?? {});
  const drawing = readDrawing(body, { call, options, registry });
  return {
    call,
    body,
    options,
    drawing,
    warnings: [
      ...unknown.map((name) => `${name.slice(0, 100)} ignored: no such field`),
      ...warnings,
      ...drawing.warnings,
      ...inputWarnings(body),
    ],
  };
}

/** The inputs are brought to the size that the model makes of the one asked for. */
async function orderOf(c: AppContext, services: Services, asked: AskedCall): Promise<Order> {
  const { call, body, warnings, drawing: { settings, steps } } = asked;
  const [route] = services.registry.model(settings.model)?.routes ?? [];
  const sizes = route?.card.capabilities.sizes;
  const size = sizes === undefined ? settings.size : fitSize(settings.size, sizes).size;
  const { signal } = c.req.raw;
  const inputs = call === "img2img"
    ? await storeDrawInputs(body, size, { services, signal })
    : { inputs: [] };
  const operation = call === "img2img" ? "edit" : "generate";
  return {
    request: { ...settings, ...inputs, operation },
    owner: c.get("owner"),
    warnings,
    dialect: noteDialect({ call, steps, task: body.force_task_id }),
  };
}

async function waitFor(c: AppContext, services: Services, { id }: Job): Promise<Job | undefined> {
  const { signal } = c.req.raw;
  return await waitForEnd(services, id, { signal, waitMs: services.config.waitMs });
}

interface Ended {
  readonly ended: Job;
  readonly asked: Asked;
}

/** An interrupted drawing is answered with the pictures that were finished, if there are any. */
async function answerEnded(
  c: AppContext,
  { blobs }: Pick<Services, "blobs">,
  { ended, asked }: Ended,
): Promise<Response> {
  setWarnings(c, ended.warnings);
  const fatal = fatalFailure(ended);
  if (fatal !== undefined) return answerFailure(c, fatal);
  const body = await drawAnswer(ended, asked, blobs);
  return c.body(body, 200, { "content-type": "application/json" });
}
