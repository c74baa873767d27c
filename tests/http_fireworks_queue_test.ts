import { toBase64 } from "../images/base64.ts";
import { JobView } from "../routes/schemas/job.ts";
import { answered } from "./answers.ts";
import { assert, assertEquals } from "./assert.ts";
import { checkManners } from "./contract/provider_manners.ts";
import { openVirtualDoor } from "./door.ts";
import { borrowedClock } from "./fakes/borrowed_clock.ts";
import { createFireworksQueueFake, readFireworksQueueBody } from "./fakes/fireworks_queue.ts";
import { createInternet } from "./fakes/internet.ts";
import { png } from "./fakes/scripted_provider.ts";

const KEY = "fireworks-secret";
const image = `data:image/png;base64,${toBase64(png({ widthPx: 64, heightPx: 64 }).bytes)}`;

Deno.test("fireworks changes a caller's picture through its queue", async () => {
  const clock = borrowedClock();
  const fireworks = createFireworksQueueFake({ keys: [KEY], now: clock.now });
  await using door = await openVirtualDoor({
    env: { FIREWORKS_BASE_URL: "http://fireworks.test/inference/v1", FIREWORKS_API_KEY: KEY },
    fetch: createInternet({ "fireworks.test": fireworks.fetch }),
  });
  clock.lend(door.runtime);
  door.darkroom.worker.start();
  const body = { model: "fireworks/flux-kontext-pro", prompt: "at night", image, size: "1392x752" };
  const response = await answered(
    door.runtime,
    door.post("/v1/images/edits", { ...body, seed: 0 }),
  );
  assertEquals([response.status, response.headers.get("x-darkroom-cost")], [200, "0.04"]);
  const id = response.headers.get("x-job-id");
  const { attempts, images } = JobView.parse(await (await door.get(`/v1/jobs/${id}`)).json());
  assertEquals(attempts.map(({ provider, model }) => `${provider}/${model}`), [body.model]);
  assert((attempts[0]?.polls ?? 0) > 0, "It was polled");
  assertEquals(images[0]?.size, "64x96");
  const submit = fireworks.calls.find((call) => call.door === "submit")?.request;
  assert(submit, "There was a submit");
  checkManners(submit);
  assertEquals(
    new URL(submit.url).pathname,
    "/inference/v1/workflows/accounts/fireworks/models/flux-kontext-pro",
  );
  assertEquals(await readFireworksQueueBody(submit.clone()), {
    prompt: "at night",
    aspect_ratio: "16:9",
    output_format: "png",
    input_image: image,
    seed: 0,
  });
});
