/**
 * The studio: where pictures are asked for, and seen to come.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import { type Job, jobImages } from "../../jobs/job.ts";
import { styleChoices } from "../../providers/styles.ts";
import { Plan } from "../../ui/studio/plan.tsx";
import { StudioPage } from "../../ui/studio/studio_page.tsx";
import type { Lang } from "../../ui/words.ts";
import type { StudioView } from "../../ui/views/studio.ts";
import type { App, AppContext } from "../context.ts";
import { answerEvents } from "../event_stream.ts";
import { readImageOrder } from "../image_order.ts";
import { JOB_ENDPOINT } from "../jobs.ts";
import { forgetInputs, placeOrder } from "../place_order.ts";
import { fileUrl } from "../public_url.ts";
import { formValues } from "./form_values.ts";
import { viewJobCard } from "./job_card_view.ts";
import { drawCard, JOBS_SHOWN, liveJobs } from "./live_jobs.tsx";
import { modelChoices } from "./model_choices.ts";
import { answerPage, answerPart, type CockpitServices, frameFor } from "./page.ts";
import { lookOf } from "./visitor.ts";
import { keepingOf, modelWished, readWishes } from "./wishes.ts";

/** Adds `/`, and under `/ui/` the plan, the jobs and their events. */
export function addStudioRoutes(app: App, services: CockpitServices): void {
  const { engine, runtime } = services;

  app.get("/", async function getStudio(c) {
    const view = await viewStudio(c, services);
    return await answerPage(c, services, <StudioPage view={view} />);
  });

  app.post("/ui/plan", async function planPictures(c) {
    const { order } = await readImageOrder(c, services, JOB_ENDPOINT);
    await forgetInputs(order.request, services.blobs);
    const planning = await engine.plan(order);
    if (!planning.ok) throw new Refusal(planning.failure);
    const { routes, tasks, warnings } = planning.plan;
    return await answerPart(
      c,
      services,
      <Plan
        lang={lookOf(c).lang}
        routes={routes.map(({ provider, model }) => `${provider}/${model}`)}
        calls={tasks.length}
        {...planning.outlook}
        warnings={[...order.warnings, ...warnings]}
      />,
    );
  });

  // What the form does where scripts are off.
  app.post("/ui/jobs", async function orderPictures(c) {
    const { order } = await readImageOrder(c, services, JOB_ENDPOINT);
    await placeOrder(c, services, order);
    return c.redirect("/", 303);
  });

  app.get("/ui/jobs/live", function streamJobs(c) {
    const options = { owner: c.get("owner"), lang: lookOf(c).lang };
    return answerEvents(c, services, liveJobs(services, options));
  });

  app.get("/ui/jobs/:id/card", async function getCard(c) {
    const job = await engine.find(c.req.param("id"), c.get("owner"));
    if (job === undefined) throw new Refusal(failure("not_found", "This job is gone"));
    const card = await drawCard(viewJobCard(job, runtime.now()), lookOf(c).lang);
    return await answerPart(c, services, card);
  });
}

async function viewStudio(c: AppContext, services: CockpitServices): Promise<StudioView> {
  const { engine, registry, runtime, preferences } = services;
  const frame = await frameFor(c, services);
  const owner = c.get("owner");
  const { jobs } = await engine.list(owner, { limit: JOBS_SHOWN });
  const wishes = readWishes(await preferences.get(owner));
  const { from, reference } = c.req.query();
  const origin = from === undefined ? undefined : await engine.find(from, owner);
  return {
    ...frame,
    models: modelChoices(registry, c.get("caller")),
    styles: stylesIn(frame.lang),
    values: {
      ...(origin === undefined
        ? { model: modelWished(wishes, services) }
        : formValues(origin.request)),
      ...keepingOf(wishes),
    },
    references: [
      ...(origin?.request.inputs.map((image) => fileUrl("", image)) ?? []),
      ...await referenceOf(reference, (id) => engine.find(id, owner)),
    ],
    jobs: jobs.map((job) => viewJobCard(job, runtime.now())),
  };
}

/** `job_….1` is the second picture of a job. */
async function referenceOf(
  name: string | undefined,
  find: (id: string) => Promise<Job | undefined>,
): Promise<string[]> {
  const [id = "", index = "0"] = (name ?? "").split(".");
  const job = id === "" ? undefined : await find(id);
  const image = job === undefined ? undefined : jobImages(job)[Number(index)];
  return image === undefined ? [] : [fileUrl("", image)];
}

function stylesIn(lang: Lang): StudioView["styles"] {
  return styleChoices().map(({ value, chinese, english }) => ({
    value,
    label: lang === "en" ? english : chinese,
  }));
}
